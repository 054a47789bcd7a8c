// What leaves a bar that is too narrow, and in which order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BarItem, overflowing } from './overflow.ts';

const items: BarItem[] = [
  { id: 'window', group: 'view', priority: 0 },
  { id: 'zoom', group: 'view', priority: 1 },
  { id: 'cobb', group: 'line', priority: 5 },
  { id: 'angle', group: 'line', priority: 2 },
  { id: 'heart', group: 'line', priority: 5 },
];
const widths = new Map(items.map(({ id }) => [id, 28]));
const spaces = { button: 2, group: 10 };

describe('a bar in one row', () => {
  test('everything stays while there is room', () => {
    expect([...overflowing(items, widths, 160, spaces)]).toEqual([]);
  });
  test('the least used leave first, of equals the last', () => {
    expect([...overflowing(items, widths, 159, spaces)]).toEqual(['heart']);
    expect([...overflowing(items, widths, 129, spaces)]).toEqual(['heart', 'cobb']);
  });
  test('a group that is empty needs no line, and what must stay stays', () => {
    expect([...overflowing(items, widths, 60, spaces)]).toEqual(['heart', 'cobb', 'angle']);
    expect([...overflowing(items, widths, 0, spaces)]).toEqual(['heart', 'cobb', 'angle', 'zoom']);
  });
  test('more room never takes a button away', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (a, b) => {
        const narrow = overflowing(items, widths, Math.min(a, b), spaces);
        for (const id of overflowing(items, widths, Math.max(a, b), spaces)) expect(narrow.has(id)).toBe(true);
      }),
    );
  });
});
