// The bench list: filters, search, order and counts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actor, dictionaries, idMaker, instrument, message, NOW, sent, specimen } from '../../test/support/lab.ts';
import { WorklistFilter } from './contract.ts';
import type { SpecimenDocument, SpecimenRow } from './model.ts';
import { SpecimenRow as RowSchema, specimenStates } from './model.ts';
import { placeMessage } from './placement.ts';
import { enterResults } from './result-entry.ts';
import { buildWorklist, compareRows, groupCounts, matchesFilter, specimenRow, worklistEntry } from './worklist.ts';

const newId = idMaker();
const context = { now: NOW, actor, newId, dictionaries };
const filter = (part: Partial<WorklistFilter> = {}) => WorklistFilter.parse(part);
const found = (document: SpecimenDocument, part: Partial<WorklistFilter>, updatedAt = NOW) =>
  matchesFilter(
    worklistEntry(document, updatedAt),
    filter(part),
    NOW,
    (id) => dictionaries.instrument[id]?.instrumentGroup ?? null,
  );

test('a row says how far the work is', () => {
  const document = enterResults(
    specimen(['K', 'GLU', 'TP']),
    {
      results: [
        { testCode: 'K', value: '6.8' },
        { testCode: 'GLU', value: '7' },
      ],
    },
    context,
  );
  const row = specimenRow(document, NOW);
  expect(row).toMatchObject({ done: 2, total: 3, abnormal: 2, critical: 1, instrumentIds: [], state: 'testing' });
  expect(RowSchema.parse(row)).toEqual(row);
  const at = { now: NOW, receivedAt: NOW, messageId: 'm', newId };
  const placed =
    placeMessage(document, message([sent('tp', '***', { unit: 'g/L' })]), instrument, dictionaries, at).document ??
    document;
  expect(specimenRow(placed, NOW)).toMatchObject({ done: 2, instrumentIds: ['analyzer'] });
});

describe('filters', () => {
  const document = specimen(['K'], { urgent: true });
  test.each([
    ['nothing', {}, true],
    ['group', { groupId: 'chem' }, true],
    ['other group', { groupId: 'blood' }, false],
    ['state', { states: ['received' as const] }, true],
    ['other state', { states: ['tested' as const] }, false],
    ['no state chosen', { states: [] }, true],
    ['department', { departmentId: 'cardiology' }, true],
    ['other department', { departmentId: 'surgery' }, false],
    ['urgent', { urgentOnly: true }, true],
    ['critical', { criticalOnly: true }, false],
    ['the instrument whose group it waits for', { instrumentId: 'analyzer' }, true],
    ['another instrument', { instrumentId: 'other' }, false],
    ['part of the name', { text: '三' }, true],
    ['barcode and doctor', { text: '260717 赵' }, true],
    ['patient number', { text: 'p0001' }, true],
    ['sample number', { text: '0001' }, true],
    ['nobody', { text: '李四' }, false],
  ])('%s', (_name, part, expected) => {
    expect(found(document, part)).toBe(expected);
  });

  test('days', () => {
    expect(found(document, {}, '2026-07-14T07:20:00.000Z')).toBe(true);
    expect(found(document, {}, '2026-07-14T07:19:59.000Z')).toBe(false);
    expect(found(document, { days: 30 }, '2026-07-01T00:00:00.000Z')).toBe(true);
  });
});

test('urgent, critical, first come; finished last', () => {
  const row = (id: string, part: Partial<SpecimenRow>): SpecimenRow => ({
    ...specimenRow(specimen(['K']), NOW),
    id,
    ...part,
  });
  const rows = [
    row('later', { receivedAt: '2026-07-17T03:00:00.000Z' }),
    row('done', { state: 'released', urgent: true, critical: 1 }),
    row('waiting', { receivedAt: null, state: 'collected' }),
    row('first', {}),
    row('critical', { critical: 1, receivedAt: '2026-07-17T04:00:00.000Z' }),
    row('urgent', { urgent: true, receivedAt: '2026-07-17T05:00:00.000Z' }),
  ];
  expect(rows.sort(compareRows).map((one) => one.id)).toEqual([
    'urgent',
    'critical',
    'first',
    'later',
    'waiting',
    'done',
  ]);
});

test('the order is total', () => {
  const base = specimenRow(specimen(['K']), NOW);
  const arbitrary = fc
    .record({
      id: fc.uuid(),
      barcode: fc.constantFrom('1', '2'),
      state: fc.constantFrom(...specimenStates),
      urgent: fc.boolean(),
      critical: fc.nat({ max: 1 }),
      receivedAt: fc.constantFrom(null, '2026-07-17T02:00:00.000Z', '2026-07-17T03:00:00.000Z'),
      orderedAt: fc.constantFrom(null, '2026-07-17T01:00:00.000Z'),
    })
    .map((part) => ({ ...base, ...part }));
  fc.assert(
    fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
      expect(Math.sign(compareRows(a, b)) + Math.sign(compareRows(b, a))).toBe(0);
      if (compareRows(a, b) <= 0 && compareRows(b, c) <= 0) expect(compareRows(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('counts per group, and a list with both', () => {
  const rows = (['received', 'tested', 'reviewed', 'released', 'ordered'] as const).map((state) =>
    specimenRow(specimen(['K'], { state }), NOW),
  );
  expect(groupCounts([...rows, { ...rows[0], groupId: 'blood', critical: 1 } as SpecimenRow])).toEqual([
    { groupId: 'blood', open: 1, toReview: 0, critical: 1 },
    { groupId: 'chem', open: 3, toReview: 2, critical: 0 },
  ]);
  const entries = (['received', 'tested'] as const).map((state) => worklistEntry(specimen(['K'], { state }), NOW));
  const list = buildWorklist(entries, filter({ states: ['tested'] }), { now: NOW, asOf: NOW, stale: true });
  expect(list).toMatchObject({ rows: [{ state: 'tested' }], groups: [{ open: 2, toReview: 1 }], stale: true });
});
