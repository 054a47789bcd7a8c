// The life of an alarm: raised to its recipients, seen, acknowledged, escalated when nobody answers, confirmed or retracted by a doctor.
import { fail } from '../../kernel/errors.ts';
import type { ExamDocument } from '../../orders/exam.ts';
import type { AlertRecipient, EcgAlert, RecipientRole } from './alert.ts';
import type { DangerFinding } from './recording.ts';
import type { EcgSettings } from './settings.ts';

type Limits = Pick<EcgSettings, 'acknowledgeMinutes' | 'escalateEveryMinutes' | 'maxEscalations'>;
type StepKind = EcgAlert['steps'][number]['kind'];

export interface AlertPerson {
  personId: string;
  name: string;
  departmentId: string;
  /** For which the person acts; null is the server. */
  institutionId: string | null;
  /** May read: ecg.write or ecg.review. May record: ecg.acquire or ecg.register. */
  reads: boolean;
  records: boolean;
}

/** Who is told, as far as it is known: a recording without an exam has no clinician yet. */
export interface Audience {
  readingInstitutionId: string;
  readingInstitution: string;
  /** Nobody reads there. */
  noReader: boolean;
  /** Person at the manual door, else the place of the device. */
  recordedBy: { personId: string | null; name: string; place: string };
  /** The asking doctor and department. */
  clinician: { name: string; departmentId: string } | null;
  heads: readonly { personId: string; name: string; departmentId: string }[];
}

export function recipientsOf(audience: Audience, now: string): AlertRecipient[] {
  const told = {
    sentAt: now,
    reachedAt: null,
    reachedBy: '',
    acknowledgedAt: null,
    acknowledgedBy: '',
    retractionReachedAt: null,
  };
  const { readingInstitutionId, readingInstitution, recordedBy, clinician, heads } = audience;
  return [
    { role: 'reader', personId: null, name: readingInstitution, place: readingInstitutionId, ...told },
    { role: 'acquisition', personId: recordedBy.personId, name: recordedBy.name, place: recordedBy.place, ...told },
    ...(clinician === null || clinician.departmentId === ''
      ? []
      : [{ role: 'clinician' as const, personId: null, name: clinician.name, place: clinician.departmentId, ...told }]),
    ...heads.map(({ personId, name, departmentId }) => ({
      role: 'departmentHead' as const,
      personId,
      name,
      place: departmentId,
      ...told,
    })),
  ];
}

export interface NewAlert {
  id: string;
  now: string;
  by: 'machine' | 'person';
  byName: string;
  recordingId: string | null;
  exam: ExamDocument | null;
  /** For a recording without an exam: what the device said. */
  patientName: string;
  institutionId: string;
  findings: readonly DangerFinding[];
  text: string;
  audience: Audience;
}

export function raiseAlert(given: NewAlert, limits: Limits): EcgAlert {
  const { id, now, by, byName, recordingId, exam, findings, text, audience, institutionId } = given;
  return {
    id,
    version: 1,
    recordingId,
    level: 'critical',
    by,
    findings: [...findings],
    text,
    institutionId,
    readingInstitutionId: audience.readingInstitutionId,
    noReader: audience.noReader,
    ...aboutExam(exam, given.patientName),
    state: 'raised',
    raisedAt: now,
    escalateAt: after(now, limits.acknowledgeMinutes),
    escalations: 0,
    recipients: recipientsOf(audience, now),
    steps: [{ kind: 'raised', at: now, by: byName, role: null, note: text }],
    retraction: null,
  };
}

function aboutExam(exam: ExamDocument | null, patientName: string) {
  return {
    examId: exam?.id ?? null,
    accession: exam?.accessionNumber ?? '',
    patientName: exam?.patient.name ?? patientName,
    departmentId: exam?.departmentId ?? '',
    departmentName: exam?.departmentName ?? '',
    departmentPhone: exam?.departmentPhone ?? '',
  };
}

