// A list of the query cache with some of its rows changed: every other row stays the same object, and so its line on the screen. Pure.
import type { Worklist } from '../../../../core/lab/contract.ts';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { groupCounts } from '../../../../core/lab/worklist.ts';

/** Nothing that the list shows, counts or sorts by differs. A provisional row may have the version of the one that follows it. */
function isSame(left: SpecimenRow, right: SpecimenRow): boolean {
  return (
    left.version === right.version &&
    left.pendingCommands === right.pendingCommands &&
    left.state === right.state &&
    left.done === right.done &&
    left.abnormal === right.abnormal &&
    left.critical === right.critical
  );
}

/** What waits for the server was drawn here and may turn out otherwise: whatever comes next replaces it. */
function isOlder(row: SpecimenRow, before: SpecimenRow): boolean {
  return before.pendingCommands === 0 && row.version < before.version;
}

/** Rows that did not change stay the same objects, so that their lines on the screen are not drawn again. */
export function keepRows(before: unknown, after: unknown): unknown {
  // The list before stands in while another is read, and is compared with itself: a new object each time would never come to rest.
  if (before === after || !isWorklist(before) || !isWorklist(after)) return after;
  let known: Map<string, SpecimenRow> | null = null;
  const rows = after.rows.map((row, index) => {
    const beside = before.rows[index];
    // A patched list has nearly all rows in their old places.
    if (beside === row) return row;
    known ??= new Map(before.rows.map((each) => [each.id, each]));
    const same = beside?.id === row.id ? beside : known.get(row.id);
    return same && isSame(same, row) ? same : row;
  });
  return { ...after, rows };
}

function isWorklist(value: unknown): value is Worklist {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

interface Patch {
  rows: readonly SpecimenRow[];
  /** Ids that the asker may not see any more, or that are gone. */
  gone?: readonly string[];
  /** Whether rows that the list does not have are added; a search keeps what it found. */
  insert: boolean;
}

/** The same object when nothing changes. New rows are added at the end: who shows them sorts them. */
export function patchList(list: Worklist, { rows, gone = [], insert }: Patch): Worklist {
  const wanted = new Set([...rows.map(({ id }) => id), ...gone]);
  const places = new Map<string, number>();
  for (const [index, { id }] of list.rows.entries()) {
    if (wanted.has(id)) places.set(id, index);
    if (places.size === wanted.size) break;
  }
  const next = [...list.rows];
  const left: SpecimenRow[] = [];
  const come: SpecimenRow[] = [];
  for (const row of rows) {
    const place = places.get(row.id);
    const before = place === undefined ? undefined : list.rows[place];
    if (place === undefined || before === undefined) {
      if (insert) come.push(row);
    } else if (!isOlder(row, before) && !isSame(row, before)) {
      next[place] = row;
      left.push(before);
      come.push(row);
    }
  }
  const removed = gone.flatMap((id) => list.rows[places.get(id) ?? -1] ?? []);
  if (come.length === 0 && removed.length === 0) return list;
  const dropped = new Set(removed);
  const kept = dropped.size === 0 ? next : next.filter((row) => !dropped.has(row));
  const added = come.filter(({ id }) => !places.has(id));
  return {
    ...list,
    rows: added.length === 0 ? kept : [...kept, ...added],
    groups: recounted(list.groups, [...left, ...removed], come),
  };
}

/** The counts go with the rows that left and came: ten thousand others are not counted again. */
function recounted(
  groups: Worklist['groups'],
  left: readonly SpecimenRow[],
  come: readonly SpecimenRow[],
): Worklist['groups'] {
  const counts = new Map(groups.map((group) => [group.groupId, { ...group }]));
  for (const [rows, sign] of [[left, -1] as const, [come, 1] as const]) {
    for (const part of groupCounts(rows)) {
      const count = counts.get(part.groupId) ?? { groupId: part.groupId, open: 0, toReview: 0, critical: 0 };
      count.open = Math.max(0, count.open + sign * part.open);
      count.toReview = Math.max(0, count.toReview + sign * part.toReview);
      count.critical = Math.max(0, count.critical + sign * part.critical);
      counts.set(part.groupId, count);
    }
  }
  return [...counts.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}
