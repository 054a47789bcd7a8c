// Recordings in the database: one document a row, what is searched by beside it, each change told to the feed.
import type { Kysely, Selectable } from 'kysely';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Tx } from '../../kernel/types.ts';
import type { EcgRecordingTable } from './tables.ts';

export type RecordingRow = Selectable<EcgRecordingTable>;

export function searchText({
  patientSaid,
  patientName,
  fileName,
  accession,
  accessionSaid,
}: RecordingDocument): string {
  return [patientSaid.name, patientSaid.id, patientName, fileName, accession, accessionSaid].join(' ').toLowerCase();
}

/** The row with its lock. @throws NOT_FOUND */
export async function lockRecording(tx: Tx, id: string): Promise<RecordingRow> {
  const row = await tx.selectFrom('ecg_recording').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'recording', recordingId: id });
  return row;
}

export function requireVersion(row: RecordingRow, expected: number): void {
  if (row.version !== expected) throw fail('VERSION_CONFLICT', { recordingId: row.id, expected, actual: row.version });
}

/** Stores the next version of the document. */
export async function saveRecording(
  work: CommandWork,
  row: Pick<RecordingRow, 'id' | 'version'>,
  next: Omit<RecordingDocument, 'version'>,
): Promise<RecordingDocument> {
  const doc: RecordingDocument = { ...next, version: row.version + 1 };
  await work.tx
    .updateTable('ecg_recording')
    .set({
      version: doc.version,
      state: doc.state,
      exam_id: doc.examId,
      patient_id: doc.patientId,
      search: searchText(doc),
      doc: JSON.stringify(doc),
    })
    .where('id', '=', row.id)
    .execute();
  work.changed('recording', doc.id, doc.version, null);
  return doc;
}

export async function recordingRow(db: Kysely<Database>, id: string): Promise<RecordingRow> {
  const row = await db.selectFrom('ecg_recording').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'recording', recordingId: id });
  return row;
}
