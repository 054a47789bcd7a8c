// What readers and those who distribute the work do with an exam: lock, unlock, assign, say how dangerous it is.
import { fail } from '../../../core/kernel/errors.ts';
import { assign } from '../../../core/orders/assign.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { lockExam, unlockExam } from '../../../core/orders/exam-lock.ts';
import { requireReader } from '../../../core/orders/exam-remote.ts';
import { setRisk } from '../../../core/orders/exam-risk.ts';
import { mayBeReader } from '../../../core/orders/exam-sight.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { findPerson, placesOfPerson, rightsOf } from '../identity/module.ts';
import { examRight, mayDoTo } from './access.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { raiseRisk, retractRisk } from './criticals.ts';
import { institutionOf, institutionsOf } from './institutions.ts';

type Versioned = ExamInput & { expectedVersion: number };

export function lockForWriting(
  kernel: Kernel,
  caller: Caller,
  input: ExamInput & { fence?: number; onlyFree?: boolean },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.lock',
    duties: ['write', 'review'],
    apply(exam, { fence, onlyFree }, context) {
      requireReader(exam, context);
      return lockExam(exam, fence, context, onlyFree);
    },
    audited: ({ fence }) => fence === undefined,
  };
  return actOnExam(kernel, spec, caller, input);
}

export function unlock(kernel: Kernel, caller: Caller, input: ExamInput & { fence: number }): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.unlock',
    duties: ['write', 'review', 'dispatch'],
    apply: (exam, { fence }, context) =>
      unlockExam(exam, fence, context, mayDoTo(caller, context.by, exam, 'dispatch')),
  };
  return actOnExam(kernel, spec, caller, input);
}

/** The person to whom an exam is given must be one who may write about it, there too. @throws INPUT_INVALID, NOT_FOUND */
async function readerOf(kernel: Kernel, work: CommandWork, exam: ExamDocument, personId: string) {
  const person = await findPerson(work.tx, personId);
  if (!person?.enabled) throw fail('NOT_FOUND', { what: 'person', personId });
  const right = examRight(exam.service, 'write');
  if (!(await rightsOf(work.tx, person)).includes(right)) {
    throw fail('INPUT_INVALID', { fields: [`personId: has no right ${right}`] });
  }
  const network = await institutionsOf(kernel, work.tx);
  const holder = {
    institutionId: institutionOf(network, person.department_id)?.id ?? null,
    places: await placesOfPerson(work.tx, person),
  };
  if (!mayBeReader(holder, exam))
    throw fail('INPUT_INVALID', { fields: [`personId: ${right} does not reach ${exam.institutionName}`] });
  return { personId: person.id, personName: person.name };
}

export function assignExam(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & { personId: string | null; reason: string },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.assign',
    duties: ['dispatch', 'write'],
    async apply(exam, { personId, reason }, context, work) {
      const person = personId === null ? null : await readerOf(kernel, work, exam, personId);
      return assign(exam, person, reason, context, mayDoTo(caller, context.by, exam, 'dispatch'));
    },
    detail: ({ reason }) => reason,
  };
  return actOnExam(kernel, spec, caller, input);
}

export function sayRisk(
  kernel: Kernel,
  caller: Caller,
  input: Versioned & {
    level: 'critical' | 'majorPositive' | 'attention' | 'normal';
    text: string;
    raiseCritical: boolean;
  },
): Promise<ExamDocument> {
  const spec: ExamActSpec<typeof input> = {
    name: 'orders.setRisk',
    duties: ['write', 'review'],
    apply: (exam, { level, text }, context) => setRisk(exam, { level, text }, context),
    async after(work, before, exam, { level, text, raiseCritical }) {
      if (raiseCritical) await raiseRisk(kernel, work, exam);
      // Not critical after all: whoever was alarmed has to hear that it was a false alarm.
      else if (level !== 'critical' && before.risk?.level === 'critical') await retractRisk(work, exam, text);
    },
    detail: ({ level, text }) => `${level}: ${text}`,
  };
  return actOnExam(kernel, spec, caller, input);
}
