// Who may see an exam and act on it: the right of its service, and an institution that it concerns (ECG-49, RAD-78).
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import { concerns, listsRequest } from '../../../core/orders/exam-remote.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import { maySeeService, requireAccess } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';

export type ExamDuty = 'view' | 'register' | 'acquire' | 'write' | 'review' | 'recall' | 'dispatch';

export function examRight(service: ExamService, duty: ExamDuty): Right {
  return `${service}.${duty}`;
}

export function mayDo(caller: Caller, service: ExamService, duty: ExamDuty): boolean {
  return caller.mode === 'system' || caller.rights.includes(examRight(service, duty));
}

export function maySeeExam(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  return maySeeService(caller, exam.service) && concerns(exam, actor.institutionId);
}

/** As a request that was made: one that was withdrawn is shown to the institution that had it, without images, reports or acts. */
export function mayListRequest(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  return maySeeService(caller, exam.service) && listsRequest(exam, actor.institutionId);
}

/** @throws RIGHT_MISSING, LOGIN_REQUIRED. An exam of another institution is refused like one without the right. */
export function requireExamAccess(
  caller: Caller,
  actor: ExamActor,
  exam: ExamDocument,
  duties: readonly ExamDuty[],
): void {
  const held = duties.find((duty) => mayDo(caller, exam.service, duty)) ?? duties[0] ?? 'view';
  requireAccess(caller, examRight(exam.service, held));
  if (!concerns(exam, actor.institutionId)) throw fail('RIGHT_MISSING', { institution: exam.institutionId });
}
