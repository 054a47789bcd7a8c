// The life of an exam: requested, booked, registered, acquired, cancelled. How far its report is, is another axis and moves on its own.
import type { z } from 'zod';
import { fail } from '../kernel/errors.ts';
import type { PatientBrief, VisitBrief } from '../patient/model.ts';
import type { RegisterExam } from './contract.ts';
import type { ExamDocument, ExamFee, ExamObject, ExamState } from './exam.ts';
import { type ExamContext, isAway, isReported, next, refused } from './exam-rules.ts';
import type { ExamPatientType } from './patient-type.ts';

type Registration = z.output<typeof RegisterExam>;

/** What the desk or the HIS says; the person and the visit are settled beforehand. */
export interface ExamFacts extends Omit<Registration, 'patient' | 'visit'> {
  patient: PatientBrief;
  visit: VisitBrief | null;
  departmentId: string;
  departmentName: string;
  departmentPhone: string;
  /** Of the item. */
  ecgType?: string | undefined;
  /** Of what was said, or of the visit. */
  patientType?: ExamPatientType | undefined;
}

export interface NewExam {
  id: string;
  accessionNumber: string;
  institutionId: string;
  institutionName: string;
  /** When the HIS ordered it; the desk's own are requested now. */
  requestedAt: string;
  priorCount: number;
  /** What the HIS said with the order. */
  fee?: ExamFee | undefined;
  /** `request`: ordered, the person is somewhere else. `desk`: booked with a time, else the person is here. */
  from: 'request' | 'desk';
}

/** Acts on the exam itself -> the states in which they may happen. */
const allowed = {
  book: ['requested', 'booked'],
  unbook: ['booked'],
  amend: ['requested', 'booked', 'registered', 'acquired'],
  arrive: ['requested', 'booked', 'registered'],
  acquire: ['requested', 'booked', 'registered', 'acquired'],
  // What was carried out is no longer refunded (RAD-12): images of another exam are taken off it first.
  cancel: ['requested', 'booked', 'registered'],
  lock: ['registered', 'acquired'],
  risk: ['requested', 'booked', 'registered', 'acquired'],
  remote: ['registered', 'acquired'],
} as const satisfies Record<string, readonly ExamState[]>;
export type ExamAct = keyof typeof allowed;

export function examAllows(exam: ExamDocument, act: ExamAct): boolean {
  return allowed[act].some((state) => state === exam.state);
}

/** @throws STATE_REFUSED */
export function requireExamState(exam: ExamDocument, act: ExamAct): void {
  if (!examAllows(exam, act)) throw refused(exam, act);
}

function facts(given: ExamFacts) {
  const { deviceId, room, scheduledAt, patientTypeCode: _said, ...rest } = given;
  return { ...rest, deviceId, room, scheduledAt, birthDate: given.patient.birthDate };
}

export function newExam(given: ExamFacts, made: NewExam, context: ExamContext): ExamDocument {
  const { from, fee, ...ids } = made;
  const isHere = from === 'desk' && given.scheduledAt === null;
  return {
    ...facts(given),
    ...ids,
    version: 1,
    registeredAt: isHere ? context.now : null,
    acquiredAt: null,
    state: isHere ? 'registered' : given.scheduledAt === null ? 'requested' : 'booked',
    cancelReason: '',
    objects: [],
    assignedTo: null,
    lock: null,
    risk: null,
    report: {
      id: null,
      state: 'none',
      positive: null,
      author: '',
      reviewer: '',
      releasedAt: null,
      printed: false,
      version: 0,
    },
    remote: null,
    fee: fee ?? { state: 'unknown', amountCent: null },
  };
}

/** A time, and a place when the slot says so, for somebody who is not here yet. @throws STATE_REFUSED */
export function book(
  exam: ExamDocument,
  scheduledAt: string,
  where: { room: string; deviceId: string } = { room: '', deviceId: '' },
): ExamDocument {
  requireExamState(exam, 'book');
  const { room, deviceId } = where;
  return next(exam, {
    state: 'booked',
    scheduledAt,
    room: room || exam.room,
    deviceId: room ? deviceId : exam.deviceId,
  });
}

/** The time is given back, the request stands. @throws STATE_REFUSED */
export function unbook(exam: ExamDocument): ExamDocument {
  requireExamState(exam, 'unbook');
  return next(exam, { state: 'requested', scheduledAt: null });
}

/**
 * What the desk entered, entered anew. Whose exam it is cannot change any more when images are there: that is a reconciliation.
 * @throws STATE_REFUSED when something is reported or read elsewhere
 */
