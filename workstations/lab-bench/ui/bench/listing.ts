// What the bench shows of the rows, kept up as they change: a changed row is taken out of its place and put into its new one,
// the other ten thousand are neither filtered, sorted nor counted again. Pure; always what the whole work would give.
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { type BenchFilter, comparison, countViews, isShown, shownRows, type View, views } from './rows.ts';

type Rows = readonly SpecimenRow[];

export interface Difference {
  left: SpecimenRow[];
  come: SpecimenRow[];
}

/** More changes than this are done at once. */
const stepAtMost = 400;

/** Rows are compared as objects: who keeps them the same says that they are. */
export function difference(before: Rows, after: Rows): Difference {
  const left: SpecimenRow[] = [];
  const come: SpecimenRow[] = [];
  const length = Math.max(before.length, after.length);
  for (let index = 0; index < length; index += 1) {
    const [old, now] = [before[index], after[index]];
    if (old === now) continue;
    if (old) left.push(old);
    if (now) come.push(now);
  }
  // What only moved neither left nor came.
  const [wasThere, isThere] = [new Set(left), new Set(come)];
  return { left: left.filter((row) => !isThere.has(row)), come: come.filter((row) => !wasThere.has(row)) };
}

/** Where in the sorted rows one that is not among them belongs. */
function placeOf(rows: Rows, row: SpecimenRow, compare: (left: SpecimenRow, right: SpecimenRow) => number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = rows[middle];
    if (at && compare(at, row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

export interface Listing {
  rows: Rows;
  filter: BenchFilter;
  /** Those to show, in order; the same array when none of them changed. */
  shown: Rows;
}

export function nextListing(before: Listing | null, rows: Rows, filter: BenchFilter): Listing {
  if (before?.filter !== filter) return { rows, filter, shown: shownRows(rows, filter) };
  if (before.rows === rows) return before;
  const { left, come } = difference(before.rows, rows);
  if (left.length + come.length > stepAtMost) return { rows, filter, shown: shownRows(rows, filter) };
  const gone = new Set(left.filter((row) => isShown(row, filter)));
  const added = come.filter((row) => isShown(row, filter));
  if (gone.size === 0 && added.length === 0) return { ...before, rows };
  const shown = before.shown.filter((row) => !gone.has(row));
  const compare = comparison(filter.sort);
  for (const row of added) shown.splice(placeOf(shown, row, compare), 0, row);
  return { rows, filter, shown };
}

export interface Counts {
  rows: Rows;
  groupId: string | null;
  views: Record<View, number>;
  /** Of the group, whatever the view. */
  total: number;
  /** Departments of all rows, in order; the same array while no new one comes. */
  departments: readonly string[];
}

export function nextCounts(before: Counts | null, rows: Rows, groupId: string | null): Counts {
  const ofGroup = (some: Rows) => (groupId === null ? some : some.filter((row) => row.groupId === groupId));
  const changed = before?.groupId === groupId ? difference(before.rows, rows) : null;
  if (!before || !changed || changed.left.length + changed.come.length > stepAtMost) {
    const own = ofGroup(rows);
    return { rows, groupId, views: countViews(own), total: own.length, departments: departmentsOf(rows) };
  }
  if (before.rows === rows) return before;
  const [left, come] = [ofGroup(changed.left), ofGroup(changed.come)];
  const [minus, plus] = [countViews(left), countViews(come)];
  const known = new Set(before.departments);
  return {
    rows,
    groupId,
    views: Object.fromEntries(
      views.map((view) => [view, before.views[view] - minus[view] + plus[view]]),
    ) as Counts['views'],
    total: before.total - left.length + come.length,
    departments: changed.come.every((row) => known.has(row.departmentName)) ? before.departments : departmentsOf(rows),
  };
}

function departmentsOf(rows: Rows): string[] {
  return [...new Set(rows.map((row) => row.departmentName))].sort();
}
