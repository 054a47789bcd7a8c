// The right to write about an exam: one holder at a time, for as long as a lease lasts, with a fence that only grows.
import { fail } from '../kernel/errors.ts';
import type { ExamDocument, ExamLock } from './exam.ts';
import { requireExamState } from './exam-flow.ts';
import { type ExamContext, next } from './exam-rules.ts';

/** A station that fell silent holds a case up for at most this long. */
export const lockLeaseMs = 10 * 60_000;

/** The lock as long as its lease lasts. A lapsed one stays in the document: its holder may go on while nobody took it. */
export function liveLock(exam: Pick<ExamDocument, 'lock'>, now: string): ExamLock | null {
  return exam.lock !== null && Date.parse(exam.lock.until) > Date.parse(now) ? exam.lock : null;
}

function untilFrom(now: string): string {
  return new Date(Date.parse(now) + lockLeaseMs).toISOString();
}

function lockLost(exam: ExamDocument, code: 'LOCK_LOST' | 'EXAM_LOCKED') {
  const { lock } = exam;
  return fail(code, {
    examId: exam.id,
    holder: lock?.personName ?? null,
    holderId: lock?.personId ?? null,
    station: lock?.stationName ?? null,
    since: lock?.since ?? null,
    until: lock?.until ?? null,
  });
}

/**
 * Takes the lock, or renews it with its fence. The same person at another station takes it over: the first station cannot write any more.
 * The fence is the version that the exam gets, so that it grows without a counter of its own.
 * @param onlyFree a window asks without an act of its person: it takes nothing away, not even from that person's other window
 * @throws EXAM_LOCKED with who has it, LOCK_LOST when `fence` is not the present one, STATE_REFUSED
 */
export function lockExam(
  exam: ExamDocument,
  fence: number | undefined,
  context: ExamContext,
  onlyFree = false,
): ExamDocument {
  requireExamState(exam, 'lock');
  const { now, by } = context;
  if (fence !== undefined) {
    if (exam.lock?.fence !== fence || exam.lock.personId !== by.personId) throw lockLost(exam, 'LOCK_LOST');
    return next(exam, { lock: { ...exam.lock, until: untilFrom(now) } });
  }
  const live = liveLock(exam, now);
  if (live !== null && (onlyFree || live.personId !== by.personId)) throw lockLost(exam, 'EXAM_LOCKED');
  const lock: ExamLock = {
    personId: by.personId,
    personName: by.personName,
    stationName: by.stationName,
    since: now,
    until: untilFrom(now),
    fence: exam.version + 1,
  };
  return next(exam, { lock });
}

/** Gives the lock back; whoever distributes the work may do it for the holder. The same exam when it was gone already. */
export function unlockExam(
  exam: ExamDocument,
  fence: number,
  context: ExamContext,
  mayForOthers: boolean,
): ExamDocument {
  if (exam.lock?.fence !== fence) return exam;
  if (exam.lock.personId !== context.by.personId && !mayForOthers) throw lockLost(exam, 'EXAM_LOCKED');
  return next(exam, { lock: null });
}

/** Writing with a fence: it must be the last that was given, and the caller's. @throws LOCK_LOST */
export function requireFence(exam: ExamDocument, fence: number, context: ExamContext): void {
  if (exam.lock?.fence !== fence || exam.lock.personId !== context.by.personId) throw lockLost(exam, 'LOCK_LOST');
}

/** Signing without a fence: nobody else may hold it. @throws LOCK_LOST */
export function requireNotLockedByOthers(exam: ExamDocument, context: ExamContext): void {
  const live = liveLock(exam, context.now);
  if (live !== null && live.personId !== context.by.personId) throw lockLost(exam, 'LOCK_LOST');
}

/** Renews the lease when less than half of it is left, so that an autosave every few seconds is not a change every few seconds. */
export function renewIfNeeded(exam: ExamDocument, context: ExamContext): ExamDocument {
  if (exam.lock === null || Date.parse(exam.lock.until) - Date.parse(context.now) > lockLeaseMs / 2) return exam;
  return next(exam, { lock: { ...exam.lock, until: untilFrom(context.now) } });
}
