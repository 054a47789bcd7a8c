// Step by step the listing is what filtering, sorting and counting everything gives; what did not change is not touched.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { specimenRow } from '../../../../core/lab/worklist.ts';
import { testSpecimen } from '../../../../test/support/lab-fixtures.ts';
import { type Counts, difference, type Listing, nextCounts, nextListing } from './listing.ts';
import { type BenchFilter, countViews, initialFilter, shownRows } from './rows.ts';

const at = '2026-03-01T08:00:00.000Z';
const pattern = specimenRow(testSpecimen('1'), at);
const row = (id: string, part: Partial<SpecimenRow> = {}): SpecimenRow => ({ ...pattern, id, barcode: id, ...part });

const part = fc.record({
  state: fc.constantFrom<SpecimenRow['state']>('received', 'testing', 'tested', 'released', 'rejected'),
  urgent: fc.boolean(),
  critical: fc.integer({ min: 0, max: 1 }),
  groupId: fc.constantFrom('A', 'B'),
  departmentName: fc.constantFrom('急诊科', '内科', '外科'),
  sampleNumber: fc.option(fc.constantFrom('2', '10', '11')),
});
const change = fc.record({ id: fc.constantFrom(...'abcdefgh'), part, gone: fc.boolean() });
const filters: BenchFilter[] = [
  initialFilter,
  { ...initialFilter, groupId: 'A', view: 'testing' },
  { ...initialFilter, sort: { key: 'sample', descending: true } },
  { ...initialFilter, criticalOnly: true, sort: { key: 'department', descending: false } },
];

test('any changes give what the whole work gives', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (steps) => {
      const kept = new Map<BenchFilter, { listing: Listing | null; counts: Counts | null }>();
      let rows: SpecimenRow[] = [];
      for (const changes of steps) {
        rows = [...rows];
        for (const { id, part: given, gone } of changes) {
          const place = rows.findIndex((each) => each.id === id);
          if (gone && place >= 0) rows.splice(place, 1);
          else if (place >= 0) rows[place] = row(id, given);
          else rows.push(row(id, given));
        }
        for (const filter of filters) {
          const before = kept.get(filter);
          const listing = nextListing(before?.listing ?? null, rows, filter);
          const counts = nextCounts(before?.counts ?? null, rows, filter.groupId);
          kept.set(filter, { listing, counts });
          expect(listing.shown).toEqual(shownRows(rows, filter));
          const own = rows.filter(({ groupId }) => filter.groupId === null || groupId === filter.groupId);
          expect(counts.views).toEqual(countViews(own));
          expect(counts.total).toBe(own.length);
          for (const { departmentName } of rows) expect(counts.departments).toContain(departmentName);
        }
      }
    }),
    { numRuns: 150 },
  );
});

describe('ten thousand rows', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index).padStart(5, '0')));

  test('of which one changes: the others keep their places and their objects', () => {
    const before = nextListing(null, rows, initialFilter);
    const changed = { ...row('00100'), version: 2, done: 1 };
    const after = nextListing(before, rows.with(100, changed), initialFilter);
    expect(after.shown[100]).toBe(changed);
    expect(after.shown.filter((each, index) => each !== before.shown[index])).toEqual([changed]);
  });

  test('of which one changes that is not shown: the same array is shown', () => {
    const filter: BenchFilter = { ...initialFilter, criticalOnly: true };
    const before = nextListing(null, rows, filter);
    expect(nextListing(before, rows.with(7, row('00007', { version: 2 })), filter).shown).toBe(before.shown);
  });

  test('moved, not changed: no difference', () => {
    expect(difference(rows, [...rows.slice(1), ...rows.slice(0, 1)])).toEqual({ left: [], come: [] });
  });
});
