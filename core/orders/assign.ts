// Who is to read an exam: given out by whoever distributes, taken by oneself, or handed on by the one who has it (RAD-63).
import { fail } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { type ExamContext, next, refused } from './exam-rules.ts';

/** Whether somebody may give the exam to others: who distributes, and who has it and hands it on. To oneself is another matter. */
export function mayGive({ assignedTo }: Pick<ExamDocument, 'assignedTo'>, me: string, mayDispatch: boolean): boolean {
  return mayDispatch || assignedTo?.personId === me;
}

/**
 * @param person null takes the assignment away
 * @throws RIGHT_MISSING for anybody but a distributor and the present reader, REASON_REQUIRED when it is taken from somebody
 */
export function assign(
  exam: ExamDocument,
  person: { personId: string; personName: string } | null,
  reason: string,
  context: ExamContext,
  mayDispatch: boolean,
): ExamDocument {
  if (exam.state === 'cancelled' || exam.report.state === 'final') throw refused(exam, 'assign');
  const { assignedTo } = exam;
  const me = context.by.personId;
  const own = assignedTo === null ? person?.personId === me : assignedTo.personId === me;
  if (!mayDispatch && !own) throw fail('RIGHT_MISSING', { right: `${exam.service}.dispatch` });
  if (assignedTo?.personId === person?.personId) return exam;
  const isTaken = assignedTo !== null && assignedTo.personId !== me;
  if (isTaken && reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id, act: 'assign' });
  return next(exam, { assignedTo: person });
}
