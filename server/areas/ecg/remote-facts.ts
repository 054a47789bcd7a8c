// What a remote request of an ECG exam is filled in with where no person at a station looks at it: from its newest recordings.
import type { Kysely } from 'kysely';
import { remoteEcgOf, requestedRecording } from '../../../core/ecg/flow/remote-facts.ts';
import type { ExamDocument, RemoteEcg } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';

export async function remoteFactsOf(db: Kysely<Database>, exam: ExamDocument, now: string): Promise<RemoteEcg> {
  const rows = await db
    .selectFrom('ecg_recording')
    .select('doc')
    .where('exam_id', '=', exam.id)
    .where('state', '=', 'matched')
    .orderBy('received_at', 'desc')
    .limit(20)
    .execute();
  return remoteEcgOf(exam, requestedRecording(rows.map(({ doc }) => doc)), now);
}
