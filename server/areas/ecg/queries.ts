// Reads of recordings and alarms: lists, one with its measurement, earlier ones of the same person. Each is audited and shows what concerns the caller.

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import { isFor, isOpenAlert } from '../../../core/ecg/flow/alert-flow.ts';
import type { RecordingDetail, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { byTaken } from '../../../core/ecg/flow/taken.ts';
import { ownPlaces } from '../../../core/identity/reach.ts';
import { dayAfter, dayStart } from '../../../core/kernel/hospital-time.ts';
import type { Database } from '../../db/schema.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, ownInstitution, placesCondition, reachCondition, unitedReach } from '../orders/module.ts';
import { likeText, recordsOf } from '../patient/module.ts';
import { requireSight, sightOf } from './access.ts';
import { alertSight } from './alert-sight.ts';
import { alertPerson } from './alert-store.ts';
import { type RecordingRow, recordingRow } from './store.ts';

export interface RecordingFilter {
  states?: RecordingDocument['state'][];
  examId?: string;
  from?: string;
  to?: string;
  institutionId?: string;
  uploadPointId?: string;
  text: string;
  limit: number;
}

const dayMs = 86_400_000;

export function listRecordings(kernel: Kernel, caller: Caller, filter: RecordingFilter): Promise<RecordingDocument[]> {
  const subject = filter.text ? `text ${filter.text.slice(0, 2)}…` : (filter.states?.join(',') ?? 'all');
  return kernel.read(caller, 'ecg.view', { act: 'ecg.recordings', subject }, async (db) => {
    let query = db.selectFrom('ecg_recording').select('doc').orderBy('received_at', 'desc').limit(filter.limit);
    if (filter.states?.length) query = query.where('state', 'in', filter.states);
    if (filter.examId) query = query.where('exam_id', '=', filter.examId);
    if (filter.institutionId) query = query.where('institution_id', '=', filter.institutionId);
    if (filter.uploadPointId) query = query.where('upload_point_id', '=', filter.uploadPointId);
    if (filter.from) query = query.where('received_at', '>=', dayStart(filter.from));
    if (filter.to) query = query.where('received_at', '<', dayAfter(filter.to));
    const within = await withinReach(kernel, db, caller);
    if (within) query = query.where(within);
    const text = filter.text.trim().toLowerCase();
    if (text) query = query.where('search', 'like', `%${likeText(text)}%`);
    return seen(
      kernel,
      db,
      caller,
      (await query.execute()).map(({ doc }) => doc),
    );
  });
}

/**
 * What may be for these eyes: the newest of everybody would else leave no room for the own. Judged one by one afterwards. Null: for the server,
 * and a station on its own.
 */
async function withinReach(kernel: Kernel, db: Kysely<Database>, caller: Caller): Promise<RawBuilder<boolean> | null> {
  const actor = await actorOf(kernel, db, caller);
  const { institutionId: mine } = actor;
  if (mine === null || caller.person === null) return null;
  const { institutions } = unitedReach(caller, actor, 'ecg') ?? ownPlaces;
  // What nobody has placed yet is the server's own institution's to sort out.
  const all = institutions === 'all' || mine === (await ownInstitution(kernel, db)).id;
  const loose = all ? sql<boolean>`true` : sql<boolean>`institution_id = any(${institutions}::text[])`;
  const placed = reachCondition(caller, actor, 'ecg', 'e') ?? placesCondition(ownPlaces, mine, 'e');
  return sql<boolean>`(institution_id = ${mine} or (exam_id is null and ${loose}) or exists (
    select 1 from exam e where e.id = ecg_recording.exam_id and ${placed}))`;
}

async function seen(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recordings: RecordingDocument[],
): Promise<RecordingDocument[]> {
  const sees = await sightOf(kernel, db, caller, recordings);
  return recordings.filter(sees);
}

/** Without asking who wants it: the caller of this did. */
export async function detailOf(db: Kysely<Database>, recording: RecordingDocument): Promise<RecordingDetail> {
  const { id } = recording;
  const stored = await db.selectFrom('ecg_measurement').select('doc').where('recording_id', '=', id).executeTakeFirst();
  const corrections = await db
    .selectFrom('ecg_correction')
    .select('doc')
    .where('recording_id', '=', id)
    .orderBy('version')
    .execute();
  const nothing = { measurements: [], statements: [], pacingMs: [], filters: {}, remarks: [], problems: [] };
  return {
    recording,
    measurement: stored?.doc.measurement ?? null,
    corrections: corrections.map(({ doc }) => doc),
    vendor: stored?.doc.vendor ?? nothing,
  };
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export function recordingDetail(kernel: Kernel, caller: Caller, recordingId: string): Promise<RecordingDetail> {
  const entry: AuditEntry = { act: 'ecg.recording', subject: recordingId };
  return kernel.read(caller, 'ecg.view', entry, async (db) => {
    const { doc, patient_id } = await recordingRow(db, recordingId);
    entry.patientId = patient_id;
    await requireSight(kernel, db, caller, doc);
    return detailOf(db, doc);
  });
}

/** Recordings of one person that are put in order. */
const mostLooked = 500;

export function previousRecordings(
  kernel: Kernel,
  caller: Caller,
  input: { recordingId: string; limit: number },
): Promise<RecordingDocument[]> {
  const entry: AuditEntry = { act: 'ecg.previous', subject: input.recordingId };
  return kernel.read(caller, 'ecg.view', entry, async (db) => {
    const { doc, patient_id } = await recordingRow(db, input.recordingId);
    entry.patientId = patient_id;
    await requireSight(kernel, db, caller, doc);
    return previousOf(kernel, db, caller, { doc, patient_id }, input.limit);
  });
}

/** Without asking who wants the recording itself: the caller of this did. */
export async function previousOf(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  { doc, patient_id }: Pick<RecordingRow, 'doc' | 'patient_id'>,
  limit: number,
): Promise<RecordingDocument[]> {
  if (patient_id === null) return [];
  const rows = await db
    .selectFrom('ecg_recording')
    .select('doc')
    .where('patient_id', 'in', await recordsOf(db, patient_id))
    .where('id', '<>', doc.id)
    .where('state', '=', 'matched')
    .orderBy('received_at', 'desc')
    .limit(mostLooked)
    .execute();
  // Also what arrived before and was taken after, as the devices say: one of the clocks may be wrong, and the dates stand beside them.
  const before = rows
    .map((row) => row.doc)
    .filter((one) => one.receivedAt <= doc.receivedAt || byTaken(one, doc) < 0)
    .toSorted((one, other) => byTaken(other, one));
  return seen(kernel, db, caller, before.slice(0, limit));
}

/** Open ones, and those of the caller's own that were retracted and not seen yet. */
function isMine(alert: EcgAlert, person: Awaited<ReturnType<typeof alertPerson>>): boolean {
  const mine = alert.recipients.filter((recipient) => isFor(recipient, person));
  if (mine.length === 0) return false;
  if (isOpenAlert(alert)) return true;
  return (
    alert.retraction !== null &&
    mine.some(({ reachedAt, retractionReachedAt }) => reachedAt !== null && retractionReachedAt === null)
  );
}

/** Danger alerts told to the caller, for other areas to count; whoever shows them asks by `listAlerts`. */
export async function openAlertsFor(kernel: Kernel, db: Kysely<Database>, caller: Caller, days: number) {
  const person = await alertPerson(kernel, db, caller);
  const rows = await db
    .selectFrom('ecg_alert')
    .select('doc')
    .where('raised_at', '>=', new Date(kernel.clock.now().getTime() - days * dayMs))
    .where('state', 'in', ['raised', 'acknowledged'])
    .execute();
  return rows.map(({ doc }) => doc).filter((alert) => isMine(alert, person));
}

/** Anybody who is logged in may ask: a clinician sees the alarms of the own department, without any ECG right. */
export function listAlerts(
  kernel: Kernel,
  caller: Caller,
  input: { state: 'open' | 'mine' | 'all'; days: number },
): Promise<EcgAlert[]> {
  const alertsOf = async (db: Kysely<Database>) => {
    const person = await alertPerson(kernel, db, caller);
    const since = new Date(kernel.clock.now().getTime() - input.days * dayMs);
    let query = db
      .selectFrom('ecg_alert')
      .select('doc')
      .where('raised_at', '>=', since)
      .orderBy('raised_at', 'desc')
      .limit(2000);
    if (input.state === 'open') query = query.where('state', 'in', ['raised', 'acknowledged']);
    const alerts = (await query.execute()).map(({ doc }) => doc).filter(await alertSight(kernel, db, caller));
    return input.state === 'mine' ? alerts.filter((alert) => isMine(alert, person)) : alerts;
  };
  return kernel.read(caller, null, { act: 'ecg.alerts', subject: input.state }, alertsOf, ({ length }) => length === 0);
}
