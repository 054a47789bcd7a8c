// For stations that go on without the server: what they keep of an exam's tracings, who may open which copy, and that one was opened there.
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { TracingsAhead } from '../../../core/ecg/flow/ahead-contract.ts';
import type { RecordingDetail } from '../../../core/ecg/flow/recording.ts';
import { lastBefore } from '../../../core/ecg/flow/taken.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { requireSight, sightOf } from './access.ts';
import { detailOf, previousOf } from './queries.ts';
import { type RecordingRow, recordingRow } from './store.ts';

/** Of an exam and listed beside it, as everywhere. */
const mostOfExam = 50;
const mostPrevious = 20;

/** One row in the trail for all of it, since nobody looks at it yet. @throws NOT_FOUND, RIGHT_MISSING */
export function tracingsAhead(kernel: Kernel, caller: Caller, examId: string): Promise<TracingsAhead> {
  const entry: AuditEntry = { act: 'ecg.ahead', subject: examId };
  return kernel.read(caller, 'ecg.view', entry, async (db) => {
    const rows = await db
      .selectFrom('ecg_recording')
      .selectAll()
      .where('exam_id', '=', examId)
      .where('state', '=', 'matched')
      .orderBy('received_at', 'desc')
      .limit(mostOfExam)
      .execute();
    if (rows.length === 0) throw fail('NOT_FOUND', { what: 'recording', examId });
    entry.patientId = rows[0]?.patient_id ?? null;
    const sees = await sightOf(kernel, db, caller, docsOf(rows));
    const seen = rows.filter(({ doc }) => sees(doc));
    const [first] = docsOf(rows);
    if (seen.length === 0 && first)
      await requireSight(kernel, db, caller, first, undefined, { what: 'recording', examId });
    const recordings: TracingsAhead['recordings'] = [];
    for (const row of seen) {
      const previous = await previousOf(kernel, db, caller, row, mostPrevious);
      recordings.push({ detail: await detailOf(db, row.doc), previous });
    }
    return { recordings, priors: await priorsOf(db, recordings) };
  });
}

const docsOf = (rows: readonly RecordingRow[]) => rows.map(({ doc }) => doc);

/** What each is compared with, as far as it is of another exam. */
async function priorsOf(db: Kysely<Database>, recordings: TracingsAhead['recordings']): Promise<RecordingDetail[]> {
  const own = new Set(recordings.map(({ detail }) => detail.recording.id));
  const ids = recordings.flatMap(({ detail, previous }) => lastBefore(detail.recording, previous)?.id ?? []);
  const others = [...new Set(ids)].filter((id) => !own.has(id));
  return Promise.all(others.map(async (id) => detailOf(db, (await recordingRow(db, id)).doc)));
}

/** The rule of every other door, for many recordings at once. @throws RIGHT_MISSING */
export function openableRecordings(
  kernel: Kernel,
  caller: Caller,
  recordingIds: readonly string[],
): Promise<{ recordingIds: string[] }> {
  const entry: AuditEntry = { act: 'ecg.openable', subject: '', detail: `${recordingIds.length} recordings` };
  return kernel.read(caller, 'ecg.view', entry, async (db) => {
    const asked = [...new Set(recordingIds)];
    const rows = await db.selectFrom('ecg_recording').select('doc').where('id', 'in', asked).execute();
    const docs = rows.map(({ doc }) => doc);
    const sees = await sightOf(kernel, db, caller, docs);
    return { recordingIds: docs.filter(sees).map(({ id }) => id) };
  });
}

/** On record whatever has become of the person's right since; only a station says so. @throws LOGIN_REQUIRED, STATION_UNKNOWN */
export function recordOfflineLook(
  kernel: Kernel,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; recordingId: string; outcome: 'done' | 'refused' },
): Promise<{ ok: true }> {
  const { command, recordingId, outcome } = input;
  const request = { ...command, name: 'ecg.recordOffline', right: null, subject: recordingId, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    if (!caller.person) throw fail('LOGIN_REQUIRED');
    // In a browser nothing is opened without the server: who says so would write a look into the trail that nobody had.
    if (!caller.station) throw fail('STATION_UNKNOWN', { reason: 'unsigned' });
    const row = await work.tx
      .selectFrom('ecg_recording')
      .select('patient_id')
      .where('id', '=', recordingId)
      .executeTakeFirst();
    work.audit({
      act: 'ecg.recording',
      subject: recordingId,
      patientId: row?.patient_id ?? null,
      outcome,
      detail: `at the station without the server, ${work.at.toISOString()}`,
    });
    return { ok: true as const };
  });
}
