// The urgent lane stays on top; views and searches show what they say.
import { expect, test } from 'vitest';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { countViews, initialFilter, shownRows } from './rows.ts';

const row = (id: string, part: Partial<SpecimenRow>): SpecimenRow => ({
  id,
  version: 1,
  barcode: `26${id}`,
  sampleNumber: null,
  state: 'tested',
  urgent: false,
  groupId: 'CHEM',
  patientName: '张*',
  sex: 'male',
  birthDate: null,
  departmentName: '急诊科',
  visitNumber: '',
  orderingDoctor: '',
  specimenType: 'SER',
  itemNames: '肝功能',
  done: 0,
  total: 1,
  abnormal: 0,
  critical: 0,
  instrumentIds: [],
  orderedAt: null,
  receivedAt: '2026-03-13T08:00:00Z',
  updatedAt: '2026-03-13T08:00:00Z',
  pendingCommands: 0,
  ...part,
});
const ids = (rows: readonly SpecimenRow[]) => rows.map((each) => each.id).join('');
const rows = [
  row('a', { sampleNumber: '10', patientName: '王*' }),
  row('b', { sampleNumber: '9', urgent: true, state: 'released' }),
  row('c', { sampleNumber: '12', urgent: true, critical: 1, state: 'testing' }),
  row('d', { sampleNumber: '11', state: 'collected', groupId: 'HEM' }),
];

test('an urgent specimen that is not finished comes first in any order', () => {
  expect(ids(shownRows(rows, initialFilter))[0]).toBe('c');
  expect(ids(shownRows(rows, { ...initialFilter, sort: { key: 'sample', descending: false } }))).toBe('cbad');
  expect(ids(shownRows(rows, { ...initialFilter, sort: { key: 'sample', descending: true } }))).toBe('cdab');
});

test('filters and views', () => {
  expect(ids(shownRows(rows, { ...initialFilter, text: '王' }))).toBe('a');
  expect(ids(shownRows(rows, { ...initialFilter, criticalOnly: true }))).toBe('c');
  expect(ids(shownRows(rows, { ...initialFilter, groupId: 'HEM' }))).toBe('d');
  expect(countViews(rows)).toMatchObject({ all: 4, open: 2, arriving: 1, testing: 1, toReview: 1, final: 1 });
});
