// Everything in sight is drawn, once; a short scroll fills few elements anew and moves none.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowHeight, rowWindow, scrollTopFor } from './row-window.ts';

const height = 571;
const anyPlace = fc.integer({ min: 0, max: 3000 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    scrollTop: fc.integer({ min: 0, max: Math.max(0, count * rowHeight - height) }),
  }),
);

test('what is in sight is drawn, each row in one element', () => {
  fc.assert(
    fc.property(anyPlace, ({ count, scrollTop }) => {
      const drawn = rowWindow(scrollTop, height, count);
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((index) => index >= 0 && index < count)).toBe(true);
      const last = Math.min(count - 1, Math.floor((scrollTop + height - 1) / rowHeight));
      for (let index = Math.floor(scrollTop / rowHeight); index <= last; index += 1) expect(drawn).toContain(index);
    }),
  );
});

test('four rows further, four elements are filled anew', () => {
  const before = rowWindow(20_000, height, 10_000);
  const after = rowWindow(20_000 + 4 * rowHeight, height, 10_000);
  expect(after).toHaveLength(before.length);
  expect(after.filter((index, element) => index !== before[element])).toHaveLength(4);
});

test('at the top the elements are in the order of the rows', () => {
  expect(rowWindow(0, height, 10_000).slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(rowWindow(0, height, 3)).toEqual([0, 1, 2]);
  expect(rowWindow(0, height, 0)).toEqual([]);
});

test('a row out of sight is brought to the nearer edge', () => {
  expect(scrollTopFor(5, 0, height)).toBeNull();
  expect(scrollTopFor(5, 1000, height)).toBe(140);
  expect(scrollTopFor(100, 0, height)).toBe(101 * rowHeight - height);
});
