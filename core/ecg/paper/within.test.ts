// A curve between two heights: whole where it stays, in pieces that end on the limit where it leaves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { within } from './within.ts';

const cut = (...points: number[]) => within(Float64Array.from(points), 0, 10).map((piece) => [...piece]);

describe('a curve between 0 and 10 mm', () => {
  test.each([
    ['stays whole inside', [0, 1, 1, 9, 2, 5], [[0, 1, 1, 9, 2, 5]]],
    [
      'is cut where it leaves and comes again',
      [0, 5, 1, -5, 2, 5],
      [
        [0, 5, 0.5, 0],
        [1.5, 0, 2, 5],
      ],
    ],
    ['crosses both limits in one stretch', [0, -10, 1, 20], [[1 / 3, 0, 2 / 3, 10]]],
    ['is not there when it stays outside', [0, -5, 1, -1, 2, -9], []],
    ['level and outside', [0, 12, 5, 12], []],
    ['a lone sample is a dot', [3, 4, 3, 4], [[3, 4, 3, 4]]],
  ])('%s', (_, points, pieces) => {
    const made = cut(...points);
    expect(made).toHaveLength(pieces.length);
    for (const [at, piece] of made.entries())
      for (const [i, value] of piece.entries()) expect(value).toBeCloseTo(pieces[at]?.[i] ?? Number.NaN, 9);
  });

  test('no point of any curve is left outside, and none that was inside is lost', () => {
    const ys = fc.array(fc.integer({ min: -30, max: 40 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(ys, (heights) => {
        const pieces = cut(...heights.flatMap((y, x) => [x, y]));
        const left = pieces.flatMap((piece) => piece.filter((_, i) => i % 2 === 1));
        for (const y of left) expect(y >= -1e-9 && y <= 10 + 1e-9).toBe(true);
        const there = new Set(
          pieces.flatMap((piece) => piece.filter((_, i) => i % 2 === 0).map((x) => Math.round(x * 1e6))),
        );
        heights.forEach((y, x) => {
          if (y > 0 && y < 10) expect(there.has(x * 1e6)).toBe(true);
        });
      }),
    );
  });
});
