// A dialog's row: its newest version while the list has it, as last seen afterwards, never another one.
import { expect, test } from 'vitest';
import { newestOf } from './use-dialog-about.ts';

const row = (id: string, version = 1) => ({ id, version });
const idOf = ({ id }: { id: string }) => id;

test('rows that come, change and leave', () => {
  const seen = row('a');
  expect(newestOf([row('new'), seen], idOf, seen)).toBe(seen);
  expect(newestOf([row('new'), row('a', 2)], idOf, seen)).toEqual(row('a', 2));
  expect(newestOf([row('new')], idOf, seen)).toBe(seen);
  expect(newestOf([], idOf, seen)).toBe(seen);
});
