// The order of charge items: renumbering keeps the places of the selection, a move changes only what moves while there is room.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved, type Placed, renumbered } from './order.ts';

const item = (code: string, order: number, name = code, category = ''): Placed => ({ code, name, category, order });
const list = [item('a', 10, '血糖'), item('b', 20, '白蛋白'), item('c', 30, '尿素'), item('d', 40, '钾')];
const after = (all: readonly Placed[], orders: ReadonlyMap<string, number>) =>
  all
    .map((one) => ({ ...one, order: orders.get(one.code) ?? one.order }))
    .toSorted((left, right) => left.order - right.order)
    .map(({ code }) => code)
    .join('');

test('a selection is sorted among its own places', () => {
  expect(after(list, renumbered(list, new Set(['a', 'b', 'd']), 'name'))).toBe('bdca');
  expect(renumbered(list, new Set(['a', 'b', 'c', 'd']), 'code').size).toBe(0);
});

test('numbers in codes count as numbers', () => {
  const numbered = [item('X10', 1), item('X9', 2)];
  expect(after(numbered, renumbered(numbered, new Set(['X10', 'X9']), 'code'))).toBe('X9X10');
});

test('a move before another, to the end, before itself, and where no number is free', () => {
  const before = moved(list, new Set(['d']), 'b');
  expect([after(list, before), before.size]).toEqual(['adbc', 1]);
  expect(after(list, moved(list, new Set(['a', 'b']), null))).toBe('cdab');
  expect(after(list, moved(list, new Set(['b', 'c']), 'b'))).toBe('abcd');
  const tight = [item('a', 1), item('b', 2), item('c', 3)];
  expect(after(tight, moved(tight, new Set(['c']), 'b'))).toBe('acb');
  expect(after(tight, moved(tight, new Set(['c']), 'a'))).toBe('cab');
});

test('any move keeps every item once, the selection together and the others in their order', () => {
  const codes = [...'abcdefgh'];
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 8, maxLength: 8 }),
      fc.subarray(codes, { minLength: 1 }),
      fc.option(fc.constantFrom(...codes)),
      (orders, chosen, before) => {
        const all = codes.map((code, at) => item(code, orders[at] ?? 0));
        const selected = new Set(chosen);
        const present = after(all, new Map());
        const result = after(all, moved(all, selected, before));
        const only = (text: string, inside: boolean) =>
          [...text].filter((code) => selected.has(code) === inside).join('');
        expect(only(result, false)).toBe(only(present, false));
        expect(result).toContain(only(present, true));
      },
    ),
  );
});
