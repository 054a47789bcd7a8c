// Segmentations over a picture: every segment's outline and fill, by the frame's own place; fractions shine through as far as they are certain.
import { useLayoutEffect, useMemo, useRef } from 'react';
import { masksOn, type PlacedMask, type SegmentedImage } from '../../../core/imaging/objects/seg-place.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { Matrix } from '../../../core/imaging/view-transform.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import type { ShownSegmentation } from '../presentation/shown-objects.ts';
import { cssColour, type Rgb, segmentColour } from './segment-colour.ts';

export function segmentedImage({ sopInstanceUid, frame, instance, placed, plane }: StackFrame): SegmentedImage | null {
  const { image } = instance;
  if (!image) return null;
  const { rows, columns, frameOfReferenceUid } = image;
  return { sopInstanceUid, frame, rows, columns, frameOfReferenceUid, placed, sliceThickness: plane.sliceThickness };
}

/** First `inner`, then `outer`. */
function chained(outer: Matrix, inner: Matrix): Matrix {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

const cssMatrix = ({ a, b, c, d, e, f }: Matrix) => `matrix(${a}, ${b}, ${c}, ${d}, ${e}, ${f})`;

function Fraction(props: { shown: ShownSegmentation; frame: number; colour: Rgb; matrix: Matrix }) {
  const { shown, frame, colour, matrix } = props;
  const { rows, columns, maximum } = shown.segmentation;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { shapes } = shown;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(columns, rows);
    for (const [at, value] of shapes.values(frame).entries()) {
      if (value > 0) picture.data.set([...colour, Math.round((255 * Math.min(value, maximum)) / maximum)], at * 4);
    }
    context.putImageData(picture, 0, 0);
  }, [shapes, frame, colour, columns, rows, maximum]);
  return (
    <canvas
      ref={canvas}
      className="segment-fraction"
      width={columns}
      height={rows}
      style={{ transform: cssMatrix(matrix), opacity: shown.opacity }}
      data-testid="segment-fraction"
    />
  );
}

function Masks({ shown, placed, matrix }: { shown: ShownSegmentation; placed: readonly PlacedMask[]; matrix: Matrix }) {
  const { segmentation, shapes, hiddenSegments, opacity } = shown;
  const colours = useMemo(
    () => new Map(segmentation.segments.map((segment) => [segment.number, segmentColour(segment)])),
    [segmentation],
  );
  const colourOf = (segment: number): Rgb => colours.get(segment) ?? segmentColour({ number: segment, colour: null });
  const isFraction = segmentation.type === 'fractional';
  const visible = placed.flatMap((one) =>
    shapes
      .of(one.frame)
      .filter(({ segment }) => !hiddenSegments.has(segment))
      .map((shape) => ({ ...shape, frame: one.frame, matrix: chained(matrix, one.matrix) })),
  );
  return (
    <>
      {isFraction
        ? visible.map((one) => (
            <Fraction
              key={one.frame}
              shown={shown}
              frame={one.frame}
              colour={colourOf(one.segment)}
              matrix={one.matrix}
            />
          ))
        : null}
      <svg className="segmentation" aria-hidden data-testid="segmentation-layer" data-count={visible.length}>
        {visible.map(({ frame, segment, path, matrix: own }) => (
          <path
            key={`${frame} ${segment}`}
            d={path}
            transform={cssMatrix(own)}
            data-segment={segment}
            fill={isFraction ? 'none' : cssColour(colourOf(segment))}
            fillOpacity={opacity}
            fillRule="evenodd"
            stroke={cssColour(colourOf(segment))}
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </>
  );
}

export function SegmentationLayer({ frame, matrix }: { frame: StackFrame; matrix: Matrix }) {
  const desk = useDesk();
  const segmentations = useObserved(desk.shown.state, (state) => state.segmentations);
  const image = useMemo(() => segmentedImage(frame), [frame]);
  const placed = useMemo(
    () =>
      image
        ? segmentations.map((shown) => masksOn(shown.segmentation, image).filter((one) => shown.shapes.has(one.frame)))
        : [],
    [segmentations, image],
  );
  return segmentations.map((shown, index) => {
    const here = placed[index] ?? [];
    return here.length > 0 ? <Masks key={shown.uid} shown={shown} placed={here} matrix={matrix} /> : null;
  });
}
