// A changed row changes its own object and nothing else; what was drawn provisionally gives way to whatever follows.
import { describe, expect, test } from 'vitest';
import type { Worklist } from '../../../../core/lab/contract.ts';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { groupCounts, specimenRow } from '../../../../core/lab/worklist.ts';
import { testSpecimen } from '../../../../test/support/lab-fixtures.ts';
import { keepRows, patchList } from './patch-list.ts';

const at = '2026-03-01T08:00:00.000Z';
const pattern = specimenRow(testSpecimen('1'), at);
const row = (id: string, part: Partial<SpecimenRow> = {}): SpecimenRow => ({
  ...pattern,
  id,
  state: 'testing',
  ...part,
});
const list = (rows: SpecimenRow[]): Worklist => ({ rows, groups: groupCounts(rows), asOf: at, stale: false });

describe('a list that was read anew', () => {
  test('compared with itself is itself', () => {
    const shown = list([row('1')]);
    expect(keepRows(shown, shown)).toBe(shown);
  });

  test('keeps the rows that did not change, in their old places and in others', () => {
    const before = list([row('1'), row('2'), row('3')]);
    const after = list([row('1'), row('3'), { ...row('2'), version: 9 }]);
    expect(keepRows(before, after)).toEqual(after);
    const kept = keepRows(before, after) as Worklist;
    expect(kept.rows[0]).toBe(before.rows[0]);
    expect(kept.rows[1]).toBe(before.rows[2]);
    expect(kept.rows[2]).toBe(after.rows[2]);
  });
});

describe('a patch', () => {
  const before = list([row('1'), row('2'), row('3', { state: 'tested', version: 5 })]);

  test('replaces one row and counts it', () => {
    const after = patchList(before, { rows: [row('2', { version: 2, state: 'tested', critical: 1 })], insert: true });
    expect(after.rows.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(after.rows[0]).toBe(before.rows[0]);
    expect(after.rows[2]).toBe(before.rows[2]);
    expect(after.groups).toEqual(groupCounts(after.rows));
  });

  test('that changes nothing gives the same list', () => {
    expect(patchList(before, { rows: [row('1'), row('3', { version: 4 })], gone: ['x'], insert: true })).toBe(before);
    expect(patchList(before, { rows: [row('new')], insert: false })).toBe(before);
  });

  test('adds and takes away, and counts both', () => {
    const after = patchList(before, { rows: [row('4', { state: 'tested' })], gone: ['1'], insert: true });
    expect(after.rows.map(({ id }) => id)).toEqual(['2', '3', '4']);
    expect(after.groups).toEqual(groupCounts(after.rows));
  });

  test('a provisional row gives way to an older version: the server may have refused what was drawn', () => {
    const drawn = patchList(before, { rows: [row('3', { version: 6, pendingCommands: 1 })], insert: true });
    expect(drawn.rows[2]).toMatchObject({ version: 6, pendingCommands: 1 });
    const refused = patchList(drawn, { rows: [row('3', { state: 'tested', version: 5 })], insert: true });
    expect(refused.rows[2]).toMatchObject({ version: 5, pendingCommands: 0 });
  });
});
