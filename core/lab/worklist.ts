// The bench list: one row per specimen, filtered and sorted the same way by server and host.
import { matchesWords } from '../kernel/text.ts';
import type { Worklist, WorklistFilter } from './contract.ts';
import { isAbnormal, isCritical } from './judge.ts';
import { currentVersion, isDone } from './lines.ts';
import type { SpecimenDocument, SpecimenRow } from './model.ts';
import { isFinished } from './specimen-state.ts';

/** A row and what the filter asks beyond what the row shows. */
export interface WorklistEntry {
  row: SpecimenRow;
  departmentId: string;
  patientNumber: string;
  instrumentGroup: string | null;
}

/** `updatedAt` is when this version of the document was written. */
export function worklistEntry(document: SpecimenDocument, updatedAt: string): WorklistEntry {
  return {
    row: specimenRow(document, updatedAt),
    departmentId: document.visit.departmentId,
    patientNumber: document.patient.number,
    instrumentGroup: document.instrumentGroup,
  };
}

export function specimenRow(document: SpecimenDocument, updatedAt: string): SpecimenRow {
  const current = document.lines.flatMap((line) => currentVersion(line) ?? []);
  const instruments = document.lines.flatMap((line) => line.versions.flatMap((version) => version.instrumentId ?? []));
  return {
    id: document.id,
    version: document.version,
    barcode: document.barcode,
    sampleNumber: document.sampleNumber,
    state: document.state,
    urgent: document.urgent,
    groupId: document.groupId,
    patientName: document.patient.name,
    sex: document.patient.sex,
    birthDate: document.patient.birthDate,
    departmentName: document.visit.departmentName,
    visitNumber: document.visit.number,
    orderingDoctor: document.orderingDoctor,
    specimenType: document.specimenType,
    itemNames: document.items.map((item) => item.itemName).join('、'),
    done: document.lines.filter(isDone).length,
    total: document.lines.length,
    abnormal: current.filter((version) => isAbnormal(version.abnormality)).length,
    critical: current.filter((version) => isCritical(version.abnormality)).length,
    instrumentIds: [...new Set(instruments)].sort(),
    orderedAt: document.milestones.orderedAt,
    receivedAt: document.milestones.receivedAt,
    updatedAt,
    pendingCommands: document.pendingCommands ?? 0,
  };
}

const DAY_MS = 86_400_000;

/** `instrumentGroupOf` lets a specimen that waits for an instrument's group be found before it has a result. */
export function matchesFilter(
  entry: WorklistEntry,
  filter: WorklistFilter,
  now: string,
  instrumentGroupOf: (instrumentId: string) => string | null = () => null,
): boolean {
  const { row } = entry;
  if (Date.parse(row.updatedAt) < Date.parse(now) - filter.days * DAY_MS) return false;
  if (filter.groupId !== undefined && row.groupId !== filter.groupId) return false;
  if (filter.states !== undefined && filter.states.length > 0 && !filter.states.includes(row.state)) return false;
  if (filter.departmentId !== undefined && entry.departmentId !== filter.departmentId) return false;
  if (filter.urgentOnly && !row.urgent) return false;
  if (filter.criticalOnly && row.critical === 0) return false;
  if (filter.instrumentId !== undefined && !row.instrumentIds.includes(filter.instrumentId)) {
    const waitsFor = row.instrumentIds.length === 0 && entry.instrumentGroup !== null;
    if (!waitsFor || instrumentGroupOf(filter.instrumentId) !== entry.instrumentGroup) return false;
  }
  return filter.text === undefined || matchesWords(filter.text, searchTexts(entry));
}

/** What the search box looks into (LAB-109, 110): any part of a name, the numbers, the barcode, the doctor. */
function searchTexts({ row, patientNumber }: WorklistEntry): string[] {
  return [row.patientName, patientNumber, row.visitNumber, row.barcode, row.sampleNumber ?? '', row.orderingDoctor];
}

/** Open before finished, urgent first, then critical, then who came first; a total order, so that no row jumps. */
export function compareRows(left: SpecimenRow, right: SpecimenRow): number {
  return (
    Number(isFinished(left.state)) - Number(isFinished(right.state)) ||
    Number(right.urgent) - Number(left.urgent) ||
    Number(right.critical > 0) - Number(left.critical > 0) ||
    compareArrival(left, right) ||
    (left.barcode < right.barcode ? -1 : left.barcode > right.barcode ? 1 : 0) ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}

function compareArrival(left: SpecimenRow, right: SpecimenRow): number {
  const [a, b] = [left.receivedAt ?? left.orderedAt ?? '', right.receivedAt ?? right.orderedAt ?? ''];
  if ((left.receivedAt === null) !== (right.receivedAt === null)) return left.receivedAt === null ? 1 : -1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const atWork: ReadonlySet<SpecimenRow['state']> = new Set(['received', 'testing', 'tested', 'reviewed', 'recalled']);
const toReview: ReadonlySet<SpecimenRow['state']> = new Set(['tested', 'reviewed']);

/** Counts per group over all rows given, whatever the filter: the left column does not change when one searches. */
export function groupCounts(rows: readonly SpecimenRow[]): Worklist['groups'] {
  const groups = new Map<string, Worklist['groups'][number]>();
  for (const row of rows) {
    const count = groups.get(row.groupId) ?? { groupId: row.groupId, open: 0, toReview: 0, critical: 0 };
    if (atWork.has(row.state)) {
      count.open += 1;
      if (toReview.has(row.state)) count.toReview += 1;
      if (row.critical > 0) count.critical += 1;
    }
    groups.set(row.groupId, count);
  }
  return [...groups.values()].sort((left, right) => (left.groupId < right.groupId ? -1 : 1));
}

export function buildWorklist(
  entries: readonly WorklistEntry[],
  filter: WorklistFilter,
  options: { now: string; asOf: string; stale: boolean; instrumentGroupOf?: (instrumentId: string) => string | null },
): Worklist {
  const recent = entries.filter(
    (entry) => Date.parse(entry.row.updatedAt) >= Date.parse(options.now) - filter.days * DAY_MS,
  );
  const rows = recent
    .filter((entry) => matchesFilter(entry, filter, options.now, options.instrumentGroupOf))
    .map((entry) => entry.row);
  return {
    rows: rows.sort(compareRows).slice(0, filter.limit),
    groups: groupCounts(recent.map((entry) => entry.row)),
    asOf: options.asOf,
    stale: options.stale,
  };
}
