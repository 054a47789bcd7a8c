// Alarms in the database, and who they are for: the reading institution, who recorded it, who asked, who answers for the department.
import type { Kysely } from 'kysely';
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import { type AlertPerson, type Audience, type NewAlert, raiseAlert } from '../../../core/ecg/flow/alert-flow.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { readingInstitution } from '../../../core/orders/exam-remote.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel, Tx } from '../../kernel/types.ts';
import { peopleWithRight } from '../identity/module.ts';
import { actorOf, hasReader, institutionsOf } from '../orders/module.ts';
import { goesUp } from './goes-up.ts';
import { settingsOf } from './settings.ts';

export async function saveAlert(work: CommandWork, alert: EcgAlert): Promise<EcgAlert> {
  const columns = {
    version: alert.version,
    recording_id: alert.recordingId,
    exam_id: alert.examId,
    state: alert.state,
    escalate_at: new Date(alert.escalateAt),
    doc: JSON.stringify(alert),
  };
  await work.tx
    .insertInto('ecg_alert')
    .values({ id: alert.id, raised_at: new Date(alert.raisedAt), ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
  work.changed('ecgAlert', alert.id, alert.version, null);
  return alert;
}

/** @throws NOT_FOUND */
export async function lockAlert(tx: Tx, id: string): Promise<EcgAlert> {
  const row = await tx.selectFrom('ecg_alert').select('doc').where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'alert', alertId: id });
  return row.doc;
}

export async function alertsOf(
  tx: Kysely<Database>,
  by: { recordingId: string } | { examId: string },
): Promise<EcgAlert[]> {
  const query = tx.selectFrom('ecg_alert').select('doc').orderBy('raised_at');
  const rows = await ('recordingId' in by
    ? query.where('recording_id', '=', by.recordingId)
    : query.where('exam_id', '=', by.examId)
  ).execute();
  return rows.map(({ doc }) => doc);
}

/** What the rules of alarms want to know of who asks. */
export async function alertPerson(kernel: Kernel, db: Kysely<Database>, caller: Caller): Promise<AlertPerson> {
  const { institutionId, personId, personName } = await actorOf(kernel, db, caller);
  const has = (right: Caller['rights'][number]) => caller.rights.includes(right);
  return {
    personId,
    name: personName,
    departmentId: caller.person?.departmentId ?? '',
    institutionId,
    reads: has('ecg.write') || has('ecg.review'),
    records: has('ecg.acquire') || has('ecg.register'),
  };
}

type Heads = Audience['heads'];

export async function headsOf(tx: Kysely<Database>, departmentIds: readonly string[]): Promise<Heads> {
  const { departmentHeads } = await settingsOf(tx);
  return departmentHeads.filter(({ departmentId }) => departmentIds.includes(departmentId));
}

/** Where the recording came from, as an alarm needs it. */
export interface Origin {
  personId: string | null;
  name: string;
  institutionId: string;
  /** Department of the device or of the person. */
  departmentId: string;
}

/** The institution whose readers an alarm is for: where the request lies, waiting or accepted. */
export function alarmedInstitution(exam: ExamDocument): string {
  return readingInstitution(exam) ?? exam.remote?.toInstitutionId ?? exam.institutionId;
}

/** The department of the device; where nobody of it records under a name of their own, whoever records in the institution. */
async function recordingPlace(tx: Kysely<Database>, { departmentId, institutionId }: Origin): Promise<string> {
  if (departmentId === '') return institutionId;
  const people = [...(await peopleWithRight(tx, 'ecg.acquire')), ...(await peopleWithRight(tx, 'ecg.register'))];
  return people.some((person) => person.departmentId === departmentId) ? departmentId : institutionId;
}

export async function audienceOf(
  kernel: Kernel,
  tx: Kysely<Database>,
  exam: ExamDocument | null,
  origin: Origin,
): Promise<Audience> {
  const { institutionId } = origin;
  // Nobody knows yet whose it is: who would get it is alarmed.
  const reading =
    exam === null
      ? ((await goesUp(kernel, tx, institutionId, 'critical'))?.toInstitutionId ?? institutionId)
      : alarmedInstitution(exam);
  return {
    readingInstitutionId: reading,
    readingInstitution: (await institutionsOf(kernel, tx)).find(({ id }) => id === reading)?.name ?? '',
    noReader: !(await hasReader(kernel, tx, 'ecg', reading)),
    recordedBy: { personId: origin.personId, name: origin.name, place: await recordingPlace(tx, origin) },
    clinician: exam === null ? null : { name: exam.requestedBy, departmentId: exam.departmentId },
    heads: await headsOf(tx, [exam?.departmentId ?? '', origin.departmentId].filter(Boolean)),
  };
}

/** The machine's suspicion about a recording, or a person's word about an exam. */
export async function raiseNewAlert(
  kernel: Kernel,
  work: CommandWork,
  given: Omit<NewAlert, 'id' | 'now' | 'audience'> & { origin: Origin },
): Promise<EcgAlert> {
  const { origin, ...rest } = given;
  const settings = await settingsOf(work.tx);
  const audience = await audienceOf(kernel, work.tx, given.exam, origin);
  const alert = raiseAlert({ ...rest, id: work.newId(), now: work.now.toISOString(), audience }, settings);
  work.audit({
    act: 'ecg.alert',
    subject: given.exam?.accessionNumber ?? given.recordingId ?? '',
    patientId: given.exam?.patient.id ?? null,
    detail: given.findings.map(({ rule }) => rule).join(', ') || given.text,
  });
  return saveAlert(work, alert);
}

/** For alarms that come later: who recorded it, as far as the stored document says. */
export async function originOf(tx: Kysely<Database>, { source }: RecordingDocument): Promise<Origin> {
  const device =
    source.deviceId === null
      ? undefined
      : await tx.selectFrom('ecg_device').select('department_id').where('id', '=', source.deviceId).executeTakeFirst();
  return {
    personId: source.personId,
    name: source.name,
    institutionId: source.institutionId,
    departmentId: device?.department_id ?? source.departmentId,
  };
}
