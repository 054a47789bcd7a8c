// Who had the tracing of a recording before the own eyes: one row for a person and a recording, of the samples that were shown (ECG-28).
import { inNormalGroup } from '../../../core/ecg/flow/normal-group.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { Caller, Kernel, Tx } from '../../kernel/types.ts';
import type { RecordingRow } from './store.ts';

/** What a look is at: another reading of the same file makes other samples, and a look at the earlier ones says nothing of these. */
const shownOf = ({ samples_path, sha256 }: Pick<RecordingRow, 'samples_path' | 'sha256'>): string =>
  samples_path ?? sha256;

/** Before the bytes go out: who gets them has a row. Programs and links are no persons who sign. */
export async function noteLook(kernel: Kernel, { person }: Caller, row: RecordingRow): Promise<void> {
  if (person === null) return;
  const look = { shown: shownOf(row), at: kernel.clock.now() };
  await kernel.db
    .insertInto('ecg_look')
    .values({ recording_id: row.id, person_id: person.id, ...look })
    .onConflict((on) => on.columns(['recording_id', 'person_id']).doUpdateSet(look))
    .execute();
}

/**
 * Signing an exam of the normal group goes fast; nobody signs there what was not opened: each recording of the exam, as it is read today.
 * @throws TRACING_NOT_SEEN
 */
export async function requireLooked(tx: Tx, exam: ExamDocument, personId: string): Promise<void> {
  if (!inNormalGroup(exam)) return;
  const rows = await tx
    .selectFrom('ecg_recording')
    .leftJoin('ecg_look', (join) =>
      join.onRef('ecg_look.recording_id', '=', 'ecg_recording.id').on('ecg_look.person_id', '=', personId),
    )
    .select(['ecg_recording.id', 'samples_path', 'sha256', 'ecg_look.shown'])
    .where('exam_id', '=', exam.id)
    .where('state', '=', 'matched')
    .execute();
  const unseen = rows.find((row) => row.shown !== shownOf(row));
  if (unseen) throw fail('TRACING_NOT_SEEN', { accession: exam.accessionNumber, recordingId: unseen.id });
}