export function amendRegistration(exam: ExamDocument, given: ExamFacts): ExamDocument {
  requireExamState(exam, 'amend');
  if (isReported(exam) || isAway(exam)) throw refused(exam, 'amend', { remote: exam.remote?.state ?? null });
  if (given.service !== exam.service) throw fail('INPUT_INVALID', { fields: ['exam.service'] });
  if (exam.objects.length > 0 && given.patient.id !== exam.patient.id)
    throw refused(exam, 'amend', { field: 'patient', objects: exam.objects.length });
  const waits = exam.state === 'requested' || exam.state === 'booked';
  const state = waits ? (given.scheduledAt === null ? 'requested' : 'booked') : exam.state;
  return next(exam, { ...facts(given), state });
}

/** The person is here. @throws STATE_REFUSED */
export function arrive(
  exam: ExamDocument,
  where: { room: string; deviceId: string },
  context: ExamContext,
): ExamDocument {
  requireExamState(exam, 'arrive');
  return next(exam, {
    state: 'registered',
    registeredAt: exam.registeredAt ?? context.now,
    room: where.room || exam.room,
    deviceId: where.deviceId || exam.deviceId,
  });
}

/**
 * Images or a recording came, or there are more of them. The first of them makes the exam acquired and brings a remote request from
 * uploading to waiting. The same object with the same content changes nothing.
 * @throws STATE_REFUSED for a cancelled exam
 */
export function acquire(exam: ExamDocument, object: ExamObject, context: ExamContext): ExamDocument {
  requireExamState(exam, 'acquire');
  const isThis = (one: ExamObject) => one.kind === object.kind && one.id === object.id;
  const known = exam.objects.find(isThis);
  if (known && known.count === object.count && known.description === object.description) return exam;
  const objects = known
    ? exam.objects.map((one) => (isThis(one) ? { ...object, arrivedAt: one.arrivedAt } : one))
    : [...exam.objects, object];
  const remote =
    exam.remote?.state === 'uploading'
      ? {
          ...exam.remote,
          state: 'waiting' as const,
          history: [
            ...exam.remote.history,
            { act: 'uploaded', by: context.by.personName, at: context.now, reason: '' },
          ],
        }
      : exam.remote;
  return next(exam, {
    objects,
    remote,
    state: 'acquired',
    registeredAt: exam.registeredAt ?? context.now,
    acquiredAt: exam.acquiredAt ?? context.now,
  });
}

/** An object belongs to another exam. With a report, or confirmed by a person, the exam stays acquired: what was said stands. */
export function withoutObject(exam: ExamDocument, object: Pick<ExamObject, 'kind' | 'id'>): ExamDocument {
  const objects = exam.objects.filter((one) => one.kind !== object.kind || one.id !== object.id);
  if (objects.length === exam.objects.length) return exam;
  const said = exam.report.state !== 'none' || exam.confirmed !== undefined;
  const bare = objects.length === 0 && exam.state === 'acquired' && !said;
  return next(exam, bare ? { objects, state: 'registered', acquiredAt: null } : { objects });
}

/** What stands at an exam whose order the HIS withdrew. */
export const withdrawnByHis = '医嘱已撤销';

/** @throws REASON_REQUIRED, STATE_REFUSED when somebody has begun to report or reads it elsewhere */
export function cancel(exam: ExamDocument, reason: string): ExamDocument {
  requireExamState(exam, 'cancel');
  if (exam.report.state !== 'none' || isAway(exam))
    throw refused(exam, 'cancel', { remote: exam.remote?.state ?? null });
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id });
  return next(exam, { state: 'cancelled', cancelReason: reason.trim(), lock: null });
}

/** Why a cancelled exam stays cancelled: it is none, its order was withdrawn, or the money went back. The HIS has to order it anew. */
export type StaysCancelled = 'notCancelled' | 'withdrawn' | 'refunded';

/** Null while the cancellation can be taken back. */
export function whyStaysCancelled({ state, cancelReason, fee }: ExamDocument): StaysCancelled | null {
  if (state !== 'cancelled') return 'notCancelled';
  if (cancelReason === withdrawnByHis) return 'withdrawn';
  return fee.state === 'refunded' ? 'refunded' : null;
}

/**
 * Cancelled by mistake: who had come is here again, anybody else is to be booked; the time of a booking was given away.
 * @throws REASON_REQUIRED, STATE_REFUSED
 */
export function reinstate(exam: ExamDocument, reason: string): ExamDocument {
  const standing = whyStaysCancelled(exam);
  if (standing !== null) throw refused(exam, 'reinstate', { standing });
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id, act: 'reinstate' });
  const back = { cancelReason: '' } as const;
  return next(
    exam,
    exam.registeredAt === null ? { ...back, state: 'requested', scheduledAt: null } : { ...back, state: 'registered' },
  );
}
