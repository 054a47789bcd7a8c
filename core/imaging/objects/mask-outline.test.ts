// Outlines: even-odd filled they give the mask back, and one pixel is one square.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outlinesOf, type Ring, ringsPath } from './mask-outline.ts';

/** Whether the middle of a pixel lies inside by the even-odd rule: crossings of a line to the right. */
function filled(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const [x1 = 0, y1 = 0] = [ring[at], ring[at + 1]];
      const next = (at + 2) % ring.length;
      const [x2 = 0, y2 = 0] = [ring[next], ring[next + 1]];
      if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
    }
  }
  return inside;
}

describe('outlines of masks', () => {
  test('one pixel is one square, and a hole is a ring of its own', () => {
    expect(outlinesOf(3, 3, (index) => index === 4)).toEqual([[1, 1, 2, 1, 2, 2, 1, 2]]);
    const ring = outlinesOf(3, 3, (index) => index !== 4);
    expect(ring).toHaveLength(2);
    expect(ringsPath(outlinesOf(2, 1, () => true))).toBe('M0 0L2 0L2 1L0 1Z');
    expect(outlinesOf(4, 4, () => false)).toEqual([]);
  });

  test('pixels that touch at a corner have rings of their own', () => {
    expect(outlinesOf(2, 2, (index) => index === 0 || index === 3)).toHaveLength(2);
  });

  test('filled by the even-odd rule every mask comes out again, and every step goes along one axis', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 80 }),
        (columns, bits) => {
          const rows = Math.ceil(bits.length / columns);
          const rings = outlinesOf(columns, rows, (index) => bits[index] === true);
          for (let y = 0; y < rows; y += 1) {
            for (let x = 0; x < columns; x += 1) {
              expect(filled(rings, x + 0.5, y + 0.5)).toBe(bits[y * columns + x] === true);
            }
          }
          for (const ring of rings) {
            for (let at = 0; at < ring.length; at += 2) {
              const next = (at + 2) % ring.length;
              const moves = Number(ring[at] !== ring[next]) + Number(ring[at + 1] !== ring[next + 1]);
              expect(moves).toBe(1);
            }
          }
        },
      ),
    );
  });
});
