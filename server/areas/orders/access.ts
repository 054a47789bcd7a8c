// Who may see an exam and act on it: the right of its service, as far as it reaches (ECG-49, RAD-78).
import type { ReachDuty } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { type ErrorDetail, fail, type YishuError } from '../../../core/kernel/errors.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import { dutiesHeld, reportDuties } from '../../../core/orders/exam-reach.ts';
import { concerns, listsRequest } from '../../../core/orders/exam-remote.ts';
import type { ExamActor } from '../../../core/orders/exam-rules.ts';
import { reaches, reachesAny } from '../../../core/orders/exam-sight.ts';
import { maySeeService, requireAccess } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';

export type ExamDuty = ReachDuty;

export function examRight(service: ExamService, duty: ExamDuty): Right {
  return `${service}.${duty}`;
}

export function mayDo(caller: Caller, service: ExamService, duty: ExamDuty): boolean {
  return caller.mode === 'system' || caller.rights.includes(examRight(service, duty));
}

/** The right is held, and reaches this exam. */
export function mayDoTo(caller: Caller, actor: ExamActor, exam: ExamDocument, duty: ExamDuty): boolean {
  return mayDo(caller, exam.service, duty) && reaches(actor, exam, duty);
}

/** A station on its own and the server have no rights of a person: the institution alone counts. */
function seenBy(caller: Caller, actor: ExamActor, exam: ExamDocument, among?: readonly ExamDuty[]): boolean {
  if (!maySeeService(caller, exam.service)) return false;
  if (caller.person === null) return concerns(exam, actor.institutionId);
  const held = dutiesHeld(caller.rights, exam.service);
  return reachesAny(actor, exam, among ? held.filter((duty) => among.includes(duty)) : held);
}

/** That it is there, and how far it is: for everybody who has something to do with it. */
export function maySeeExam(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  return seenBy(caller, actor, exam);
}

/** Its report: for those who may view reports of its place, and those who make them. */
export function maySeeReport(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  return seenBy(caller, actor, exam, reportDuties);
}

/** As a request that was made: one that was withdrawn is shown to the institution that had it, without images, reports or acts. */
export function mayListRequest(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  if (maySeeExam(caller, actor, exam)) return true;
  const { remote } = exam;
  if (remote === null || actor.institutionId === null || !listsRequest(exam, actor.institutionId)) return false;
  // Seen as it was before it was taken away: a request to a department that is not the person's stays hidden.
  const lay = remote.state === 'withdrawn' ? remote : { ...remote, toInstitutionId: actor.institutionId };
  return maySeeExam(caller, actor, { ...exam, remote: { ...lay, state: 'waiting' } });
}

/** Who manages cases (病例管理, ECG-51) corrects and undoes those of the own institution that the right to view reaches. */
export function managesCase(caller: Caller, actor: ExamActor, exam: ExamDocument): boolean {
  const own = actor.institutionId === null || exam.institutionId === actor.institutionId;
  return own && exam.service === 'ecg' && caller.rights.includes('ecg.cases') && mayDoTo(caller, actor, exam, 'view');
}

/**
 * Why a right does not reach an exam: of the own institution, or seen by another right, it is the right that is missing; one that is another
 * institution's business is answered as if it were not there (ECG-49), and the trail says what was refused.
 */
export function beyondReach(
  caller: Caller,
  actor: ExamActor,
  exam: ExamDocument,
  right: Right,
  unseen: ErrorDetail | null = { what: 'exam', examId: exam.id },
): YishuError {
  const detail = { right, institution: exam.institutionId };
  const isKnown = concerns(exam, actor.institutionId) || mayListRequest(caller, actor, exam);
  return fail('RIGHT_MISSING', detail, isKnown || unseen === null ? {} : { unseen });
}

/** @throws RIGHT_MISSING, LOGIN_REQUIRED. An exam beyond the reach of the right is refused like one without it. */
export function requireExamAccess(
  caller: Caller,
  actor: ExamActor,
  exam: ExamDocument,
  duties: readonly ExamDuty[],
  /** What is said to be missing where the exam may not be known of; null: it is the caller's own, about to be made. */
  unseen?: ErrorDetail | null,
): void {
  const held = duties.filter((duty) => mayDo(caller, exam.service, duty));
  const right = examRight(exam.service, held[0] ?? duties[0] ?? 'view');
  requireAccess(caller, right);
  if (!held.some((duty) => reaches(actor, exam, duty))) throw beyondReach(caller, actor, exam, right, unseen);
}