function after(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

function step(
  alert: EcgAlert,
  part: Partial<EcgAlert>,
  kind: StepKind,
  at: string,
  by: string,
  role: RecipientRole | null,
  note = '',
): EcgAlert {
  return { ...alert, ...part, version: alert.version + 1, steps: [...alert.steps, { kind, at, by, role, note }] };
}

/** Nobody said yet whether it is true. */
export function isOpenAlert({ state }: Pick<EcgAlert, 'state'>): boolean {
  return state === 'raised' || state === 'acknowledged';
}

/**
 * Whether an alarm of a recording needs no second one when the recording comes to an exam: it is open and goes with it, was confirmed there, or was
 * called off by a doctor. What was only taken off another exam was never told to this one's ward.
 */
export function isSettledFor(alert: EcgAlert, examId: string): boolean {
  if (isOpenAlert(alert) || (alert.state === 'confirmed' && alert.examId === examId)) return true;
  return alert.steps.some(({ kind }) => kind === 'dismissed');
}

/** Whether the person is one of those whom a recipient stands for. */
export function isFor(recipient: AlertRecipient, person: AlertPerson): boolean {
  if (recipient.personId !== null) return recipient.personId === person.personId;
  const { place } = recipient;
  const here = place === '' || place === person.departmentId || place === person.institutionId;
  switch (recipient.role) {
    case 'reader':
      return person.reads && (place === '' || person.institutionId === null || place === person.institutionId);
    case 'acquisition':
      return person.records && (here || person.institutionId === null);
    case 'clinician':
      return place !== '' && place === person.departmentId;
    case 'departmentHead':
      return false;
    default:
      throw new Error(`unknown role ${String(recipient.role satisfies never)}`);
  }
}

export function concernsPerson(alert: EcgAlert, person: AlertPerson): boolean {
  return alert.recipients.some((recipient) => isFor(recipient, person));
}

/** It stood on the person's screen: the first one of each role counts. The same document when nothing is new. */
export function reached(alert: EcgAlert, person: AlertPerson, now: string): EcgAlert {
  const retracted = alert.retraction !== null;
  const isNew = (recipient: AlertRecipient) =>
    isFor(recipient, person) && (recipient.reachedAt === null || (retracted && recipient.retractionReachedAt === null));
  const fresh = alert.recipients.filter(isNew);
  if (fresh.length === 0) return alert;
  const recipients = alert.recipients.map((recipient) =>
    isNew(recipient)
      ? {
          ...recipient,
          reachedAt: recipient.reachedAt ?? now,
          reachedBy: recipient.reachedBy || person.name,
          retractionReachedAt: retracted ? now : null,
        }
      : recipient,
  );
  return step(alert, { recipients }, 'reached', now, person.name, fresh[0]?.role ?? null);
}

/**
 * The person has it in hand. A reading doctor's answer ends the escalation, the others' is noted.
 * @throws RIGHT_MISSING for somebody who was not told, STATE_REFUSED for a decided alarm
 */
export function acknowledgeAlert(alert: EcgAlert, person: AlertPerson, note: string, now: string): EcgAlert {
  if (!isOpenAlert(alert)) throw fail('STATE_REFUSED', { alertId: alert.id, state: alert.state });
  const mine = alert.recipients.filter((recipient) => isFor(recipient, person));
  if (mine.length === 0) throw fail('RIGHT_MISSING', { alertId: alert.id, what: 'the alert was not for this person' });
  const recipients = alert.recipients.map((recipient) =>
    isFor(recipient, person) && recipient.acknowledgedAt === null
      ? {
          ...recipient,
          reachedAt: recipient.reachedAt ?? now,
          reachedBy: recipient.reachedBy || person.name,
          acknowledgedAt: now,
          acknowledgedBy: person.name,
        }
      : recipient,
  );
  const reads = mine.some(({ role }) => role === 'reader');
  const state = reads ? 'acknowledged' : alert.state;
  return step(alert, { recipients, state }, 'acknowledged', now, person.name, mine[0]?.role ?? null, note.trim());
}

/**
 * A doctor's word. Confirmed: the call follows in the critical area. Dismissed: everybody who was told sees the retraction.
 * @throws STATE_REFUSED when it was decided already, REASON_REQUIRED for a dismissal without one
 */
export function decideAlert(
  alert: EcgAlert,
  decision: { verdict: 'confirmed' | 'dismissed'; reason: string },
  by: string,
  now: string,
): EcgAlert {
  if (!isOpenAlert(alert)) throw fail('STATE_REFUSED', { alertId: alert.id, state: alert.state });
  const reason = decision.reason.trim();
  if (decision.verdict === 'confirmed')
    return step(alert, { state: 'confirmed' }, 'confirmed', now, by, 'reader', reason);
  if (reason === '') throw fail('REASON_REQUIRED', { alertId: alert.id });
  const retraction = { at: now, by, reason };
  return step(alert, { state: 'dismissed', retraction }, 'dismissed', now, by, 'reader', reason);
}

export function isOverdueAlert(alert: EcgAlert, limits: Limits, now: string): boolean {
  return (
    alert.state === 'raised' &&
    alert.escalations < limits.maxEscalations &&
    Date.parse(now) >= Date.parse(alert.escalateAt)
  );
}

/** Told again, also to the heads of the reading department; the same document when it is not overdue. */
export function escalateAlert(alert: EcgAlert, limits: Limits, heads: Audience['heads'], now: string): EcgAlert {
  if (!isOverdueAlert(alert, limits, now)) return alert;
  const known = new Set(alert.recipients.flatMap(({ personId }) => personId ?? []));
  const added = recipientsOf(
    {
      ...{ readingInstitutionId: '', readingInstitution: '', noReader: false },
      recordedBy: { personId: null, name: '', place: '' },
      clinician: null,
      heads: heads.filter(({ personId }) => !known.has(personId)),
    },
    now,
  ).filter(({ role }) => role === 'departmentHead');
  const recipients = [
    ...alert.recipients.map((recipient) =>
      recipient.acknowledgedAt === null ? { ...recipient, sentAt: now } : recipient,
    ),
    ...added,
  ];
  const escalations = alert.escalations + 1;
  const escalateAt = after(now, limits.escalateEveryMinutes);
  return step(alert, { recipients, escalations, escalateAt }, 'escalated', now, 'system', null, `${escalations}`);
}

/** What a confirmed alarm says on its exam. */
export function confirmedWords({ findings, text }: EcgAlert): string {
  const words = findings.map(({ zh }) => zh.replace(/^疑似/, '')).join('；') || text || '危急';
  return words.slice(0, 200);
}

interface TakenOff {
  /** Of the retraction. */
  id: string;
  patientName: string;
  reason: string;
  by: string;
  now: string;
}

/** A confirmed alarm of a recording that was another person's: whoever was told sees the retraction. */
export function confirmedTakenOff(
  alert: EcgAlert,
  { reason, by, now }: Omit<TakenOff, 'id' | 'patientName'>,
): EcgAlert {
  const retraction = { at: now, by, reason };
  return step(alert, { state: 'dismissed', retraction }, 'takenOff', now, by, null, reason);
}

/**
 * The recording was taken off its exam while the alarm was open: it stands for those who would get any recording, under the name that the
 * device said. Ward and heads of the exam are told no more; `withdrawn`, the retraction for the patient whose it was not, is for those of them
 * who had seen it.
 */
export function alertTakenOff(alert: EcgAlert, given: TakenOff): { standing: EcgAlert; withdrawn: EcgAlert | null } {
  const { by, now, reason } = given;
  const recordedAt = alert.recipients.find(({ role }) => role === 'acquisition')?.place ?? '';
  const leaves = ({ role, place }: AlertRecipient) =>
    role === 'clinician' || (role === 'departmentHead' && place === alert.departmentId && place !== recordedAt);
  const told = alert.recipients.filter((one) => leaves(one) && one.reachedAt !== null);
  const recipients = alert.recipients.filter((one) => !leaves(one));
  const part = { ...aboutExam(null, given.patientName), recipients };
  const standing = step(alert, part, 'takenOff', now, by, null, alert.accession);
  if (told.length === 0) return { standing, withdrawn: null };
  const retraction = { at: now, by, reason };
  const closed = { ...alert, id: given.id, version: 0, recipients: told, retraction, state: 'dismissed' as const };
  return { standing, withdrawn: step(closed, {}, 'takenOff', now, by, null, reason) };
}

/** The recording was given to an exam: those who asked for it are told now too. Acknowledgements of the others stand. */
export function alertMatched(
  alert: EcgAlert,
  exam: ExamDocument,
  audience: Audience,
  by: string,
  now: string,
): EcgAlert {
  const same = (one: AlertRecipient, other: AlertRecipient) =>
    one.role === other.role && one.personId === other.personId && one.place === other.place;
  const kept = alert.recipients.filter(({ role }) => role === 'reader' || role === 'acquisition');
  const wanted = recipientsOf(audience, now).filter(
    ({ role, ...rest }) => role !== 'acquisition' && !kept.some((one) => same(one, { role, ...rest })),
  );
  const part = {
    ...aboutExam(exam, ''),
    readingInstitutionId: audience.readingInstitutionId,
    noReader: audience.noReader,
    recipients: [...kept, ...wanted],
  };
  return step(alert, part, 'matched', now, by, null, exam.accessionNumber);
}

/**
 * The request lies with another institution now: its readers are alarmed as the first ones were, whoever answered before passed it on. Those
 * who were told stay told.
 */
export function alertMoved(
  alert: EcgAlert,
  reader: { institutionId: string; name: string; isNobody: boolean },
  limits: Limits,
  now: string,
): EcgAlert {
  const readingInstitutionId = reader.institutionId;
  if (!isOpenAlert(alert) || alert.readingInstitutionId === readingInstitutionId) return alert;
  const isReader = ({ role, personId, place }: AlertRecipient) =>
    role === 'reader' && personId === null && place === readingInstitutionId;
  const nobody = { personId: null, name: '', place: '' };
  const moved = {
    readingInstitutionId,
    readingInstitution: reader.name,
    noReader: reader.isNobody,
    recordedBy: nobody,
    clinician: null,
    heads: [],
  };
  const readers = recipientsOf(moved, now).filter(isReader);
  const part = {
    readingInstitutionId,
    noReader: reader.isNobody,
    state: 'raised' as const,
    escalations: 0,
    escalateAt: after(now, limits.acknowledgeMinutes),
    recipients: [...readers, ...alert.recipients.filter((one) => !isReader(one))],
  };
  return step(alert, part, 'moved', now, '', 'reader', reader.name);
}
