// Letters at the edges that say which way the patient lies, and a bar that says how large things are.

import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { scaleFor } from '../../../core/imaging/measure/scale.ts';
import { add, directionLetters, scale as scaled } from '../../../core/imaging/plane.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { Matrix, Placement, ViewSize } from '../../../core/imaging/view-transform.ts';
import { useReadingText } from '../locales/use-reading-text.ts';

const opposite: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };
const turned = (letters: string) => [...letters].map((letter) => opposite[letter] ?? letter).join('');

/** Letters to the right and below; those on the other sides are their opposites. */
export function edgeLetters(frame: StackFrame, m: Matrix): { right: string; bottom: string } | null {
  // Screen direction back to image direction: the inverse of a turn with mirrors is its transpose, up to a factor.
  const place = frame.placed;
  const unit = (x: number, y: number) => {
    const size = Math.hypot(x, y) || 1;
    return { x: x / size, y: y / size };
  };
  const column = unit(m.a, m.b);
  const row = unit(m.c, m.d);
  if (place) {
    const toward = (x: number, y: number): Vector3 =>
      add(
        scaled(place.rowDirection, column.x * x + column.y * y),
        scaled(place.columnDirection, row.x * x + row.y * y),
      );
    return { right: directionLetters(toward(1, 0)), bottom: directionLetters(toward(0, 1)) };
  }
  const [alongRow, alongColumn] = frame.instance.image?.patientOrientation ?? [];
  if (!alongRow || !alongColumn) return null;
  const along = (x: number, y: number) => {
    const onRow = column.x * x + column.y * y;
    const onColumn = row.x * x + row.y * y;
    if (Math.abs(onRow) > Math.abs(onColumn)) return onRow > 0 ? alongRow : turned(alongRow);
    return onColumn > 0 ? alongColumn : turned(alongColumn);
  };
  return { right: along(1, 0), bottom: along(0, 1) };
}

const barLengthsMm = [1, 2, 5, 10, 20, 50, 100, 200, 500];

interface EdgeMarksProps {
  frame: StackFrame;
  placement: Placement;
  matrix: Matrix;
  view: ViewSize;
}

export function EdgeMarks({ frame, matrix, view }: EdgeMarksProps) {
  const text = useReadingText();
  const letters = edgeLetters(frame, matrix);
  const image = frame.instance.image;
  const regionMiddle = image?.regions[0];
  const middle = regionMiddle
    ? { x: (regionMiddle.x0 + regionMiddle.x1) / 2, y: (regionMiddle.y0 + regionMiddle.y1) / 2 }
    : { x: 0, y: 0 };
  const found = image ? scaleFor(image, frame.plane, [middle]) : null;
  const perMm =
    found && found.kind !== 'px' && found.kind !== 'axes' ? Math.hypot(matrix.c, matrix.d) / found.perRow : null;
  const longest = Math.min(view.height * 0.3, 240);
  const length = perMm ? barLengthsMm.findLast((mm) => mm * perMm <= longest) : undefined;
  return (
    <>
      {letters ? (
        <div className="edge-letters">
          <b className="edge-right">{letters.right}</b>
          <b className="edge-left">{turned(letters.right)}</b>
          <b className="edge-bottom">{letters.bottom}</b>
          <b className="edge-top">{turned(letters.bottom)}</b>
        </div>
      ) : null}
      {length && perMm ? (
        <div className="scale-bar" style={{ height: length * perMm }}>
          <span>
            {length >= 10 ? `${length / 10} cm` : `${length} mm`}
            {found?.kind === 'mm@detector' ? <small>{text('detector.short')}</small> : null}
          </span>
        </div>
      ) : null}
    </>
  );
}
