// Where the active viewport's image cuts this one, and the point that the crosshair names.
import { placed, referenceLine, toPixel } from '../../../core/imaging/plane.ts';
import { type ReadingState, stackOf } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import { applyMatrix, centreToCorner, type Matrix } from '../../../core/imaging/view-transform.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useReading } from '../reading-store.ts';

function activeFrame(state: ReadingState): StackFrame | null {
  const viewport = state.viewports[state.active];
  return (viewport && stackOf(state, viewport)?.frames[viewport.index]) ?? null;
}

export function ReferenceLines({ viewport, frame, matrix }: { viewport: number; frame: StackFrame; matrix: Matrix }) {
  const desk = useDesk();
  const other = useReading(desk.reading, (state) =>
    state.active !== viewport && state.link.referenceLines ? activeFrame(state) : null,
  );
  const crosshair = useReading(desk.reading, (state) => state.crosshair);
  const plane = placed(frame.plane);
  const image = frame.instance.image;
  if (!plane || !image?.frameOfReferenceUid) return null;
  const theirs = other?.instance.image;
  const otherPlane = other && placed(other.plane);
  const line =
    otherPlane && theirs?.frameOfReferenceUid === image.frameOfReferenceUid
      ? referenceLine(plane, image, otherPlane, theirs)
      : null;
  const ends = line && [line.from, line.to].map((point) => applyMatrix(matrix, centreToCorner(point)));
  const foot = crosshair?.frameOfReferenceUid === image.frameOfReferenceUid ? toPixel(plane, crosshair.point) : null;
  const cross =
    foot && Math.abs(foot.distance) < (frame.plane.sliceThickness ?? 5)
      ? applyMatrix(matrix, centreToCorner(foot))
      : null;
  if (!ends && !cross) return null;
  return (
    <svg className="reference-lines" aria-hidden data-testid={ends ? 'reference-line' : undefined}>
      {ends?.[0] && ends[1] ? <line x1={ends[0].x} y1={ends[0].y} x2={ends[1].x} y2={ends[1].y} /> : null}
      {cross ? (
        <g className="crosshair">
          <line x1={cross.x - 24} y1={cross.y} x2={cross.x - 6} y2={cross.y} />
          <line x1={cross.x + 6} y1={cross.y} x2={cross.x + 24} y2={cross.y} />
          <line x1={cross.x} y1={cross.y - 24} x2={cross.x} y2={cross.y - 6} />
          <line x1={cross.x} y1={cross.y + 6} x2={cross.x} y2={cross.y + 24} />
        </g>
      ) : null}
    </svg>
  );
}
