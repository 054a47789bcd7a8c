// What the desk and the exam room do with an exam: correct its registration, let the person in, cancel.
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { amendRegistration, arrive, cancel } from '../../../core/orders/exam-flow.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { factsOf, type Registration, saveWho } from './register.ts';

type Versioned = ExamInput & { expectedVersion: number };

const arriveAct: ExamActSpec<Versioned & { room: string; deviceId: string }> = {
  name: 'orders.arrive',
  duties: ['register', 'acquire'],
  apply: (exam, { room, deviceId }, context) => arrive(exam, { room, deviceId }, context),
};

const cancelAct: ExamActSpec<Versioned & { reason: string }> = {
  name: 'orders.cancel',
  duties: ['register', 'dispatch'],
  apply: (exam, { reason }) => cancel(exam, reason),
  detail: ({ reason }) => reason,
};

export const arriveExam = (kernel: Kernel, caller: Caller, input: Parameters<typeof arriveAct.apply>[1]) =>
  actOnExam(kernel, arriveAct, caller, input);

export const cancelExam = (kernel: Kernel, caller: Caller, input: Parameters<typeof cancelAct.apply>[1]) =>
  actOnExam(kernel, cancelAct, caller, input);

export function amendExam(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { exam: Registration },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.amendRegistration',
    duties: ['register'],
    async apply(exam, { exam: entered }, _context, work) {
      const who = await saveWho(kernel, work, entered.patient, entered.visit, 'bench');
      return amendRegistration(exam, factsOf(entered, who));
    },
  };
  return actOnExam(kernel, spec, caller, input);
}
