// What is kept of a page for moving it holds the curves that leave the paper: an R wave is never cut because the page was shifted.
import { describe, expect, test } from 'vitest';
import { edgeOf } from './page-cache.ts';

const trace = (...ys: number[]) => ({
  kind: 'trace' as const,
  lines: [Float64Array.from(ys.flatMap((y, x) => [x, y]))],
});

describe('how far curves reach beyond the paper', () => {
  test.each([
    ['within it: the pen alone', [10, 40, 80], { aboveMm: 1, belowMm: 1 }],
    ['a tall R wave of the first row', [20, -12.4, 20], { aboveMm: 14, belowMm: 1 }],
    ['a deep S wave of the last row', [90, 131.2, 90], { aboveMm: 1, belowMm: 33 }],
  ])('%s', (_, ys, edge) => {
    expect(edgeOf({ heightMm: 100, strokes: [trace(...ys)] })).toEqual(edge);
  });

  test('the grid does not count', () => {
    expect(edgeOf({ heightMm: 100, strokes: [{ kind: 'fine', lines: [Float64Array.from([0, -5, 0, 120])] }] })).toEqual(
      { aboveMm: 1, belowMm: 1 },
    );
  });
});
