// What of the work list is shown and in which order: quick views, filters and sorting of rows that are here already. Pure.
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { SpecimenRow, SpecimenState } from '../../../../core/lab/model.ts';
import { isFinished } from '../../../../core/lab/specimen-state.ts';
import { compareRows } from '../../../../core/lab/worklist.ts';

export const views = [
  'all',
  'open',
  'arriving',
  'testing',
  'toReview',
  'secondReview',
  'final',
  'recalled',
  'rejected',
] as const;
export type View = (typeof views)[number];

const statesOf: Record<Exclude<View, 'all' | 'open'>, readonly SpecimenState[]> = {
  arriving: ['ordered', 'collected'],
  testing: ['received', 'testing'],
  toReview: ['tested'],
  secondReview: ['reviewed'],
  final: ['released', 'printed'],
  recalled: ['recalled'],
  rejected: ['rejected'],
};

export function inView(row: SpecimenRow, view: View): boolean {
  if (view === 'all') return true;
  if (view === 'open') return !isFinished(row.state) && row.state !== 'ordered' && row.state !== 'collected';
  return statesOf[view].includes(row.state);
}

export type SortKey = 'lane' | 'sample' | 'name' | 'state' | 'items' | 'department' | 'time';

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export interface BenchFilter {
  groupId: string | null;
  view: View;
  days: number;
  text: string;
  instrumentId: string | null;
  departmentName: string | null;
  urgentOnly: boolean;
  criticalOnly: boolean;
  sort: Sort;
}

export const initialFilter: BenchFilter = {
  groupId: null,
  view: 'all',
  days: 3,
  text: '',
  instrumentId: null,
  departmentName: null,
  urgentOnly: false,
  criticalOnly: false,
  sort: { key: 'lane', descending: false },
};

const collator = new Intl.Collator('zh-CN', { numeric: true });

const compareBy: Record<Exclude<SortKey, 'lane'>, (left: SpecimenRow, right: SpecimenRow) => number> = {
  sample: (left, right) => collator.compare(left.sampleNumber ?? '\uffff', right.sampleNumber ?? '\uffff'),
  name: (left, right) => collator.compare(left.patientName, right.patientName),
  state: (left, right) => left.state.localeCompare(right.state),
  items: (left, right) => collator.compare(left.itemNames, right.itemNames),
  department: (left, right) => collator.compare(left.departmentName, right.departmentName),
  time: (left, right) =>
    (left.receivedAt ?? left.orderedAt ?? '').localeCompare(right.receivedAt ?? right.orderedAt ?? ''),
};

export function countViews(rows: readonly SpecimenRow[]): Record<View, number> {
  const counts = Object.fromEntries(views.map((view) => [view, 0])) as Record<View, number>;
  for (const row of rows) for (const view of views) if (inView(row, view)) counts[view] += 1;
  return counts;
}

/** In the urgent lane: urgent, and still waiting for somebody's hands. */
export function inUrgentLane(row: SpecimenRow): boolean {
  return row.urgent && !isFinished(row.state);
}

/** Whether the filter lets the row through. */
export function isShown(row: SpecimenRow, filter: BenchFilter): boolean {
  return (
    (filter.groupId === null || row.groupId === filter.groupId) &&
    inView(row, filter.view) &&
    (filter.instrumentId === null || row.instrumentIds.includes(filter.instrumentId)) &&
    (filter.departmentName === null || row.departmentName === filter.departmentName) &&
    (!filter.urgentOnly || row.urgent) &&
    (!filter.criticalOnly || row.critical > 0) &&
    (filter.text === '' ||
      matchesWords(filter.text, [
        row.patientName,
        row.visitNumber,
        row.barcode,
        row.sampleNumber ?? '',
        row.orderingDoctor,
        row.itemNames,
      ]))
  );
}

/** A total order. The urgent lane stays on top whatever the sorting (LAB-33). */
export function comparison({ key, descending }: Sort): (left: SpecimenRow, right: SpecimenRow) => number {
  if (key === 'lane') return compareRows;
  const compare = compareBy[key];
  return (left, right) =>
    Number(inUrgentLane(right)) - Number(inUrgentLane(left)) ||
    (descending ? -compare(left, right) : compare(left, right)) ||
    compareRows(left, right);
}

/** The rows to show, in order. */
export function shownRows(rows: readonly SpecimenRow[], filter: BenchFilter): SpecimenRow[] {
  return rows.filter((row) => isShown(row, filter)).sort(comparison(filter.sort));
}
