// Which exams the list shows and in which order: views by state of the report, filters, search and sorting of rows that are here. Pure.
import { comparable } from '../../../../core/kernel/text.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { compareExams, waitingSince } from '../../../../core/orders/worklist.ts';

export const views = [
  'open',
  'unwritten',
  'draft',
  'returned',
  'submitted',
  'final',
  'recalled',
  'arriving',
  'all',
] as const;
export type View = (typeof views)[number];

/** The state that a report has in the list; `arriving`: no images yet. */
export function viewOf(exam: ExamDocument): Exclude<View, 'open' | 'all'> | null {
  if (exam.state === 'cancelled') return null;
  switch (exam.report.state) {
    case 'none':
      return exam.state === 'acquired' ? 'unwritten' : 'arriving';
    case 'draft':
      return 'draft';
    case 'returned':
      return 'returned';
    case 'submitted':
      return 'submitted';
    case 'final':
      return 'final';
    case 'recalled':
      return 'recalled';
    default:
      return exam.report.state satisfies never;
  }
}

/** Something is left to do for a reader: images are there and no report is out. */
function isOpen(view: ReturnType<typeof viewOf>): boolean {
  return view !== null && view !== 'final' && view !== 'arriving';
}

export function isCriticalExam(exam: ExamDocument): boolean {
  return exam.risk?.level === 'critical';
}

export const sortKeys = ['urgency', 'name', 'modality', 'procedure', 'state', 'department', 'waiting'] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export interface ListFilter {
  view: View;
  days: number;
  text: string;
  modality: string;
  bodyPart: string;
  institutionId: string;
  /** A person's id; exams assigned to or written by them. */
  personId: string;
  emergencyOnly: boolean;
  criticalOnly: boolean;
  /** Reports that wait for this person's second confirmation. */
  confirmOnly: boolean;
  sort: Sort;
}

export const initialFilter: ListFilter = {
  view: 'open',
  days: 3,
  text: '',
  modality: '',
  bodyPart: '',
  institutionId: '',
  personId: '',
  emergencyOnly: false,
  criticalOnly: false,
  confirmOnly: false,
  sort: { key: 'urgency', descending: false },
};

/** Rows never change in place, so the text to search in is made once a row. */
const searched = new WeakMap<ExamDocument, string>();

function searchText(exam: ExamDocument): string {
  const known = searched.get(exam);
  if (known !== undefined) return known;
  const made = comparable(
    [
      exam.patient.name,
      exam.patient.number,
      exam.visit?.number ?? '',
      exam.accessionNumber,
      exam.requestNumber,
      exam.modality,
      exam.bodyPart,
      exam.procedureName,
      exam.departmentName,
      exam.report.author,
      exam.report.reviewer,
    ].join('\n'),
  );
  searched.set(exam, made);
  return made;
}

const nobody: ReadonlySet<string> = new Set();

const collator = new Intl.Collator('zh-CN', { numeric: true });

type Compare = (left: ExamDocument, right: ExamDocument) => number;

const compareBy: Record<Exclude<SortKey, 'urgency'>, Compare> = {
  name: (left, right) => collator.compare(left.patient.name, right.patient.name),
  modality: (left, right) => (left.modality < right.modality ? -1 : left.modality > right.modality ? 1 : 0),
  procedure: (left, right) => collator.compare(left.procedureName, right.procedureName),
  state: (left, right) => left.report.state.localeCompare(right.report.state, 'en'),
  department: (left, right) => collator.compare(left.departmentName, right.departmentName),
  waiting: (left, right) => (waitingSince(left) < waitingSince(right) ? -1 : 1),
};

/** The filters without the view: what the counts of the views are made of. */
function passes(
  exam: ExamDocument,
  filter: Omit<ListFilter, 'sort'>,
  words: readonly string[],
  confirms: ReadonlySet<string>,
): boolean {
  if (filter.confirmOnly && !confirms.has(exam.id)) return false;
  if (filter.modality && exam.modality !== filter.modality) return false;
  if (filter.bodyPart && exam.bodyPart !== filter.bodyPart) return false;
  if (filter.institutionId && exam.institutionId !== filter.institutionId) return false;
  if (filter.emergencyOnly && exam.priority === 'routine') return false;
  if (filter.criticalOnly && !isCriticalExam(exam)) return false;
  if (filter.personId && exam.assignedTo?.personId !== filter.personId) return false;
  return words.length === 0 || words.every((word) => searchText(exam).includes(word));
}

export interface Shown {
  rows: readonly ExamDocument[];
  counts: Record<View, number>;
  critical: number;
}

/** All exams in the order of the list. Sorting is apart from filtering: what comes sorted from the server is sorted again in one pass. */
export function sortedExams(exams: readonly ExamDocument[], { key, descending }: Sort): readonly ExamDocument[] {
  if (key === 'urgency') return exams.toSorted(compareExams);
  const compare = compareBy[key];
  return exams.toSorted(
    (left, right) => (descending ? -compare(left, right) : compare(left, right)) || compareExams(left, right),
  );
}

/**
 * Rows of the chosen view in the order given, and how many rows each view would have with the same filters.
 * @param confirms exams whose report waits for this person's second confirmation
 */
export function shownRows(
  sorted: readonly ExamDocument[],
  filter: Omit<ListFilter, 'sort'>,
  confirms: ReadonlySet<string> = nobody,
): Shown {
  const words = comparable(filter.text).split(' ').filter(Boolean);
  const counts = Object.fromEntries(views.map((view) => [view, 0])) as Record<View, number>;
  const rows: ExamDocument[] = [];
  let critical = 0;
  for (const exam of sorted) {
    if (!passes(exam, filter, words, confirms)) continue;
    const view = viewOf(exam);
    if (isCriticalExam(exam)) critical += 1;
    const open = isOpen(view);
    if (view) counts[view] += 1;
    if (open) counts.open += 1;
    counts.all += 1;
    if (filter.view === 'all' || view === filter.view || (open && filter.view === 'open')) rows.push(exam);
  }
  return { rows, counts, critical };
}

/** Values that occur, for the choices of a filter. */
export function valuesOf(exams: readonly ExamDocument[], pick: (exam: ExamDocument) => string): string[] {
  const found = new Set<string>();
  for (const exam of exams) {
    const value = pick(exam);
    if (value) found.add(value);
  }
  return [...found].sort(collator.compare);
}

/**
 * The case that follows in the order of the list: the next one that still waits and that nobody else has open.
 * Starts over at the top; null when there is none but `fromId`.
 */
export function nextCase(
  rows: readonly ExamDocument[],
  fromId: string,
  me: { personId: string },
  direction: 1 | -1 = 1,
): ExamDocument | null {
  const start = rows.findIndex((row) => row.id === fromId);
  for (let step = 1; step <= rows.length; step += 1) {
    const at = (start + direction * step + rows.length * 2) % rows.length;
    const row = rows[at];
    if (!row || row.id === fromId) continue;
    if (row.lock && row.lock.personId !== me.personId) continue;
    return row;
  }
  return null;
}
