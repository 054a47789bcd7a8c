// Which lead stands where: rows and columns of a page, and the rhythm strips below, by the conventions of the field.

export const arrangements = ['3x4+1', '3x4+3', '6x2', '12x1', 'single'] as const;
export type Arrangement = (typeof arrangements)[number];
/** Cabrera: the limb leads in the order of the frontal plane, aVR turned round (AHA/ACC/HRS 2007 part I recommends offering it). */
export type LeadSequence = 'standard' | 'cabrera';

export interface LeadCell {
  /** Name of the lead in the recording. */
  lead: string;
  /** As it is printed: `-aVR` when turned round. */
  label: string;
  inverted: boolean;
}

export interface ArrangedRow {
  cells: LeadCell[];
  /** A rhythm strip runs over the whole width below the columns. */
  rhythm: boolean;
}

const standardLimb = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'];
const cabreraLimb = ['aVL', 'I', '-aVR', 'II', 'aVF', 'III'];
const chest = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'];

const cell = (label: string): LeadCell => ({
  lead: label.replace(/^-/, ''),
  label,
  inverted: label.startsWith('-'),
});

/** True when the recording has what a page of columns needs: six limb leads and at least six others. */
export function fitsColumns(names: readonly string[]): boolean {
  const has = new Set(names);
  return standardLimb.every((name) => has.has(name)) && names.length >= 12;
}

/** The twelve of a page of columns: chest leads as the file has them when they are not V1 to V6 (right chest, posterior sets). */
function twelve(names: readonly string[], sequence: LeadSequence): LeadCell[] {
  const limb = sequence === 'cabrera' ? cabreraLimb : standardLimb;
  const has = new Set(names);
  const others = names.filter((name) => !standardLimb.includes(name));
  const six = chest.every((name) => has.has(name)) ? chest : others.slice(0, 6);
  return [...limb, ...six].map(cell);
}

/** All leads below each other: the twelve in their order, then whatever else there is. */
function stacked(names: readonly string[], sequence: LeadSequence): LeadCell[] {
  if (!fitsColumns(names)) return names.map(cell);
  const first = twelve(names, sequence);
  const used = new Set(first.map((one) => one.lead));
  return [...first, ...names.filter((name) => !used.has(name)).map(cell)];
}

function columns(cells: readonly LeadCell[], rows: number): ArrangedRow[] {
  const count = Math.ceil(cells.length / rows);
  return Array.from({ length: rows }, (_, row) => ({
    rhythm: false,
    cells: Array.from({ length: count }, (_, column) => cells[column * rows + row]).filter((one) => one !== undefined),
  }));
}

export interface ArrangeRequest {
  arrangement: Arrangement;
  sequence: LeadSequence;
  /** Rhythm strips, the first one or three that the recording has; also the lead of `single`. */
  rhythmLeads: readonly string[];
  /** Columns without their rhythm strips, or these alone: where a page has no room for both. Absent: both. Stacked pages have none. */
  part?: 'columns' | 'rhythm';
  /** Leads that the reader wants to see; absent means all. Applies to stacked pages. */
  shown?: readonly string[];
}

/**
 * Leads of the recording that a page of columns has no place for (right chest, posterior, Frank leads). None on stacked pages and on that of
 * a single lead, where the reader chose what is there.
 */
export function leftOut(
  names: readonly string[],
  request: Pick<ArrangeRequest, 'arrangement' | 'sequence' | 'rhythmLeads'>,
): string[] {
  if (request.arrangement === 'single' || request.arrangement === '12x1') return [];
  const { arrangement, sequence, rhythmLeads } = request;
  const there = new Set(
    arrange(names, { arrangement, sequence, rhythmLeads }).flatMap(({ cells }) => cells.map(({ lead }) => lead)),
  );
  return names.filter((name) => !there.has(name));
}

/** Rows of the page. A recording without twelve leads is stacked whatever was asked for: no column stays empty. */
export function arrange(names: readonly string[], request: ArrangeRequest): ArrangedRow[] {
  const has = new Set(names);
  const wanted = request.rhythmLeads.filter((name) => has.has(name));
  const rhythm = (count: number): ArrangedRow[] =>
    [...new Set([...wanted, 'II', 'V1', 'V5', ...names])]
      .filter((name) => has.has(name))
      .slice(0, count)
      .map((name) => ({ rhythm: true, cells: [cell(name)] }));
  const seen = request.shown ? names.filter((name) => request.shown?.includes(name)) : names;
  const rows = () => stacked(names, request.sequence).filter((one) => seen.includes(one.lead));
  if (request.arrangement === 'single') return rhythm(1);
  if (request.arrangement === '12x1' || !fitsColumns(names))
    return rows().map((one) => ({ rhythm: false, cells: [one] }));
  const cells = twelve(names, request.sequence);
  const parted = (rows: ArrangedRow[], strips: ArrangedRow[]): ArrangedRow[] => [
    ...(request.part === 'rhythm' ? [] : rows),
    ...(request.part === 'columns' ? [] : strips),
  ];
  switch (request.arrangement) {
    case '3x4+1':
      return parted(columns(cells, 3), rhythm(1));
    case '3x4+3':
      return parted(columns(cells, 3), rhythm(3));
    case '6x2':
      return columns(cells, 6);
    default:
      throw new Error(`unknown arrangement ${String(request.arrangement satisfies never)}`);
  }
}
