// What was scanned in this sitting: an entry per scan, the order in which they stand, and the tubes to sort per group.
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { canAct } from '../../../../core/lab/specimen-state.ts';
import type { Failure } from '../../../../renderer/client/failure.ts';

export const outcomes = [
  'received',
  /** Found and receivable, but a person must say so. */
  'waiting',
  'already',
  /** Was rejected earlier, here or elsewhere. */
  'rejected',
  /** Rejected at this screen just now. */
  'refused',
  'registered',
  'unknown',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

export interface ScanEntry {
  key: string;
  /** ISO instant of the scan. */
  at: string;
  barcode: string;
  outcome: Outcome;
  /** As it was after the scan; null when there is none. */
  document: SpecimenDocument | null;
  failure: Failure | null;
}

/** What a specimen in this state comes to when it is scanned: `receive` is to be carried out, all else is only told. */
export function verdictOf(document: SpecimenDocument, mayReceive: boolean): 'receive' | Outcome {
  if (document.state === 'rejected') return 'rejected';
  if (canAct(document.state, 'receive')) return mayReceive ? 'receive' : 'waiting';
  return 'already';
}

function needsAttention(outcome: Outcome): boolean {
  return outcome === 'rejected' || outcome === 'unknown' || outcome === 'failed' || outcome === 'waiting';
}

/** Codes whose newest scan still needs a person. Entries come newest first. */
export function openProblems(entries: readonly ScanEntry[]): number {
  const newest = new Map(entries.toReversed().map((entry) => [entry.barcode, entry.outcome]));
  return [...newest.values()].filter(needsAttention).length;
}

/** Urgent on top, the newest first in both parts. Entries come newest first. */
export function inOrder(entries: readonly ScanEntry[], groupId: string | null): ScanEntry[] {
  const own = groupId === null ? [...entries] : entries.filter((entry) => entry.document?.groupId === groupId);
  const urgent = (entry: ScanEntry) => (entry.document?.urgent ? 0 : 1);
  return own.sort((left, right) => urgent(left) - urgent(right));
}

/** Tubes that this sitting received and did not reject afterwards, each once. Entries come newest first. */
export function receivedTubes(entries: readonly ScanEntry[]): SpecimenDocument[] {
  const tubes = new Map<string, SpecimenDocument>();
  for (const { outcome, document } of entries.toReversed()) {
    if (!document) continue;
    if (outcome === 'received') tubes.set(document.id, document);
    else if (outcome === 'refused' || outcome === 'rejected') tubes.delete(document.id);
  }
  return [...tubes.values()];
}

/** Received tubes per group, for the racks. */
export function rackCounts(entries: readonly ScanEntry[]): Map<string, { count: number; urgent: number }> {
  const racks = new Map<string, { count: number; urgent: number }>();
  for (const { groupId, urgent } of receivedTubes(entries)) {
    const rack = racks.get(groupId) ?? { count: 0, urgent: 0 };
    racks.set(groupId, { count: rack.count + 1, urgent: rack.urgent + (urgent ? 1 : 0) });
  }
  return racks;
}
