// Modality worklist (PS3.4 annex K): the exams that wait for a device, as its operator picks the person from.
import { type ExpressionBuilder, sql } from 'kysely';
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { toJson } from '../../../../core/dicom/json.ts';
import { uidFromRandom } from '../../../../core/dicom/uids.ts';
import { compactTime } from '../../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { Database } from '../../../db/schema.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Asked, Match, QueryRequest } from '../dimse/services.ts';
import { type Identifier, readIdentifier, writeAnswer } from './identifier.ts';
import type { PeerExams } from './peers.ts';

const largestAnswer = 2000;
const ecgModality = 'ECG';
/** A request that waits longer is no work of today any more. */
const windowDays = 30;

/** The Study Instance UID that a device shall use: made from the exam's own id, so that it is the same at every query. */
export function studyUidOf(examId: string): string {
  return uidFromRandom(Uint8Array.from(Buffer.from(examId.replaceAll('-', ''), 'hex')));
}

const da = (iso: string | null) => (iso ? iso.slice(0, 10).replaceAll('-', '') : '');

/** Date and time on the hospital's clock, by which a device is set. */
function local(iso: string): { date: string; time: string } {
  const digits = compactTime(iso);
  return { date: digits.slice(0, 8), time: digits.slice(8) };
}

/** Chinese names stand in the ideographic group too, where devices that know groups look for them. */
function personName(name: string): string {
  return /[\u3400-\u9fff]/.test(name) ? `${name}=${name}` : name;
}

const sexes = { male: 'M', female: 'F', unknown: 'O', unspecified: 'O' } as const;
const priorities = { emergency: 'STAT', urgent: 'HIGH', routine: 'ROUTINE' } as const;

function worklistItem(exam: ExamDocument): DataSet {
  const { date, time } = local(exam.scheduledAt ?? exam.registeredAt ?? exam.requestedAt);
  const code = new DataSet()
    .set('CodeValue', (exam.procedureCode || exam.modality).slice(0, 16))
    .set('CodingSchemeDesignator', '99YISHU')
    .set('CodeMeaning', exam.procedureName.slice(0, 64));
  const step = new DataSet()
    .set('Modality', exam.modality)
    .set('ScheduledStationAETitle', exam.deviceId.slice(0, 16))
    .set('ScheduledProcedureStepStartDate', date)
    .set('ScheduledProcedureStepStartTime', time)
    .set('ScheduledProcedureStepDescription', exam.procedureName.slice(0, 64))
    .set('ScheduledProcedureStepLocation', exam.room.slice(0, 16))
    .set('ScheduledProcedureStepID', exam.accessionNumber)
    .set('ScheduledProcedureStepStatus', exam.state === 'registered' ? 'ARRIVED' : 'SCHEDULED')
    .set('ScheduledProtocolCodeSequence', [code]);
  return new DataSet()
    .set('AccessionNumber', exam.accessionNumber)
    .set('ReferringPhysicianName', personName(exam.requestedBy))
    .set('PatientName', personName(exam.patient.name))
    .set('PatientID', exam.patient.number)
    .set('PatientBirthDate', da(exam.birthDate))
    .set('PatientSex', sexes[exam.patient.sex])
    .set('Allergies', exam.patient.allergies?.map((one) => one.slice(0, 64)) ?? [])
    .set('StudyInstanceUID', studyUidOf(exam.id))
    .set('RequestingPhysician', personName(exam.requestedBy))
    .set('RequestingService', exam.departmentName.slice(0, 64))
    .set('RequestedProcedureDescription', exam.procedureName.slice(0, 64))
    .set('RequestedProcedureCodeSequence', [code])
    .set('RequestedProcedureID', exam.accessionNumber)
    .set('RequestedProcedurePriority', priorities[exam.priority])
    .set('ReasonForTheRequestedProcedure', exam.clinicalDiagnosis.slice(0, 64))
    .set('AdmissionID', exam.visit?.number ?? '')
    .set('CurrentPatientLocation', [exam.visit?.departmentName, exam.visit?.bed].filter(Boolean).join(' ').slice(0, 64))
    .set('InstitutionName', exam.institutionName.slice(0, 64))
    .set('ScheduledProcedureStepSequence', [step]);
}

function pattern(value: string): RegExp {
  const escaped = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'iu');
}

function inRange(range: string, value: string): boolean {
  const [from = '', to = ''] = range.includes('-') ? range.split('-', 2) : [range, range];
  return (!from || value >= from) && (!to || value.slice(0, to.length) <= to);
}

