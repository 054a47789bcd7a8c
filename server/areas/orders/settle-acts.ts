// Several exams confirmed or cancelled at once by the technician, and confirmations taken back (RAD-12, RAD-13); what cannot be is named, the others are done.
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { cancel } from '../../../core/orders/exam-flow.ts';
import { type ExamContext, requireExamVersion } from '../../../core/orders/exam-rules.ts';
import { confirmExecution, undoConfirmation } from '../../../core/orders/execution.ts';
import type { Settled } from '../../../core/orders/settle-contract.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { type ExamDuty, maySeeExam, requireExamAccess } from './access.ts';
import { examContext } from './acts.ts';
import { lockExamRow, saveExam } from './store.ts';

interface SettleInput {
  command: CommandMeta;
  act: 'confirm' | 'cancel' | 'undo';
  reason: string;
  exams: { examId: string; expectedVersion: number }[];
}

const duties: Readonly<Record<SettleInput['act'], readonly ExamDuty[]>> = {
  confirm: ['acquire'],
  cancel: ['acquire', 'register', 'dispatch'],
  undo: ['acquire'],
};

const auditedAs = { confirm: 'orders.confirm', cancel: 'orders.cancel', undo: 'orders.undoConfirm' } as const;

function settled(exam: ExamDocument, act: SettleInput['act'], reason: string, context: ExamContext): ExamDocument {
  switch (act) {
    case 'confirm':
      return confirmExecution(exam, context);
    case 'cancel':
      return cancel(exam, reason);
    case 'undo':
      return undoConfirmation(exam, reason);
    default:
      throw new Error(`unknown act ${String(act satisfies never)}`);
  }
}

async function settleOne(
  work: CommandWork,
  context: ExamContext,
  { act, reason }: SettleInput,
  one: SettleInput['exams'][number],
): Promise<{ before: ExamDocument; after: ExamDocument } | Settled['refused'][number]> {
  const before = await lockExamRow(work.tx, one.examId);
  try {
    requireExamAccess(work.caller, context.by, before, duties[act]);
    requireExamVersion(before, one.expectedVersion);
    return { before, after: settled(before, act, reason, context) };
  } catch (error) {
    if (!(error instanceof YishuError) || error.unseen) throw error;
    // The others are settled, so the command goes through: the refusal has a row of its own.
    work.audit({
      act: auditedAs[act],
      subject: before.accessionNumber,
      patientId: before.patient.id,
      outcome: 'refused',
      detail: error.code,
    });
    const maySee = maySeeExam(work.caller, context.by, before);
    return { examId: one.examId, accessionNumber: maySee ? before.accessionNumber : '', code: error.code };
  }
}

/** @throws REASON_REQUIRED for cancelling or taking back without one, NOT_FOUND, LOGIN_REQUIRED */
export function settleExams(kernel: Kernel, caller: Caller, input: SettleInput): Promise<Settled> {
  const name = 'orders.settleExams';
  const request = { ...input.command, name, right: null, subject: input.act, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    if (input.act !== 'confirm' && input.reason.trim() === '') throw fail('REASON_REQUIRED', { act: input.act });
    const context = await examContext(kernel, work);
    const outcomes: Settled = { done: [], refused: [] };
    // In one order, so that two desks at once wait for each other and do not lock up.
    const exams = new Map(input.exams.map((one) => [one.examId, one]));
    for (const one of [...exams.values()].toSorted((left, right) => left.examId.localeCompare(right.examId, 'en'))) {
      const outcome = await settleOne(work, context, input, one);
      if ('code' in outcome) {
        outcomes.refused.push(outcome);
        continue;
      }
      const { before, after } = outcome;
      outcomes.done.push(await saveExam(work, before, after));
      work.audit({
        act: auditedAs[input.act],
        subject: before.accessionNumber,
        patientId: before.patient.id,
        detail: input.reason.trim() || undefined,
      });
    }
    return outcomes;
  });
}
