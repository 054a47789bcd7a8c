// A list that stands in for the next one stays the same object; rows that did not change stay the same rows.
import { expect, test } from 'vitest';
import { specimenRow } from '../../../../core/lab/worklist.ts';
import { testSpecimen } from '../../../../test/support/lab-fixtures.ts';
import { keepRows } from './use-worklist.ts';

const at = '2026-03-01T08:00:00.000Z';
const list = () => ({ rows: [specimenRow(testSpecimen('1'), at)], groups: [], asOf: at, stale: false });

test('compared with itself it is itself', () => {
  const shown = list();
  expect(keepRows(shown, shown)).toBe(shown);
});

test('unchanged rows are kept', () => {
  const before = list();
  const id = before.rows[0]?.id ?? '';
  const after = { ...before, rows: before.rows.map((row) => ({ ...row, id })) };
  expect(keepRows(before, after)).toHaveProperty(['rows', 0], before.rows[0]);
});
