// What the desk and the exam room do with an exam: correct its registration, let the person in, cancel and take that back.
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { amendRegistration, arrive, cancel, reinstate } from '../../../core/orders/exam-flow.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { amendBooking, bookingOfExam, nextQueueNumber } from './booking-store.ts';
import { requireEcgType } from './ecg-types.ts';
import { deskPatient } from './his-numbers.ts';
import { institutionsOf } from './institutions.ts';
import { requirePatientType } from './patient-types.ts';
import { factsOf, type Registration, saveWho, typed } from './register.ts';

type Versioned = ExamInput & { expectedVersion: number };

const arriveAct: ExamActSpec<Versioned & { room: string; deviceId: string }> = {
  name: 'orders.arrive',
  duties: ['register', 'acquire'],
  async apply(exam, { room, deviceId }, context, work) {
    const here = arrive(exam, { room, deviceId }, context);
    // Who is sent on to another room keeps the number: it was said to the person.
    return here.queueNumber === undefined ? { ...here, queueNumber: await nextQueueNumber(work, here) } : here;
  },
};

const cancelAct: ExamActSpec<Versioned & { reason: string }> = {
  name: 'orders.cancel',
  duties: ['register', 'dispatch'],
  managed: true,
  apply: (exam, { reason }) => cancel(exam, reason),
  detail: ({ reason }) => reason,
};

const reinstateAct: ExamActSpec<Versioned & { reason: string }> = {
  name: 'orders.reinstate',
  duties: ['register', 'dispatch'],
  managed: true,
  apply: (exam, { reason }) => reinstate(exam, reason),
  detail: ({ reason }) => reason.trim(),
};

export const arriveExam = (kernel: Kernel, caller: Caller, input: Parameters<typeof arriveAct.apply>[1]) =>
  actOnExam(kernel, arriveAct, caller, input);

export const cancelExam = (kernel: Kernel, caller: Caller, input: Parameters<typeof cancelAct.apply>[1]) =>
  actOnExam(kernel, cancelAct, caller, input);

export const reinstateExam = (kernel: Kernel, caller: Caller, input: Parameters<typeof reinstateAct.apply>[1]) =>
  actOnExam(kernel, reinstateAct, caller, input);

export function amendExam(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { exam: Registration },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.amendRegistration',
    duties: ['register'],
    managed: true,
    async apply(exam, { exam: entered }, _context, work) {
      const place = (await institutionsOf(kernel, work.tx)).find(({ id }) => id === exam.institutionId);
      const person = await deskPatient(work.tx, place, entered.patient);
      const who = await saveWho(kernel, work, person, entered.visit, 'bench');
      const booking = await bookingOfExam(work.tx, exam.id);
      // A booked time is changed by taking another slot, never beside it.
      const kept =
        booking?.state === 'booked'
          ? { ...entered, scheduledAt: exam.scheduledAt, room: exam.room, deviceId: exam.deviceId }
          : entered;
      await requirePatientType(work.tx, entered.patientTypeCode, exam.patientType?.code);
      const found = await typed(work, factsOf(kept, who));
      // What nobody said anew, and what was called otherwise at the registration, stays.
      const same = entered.patientTypeCode === undefined || entered.patientTypeCode === exam.patientType?.code;
      const facts = same && exam.patientType ? { ...found, patientType: exam.patientType } : found;
      // Amended within the same item it keeps its type.
      if (entered.procedureCode === exam.procedureCode)
        return amendRegistration(exam, { ...facts, ecgType: exam.ecgType });
      if (facts.ecgType !== undefined) await requireEcgType(work.tx, 'exam.procedureCode', facts.ecgType);
      return amendRegistration(exam, facts);
    },
    after: (work, _before, after) => amendBooking(work, after),
  };
  return actOnExam(kernel, spec, caller, input);
}
