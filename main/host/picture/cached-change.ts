// A document of the feed as the cache keeps it: its text, the columns it is found by, and its row of the bench list.
import { SpecimenDocument } from '../../../core/lab/model.ts';
import { worklistEntry } from '../../../core/lab/worklist.ts';
import type { CachedChange } from '../cache/cache-types.ts';

export interface FeedDocument {
  kind: string;
  entityId: string;
  version: number;
  at?: string;
  document: unknown;
}

/** A specimen that this program cannot read is left out of the lists, never shown half. */
export function cachedChange({ kind, entityId, version, at, document }: FeedDocument): CachedChange {
  const plain = { kind, entityId, version, row: null, barcode: null, patientId: null };
  if (document === null || document === undefined) return { ...plain, document: null };
  const text = JSON.stringify(document);
  if (kind !== 'specimen') return { ...plain, document: text };
  const specimen = SpecimenDocument.safeParse(document);
  if (!specimen.success) return { ...plain, document: null };
  return { ...plain, document: text, ...specimenColumns(specimen.data, at) };
}

export function specimenColumns(
  document: SpecimenDocument,
  at?: string,
): { row: string; barcode: string; patientId: string } {
  const row = JSON.stringify(worklistEntry(document, at ?? lastTouched(document)));
  return { row, barcode: document.barcode, patientId: document.patient.id };
}

/** When something was last done to the specimen, as far as the document tells. */
function lastTouched({ milestones, lines, rejection, recall }: SpecimenDocument): string {
  const times = [
    ...Object.values(milestones),
    ...lines.flatMap((line) => line.versions.map((version) => version.receivedAt)),
    rejection?.at ?? null,
    recall?.at ?? null,
  ].filter((time) => time !== null);
  return times.reduce((latest, time) => (time > latest ? time : latest), '1970-01-01T00:00:00.000Z');
}
