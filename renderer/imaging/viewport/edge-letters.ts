// Which way the patient lies at the edges of the view: letters of the directions of the screen, at any turn and mirror.
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { add, directionLetters, scale } from '../../../core/imaging/plane.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { Matrix } from '../../../core/imaging/view-transform.ts';

const opposite: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

/** The letters of the other way. */
export const turned = (letters: string) => [...letters].map((letter) => opposite[letter] ?? letter).join('');

/** Parts of a direction under this share are not named, as with the letters of a place in the patient. */
const named = 0.1;

/**
 * Between two directions that the object names by letters only: the letters of both, those of the nearer one first, e.g. 30 degrees from
 * `A` towards `R` is `AR`. A letter and its opposite cannot both hold: the nearer one's does.
 */
function between(onRow: number, onColumn: number, alongRow: string, alongColumn: string): string {
  const parts = [
    { size: Math.abs(onRow), letters: onRow > 0 ? alongRow : turned(alongRow) },
    { size: Math.abs(onColumn), letters: onColumn > 0 ? alongColumn : turned(alongColumn) },
  ].filter(({ size }) => size > named);
  parts.sort((a, b) => b.size - a.size);
  const found: string[] = [];
  for (const letter of parts.flatMap(({ letters }) => [...letters])) {
    if (!found.includes(letter) && !found.includes(opposite[letter] ?? '')) found.push(letter);
  }
  return found.join('');
}

/** Letters to the right and below; those on the other sides are their opposites. Null where the object does not say. */
export function edgeLetters(
  frame: Pick<StackFrame, 'placed' | 'instance'>,
  m: Matrix,
): { right: string; bottom: string } | null {
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
      add(scale(place.rowDirection, column.x * x + column.y * y), scale(place.columnDirection, row.x * x + row.y * y));
    return { right: directionLetters(toward(1, 0)), bottom: directionLetters(toward(0, 1)) };
  }
  const [alongRow, alongColumn] = frame.instance.image?.patientOrientation ?? [];
  if (!alongRow || !alongColumn) return null;
  const along = (x: number, y: number) =>
    between(column.x * x + column.y * y, row.x * x + row.y * y, alongRow, alongColumn);
  return { right: along(1, 0), bottom: along(0, 1) };
}