/** Two ranges are one, from the first day at the first hour to the last day at the last hour (table K.6-1), not hours of each day. */
function inCombined(dates: string, times: string, date: string, time: string): boolean {
  const [first = '', last = ''] = dates.split('-', 2);
  const [from = '', to = ''] = times.split('-', 2);
  const at = `${date}${time}`;
  return (
    (!first || at >= `${first}${from}`) && (!last || at.slice(0, 8 + (to.length || 6)) <= `${last}${to || '235959'}`)
  );
}

/** Matching keys of table K.6-1; what is not among them comes back but does not narrow. */
function matches(identifier: Identifier, item: DataSet): boolean {
  const wanted = (set: DataSet | undefined, key: 'Modality' | 'ScheduledStationAETitle') => set?.string(key) ?? '';
  const asked = identifier.dataSet.item('ScheduledProcedureStepSequence');
  const step = item.item('ScheduledProcedureStepSequence');
  const modality = wanted(asked, 'Modality');
  if (modality && step?.string('Modality') !== modality) return false;
  const station = wanted(asked, 'ScheduledStationAETitle');
  const has = step?.string('ScheduledStationAETitle') ?? '';
  // An exam that names no device waits for any of its modality.
  if (station && has && !pattern(station).test(has)) return false;
  const date = asked?.string('ScheduledProcedureStepStartDate') ?? '';
  const time = asked?.string('ScheduledProcedureStepStartTime') ?? '';
  const startDate = step?.string('ScheduledProcedureStepStartDate') ?? '';
  const startTime = step?.string('ScheduledProcedureStepStartTime') ?? '';
  if (date.includes('-') && time.includes('-')) {
    if (!inCombined(date, time, startDate, startTime)) return false;
  } else if ((date && !inRange(date, startDate)) || (time && !inRange(time, startTime))) return false;
  for (const key of ['PatientID', 'AccessionNumber', 'RequestedProcedureID', 'AdmissionID'] as const) {
    const value = identifier.keys.get(key);
    if (value && !pattern(value).test(item.string(key) ?? '')) return false;
  }
  const name = identifier.keys.get('PatientName');
  if (name && !/^\*+$/.test(name)) {
    const groups = (item.string('PatientName') ?? '').split('=');
    if (!groups.some((group) => pattern(name.replace(/[\s^]+$/, '')).test(group))) return false;
  }
  return true;
}

/** Devices of the exam's own institution for its service: it is done there, and offered to them alone. */
function devicesThere(from: ExpressionBuilder<Database, 'exam'>['selectFrom']) {
  return from('dicom_peer')
    .select('aet')
    .whereRef('dicom_peer.institution_id', '=', 'exam.institution_id')
    .where((peer) =>
      peer.or([peer('dicom_peer.service', '=', ''), peer('dicom_peer.service', '=', peer.ref('exam.service'))]),
    )
    .where('dicom_peer.active', '=', true)
    .where(sql<boolean>`'worklist' = any(dicom_peer.acts)`);
}

/**
 * @param scope what the peer is registered for
 */
export async function* worklist(
  kernel: Kernel,
  scope: PeerExams,
  request: Asked<QueryRequest>,
  bytes: Uint8Array,
): AsyncGenerator<Match> {
  const identifier = readIdentifier(bytes, request.transferSyntaxUid);
  const { association } = request;
  await kernel.audit(systemCaller(association.address), {
    act: 'orders.worklist',
    subject: association.callingAe,
    detail: 'MWL C-FIND',
  });
  const since = new Date(kernel.clock.now().getTime() - windowDays * 86_400_000);
  const modality = identifier.dataSet.item('ScheduledProcedureStepSequence')?.string('Modality')?.trim() ?? '';
  // An electrocardiograph asks for ECG or is registered as one; every other device is radiology's.
  const service = scope.service || (modality === ecgModality ? 'ecg' : 'radiology');
  let query = kernel.db
    .selectFrom('exam')
    .select('doc')
    .where('state', 'in', ['requested', 'booked', 'registered'])
    .where('latest_at', '>=', since)
    .where('service', '=', service);
  query = scope.institutionId
    ? query.where('institution_id', '=', scope.institutionId)
    : query.where(({ not, exists, selectFrom }) => not(exists(devicesThere(selectFrom))));
  if (modality) query = query.where('modality', '=', modality);
  const rows = await query.orderBy('requested_at').limit(largestAnswer).execute();
  for (const { doc } of rows) {
    if (request.signal.aborted) return;
    const item = worklistItem(doc);
    if (matches(identifier, item)) yield writeAnswer(identifier, toJson(item), {}, request.transferSyntaxUid);
  }
}
