// Curves cut off at a height: where a page has words above and below its grid, an impossible amplitude must not run through them.
import type { Polyline } from './trace.ts';

/** What of a polyline lies between two heights (mm, y downward): the pieces that are left, ending on the limit where the curve left. */
export function within(line: Polyline, topMm: number, bottomMm: number): Polyline[] {
  const pieces: Polyline[] = [];
  let piece: number[] = [];
  const close = () => {
    if (piece.length > 0) pieces.push(Float64Array.from(piece));
    piece = [];
  };
  for (let i = 2; i < line.length; i += 2) {
    const [fromX, fromY] = [line[i - 2] ?? 0, line[i - 1] ?? 0];
    const [byX, byY] = [(line[i] ?? 0) - fromX, (line[i + 1] ?? 0) - fromY];
    // The share of this stretch at which it comes in and goes out.
    const limits = byY === 0 ? [0, 1] : [(topMm - fromY) / byY, (bottomMm - fromY) / byY];
    const comes = Math.max(0, Math.min(...limits));
    const goes = Math.min(1, Math.max(...limits));
    const isOut = byY === 0 ? fromY < topMm || fromY > bottomMm : comes >= goes;
    if (isOut) {
      close();
      continue;
    }
    if (piece.length === 0 || comes > 0) {
      close();
      piece.push(fromX + comes * byX, fromY + comes * byY);
    }
    piece.push(fromX + goes * byX, fromY + goes * byY);
    if (goes < 1) close();
  }
  close();
  return pieces;
}
