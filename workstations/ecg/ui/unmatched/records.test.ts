// Files that were picked together.
import { expect, test } from 'vitest';
import { recordsOf } from './records.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

test('a header makes one record of them all; without one each is its own', () => {
  expect(recordsOf(named('100.dat', '100.HEA', '100.atr'))).toHaveLength(1);
  expect(recordsOf(named('a.xml', 'b.scp'))).toEqual([named('a.xml'), named('b.scp')]);
  expect(recordsOf([])).toEqual([]);
});
