// Whether an exam was carried out, as the charge side sees it (医技终端确认, RAD-12, RAD-13): confirmed is no longer refunded, cancelled is.
import { fail } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { type ExamContext, isAway, next, refused } from './exam-rules.ts';

export const executions = ['unconfirmed', 'confirmed', 'cancelled'] as const;
export type Execution = (typeof executions)[number];

/** Images or a recording confirm it as much as the technician's word. */
export function executionOf({ state }: Pick<ExamDocument, 'state'>): Execution {
  switch (state) {
    case 'requested':
    case 'booked':
    case 'registered':
      return 'unconfirmed';
    case 'acquired':
      return 'confirmed';
    case 'cancelled':
      return 'cancelled';
    default:
      throw new Error(`unknown state ${String(state satisfies never)}`);
  }
}

/**
 * The technician says that it was done, with images in the archive or without (film). What was confirmed before stays as it was.
 * @throws STATE_REFUSED for a cancelled exam
 */
export function confirmExecution(exam: ExamDocument, { now, by }: ExamContext): ExamDocument {
  if (exam.state === 'cancelled') throw refused(exam, 'confirm');
  if (exam.confirmed) return exam;
  return next(exam, {
    state: 'acquired',
    confirmed: { at: now, by: by.personName, fee: exam.fee.state },
    registeredAt: exam.registeredAt ?? now,
    acquiredAt: exam.acquiredAt ?? now,
  });
}

/** Why a confirmation stands: nobody's word, images that prove it, a report, somebody else who reads it, or the HIS has settled it. */
export type Standing = 'unconfirmed' | 'images' | 'report' | 'remote' | 'settled';

/** Null while the word of the technician can be taken back. What was paid beforehand is not settled by the confirmation. */
export function whyStands(exam: ExamDocument): Standing | null {
  const { confirmed, fee, objects, report } = exam;
  if (confirmed === undefined || exam.state !== 'acquired') return 'unconfirmed';
  if (objects.length > 0) return 'images';
  if (report.state !== 'none') return 'report';
  if (isAway(exam)) return 'remote';
  const isSettled = fee.state === 'refunded' || (fee.state === 'paid' && confirmed.fee !== 'paid');
  return isSettled ? 'settled' : null;
}

/**
 * Confirmed by mistake: the person is here and the exam is still to be done.
 * @throws REASON_REQUIRED; EXECUTION_SETTLED once the HIS has charged it; STATE_REFUSED
 */
export function undoConfirmation(exam: ExamDocument, reason: string): ExamDocument {
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id, act: 'undo' });
  const standing = whyStands(exam);
  if (standing === 'settled') throw fail('EXECUTION_SETTLED', { examId: exam.id, fee: exam.fee.state });
  if (standing !== null) throw refused(exam, 'undo', { standing });
  return next(exam, { state: 'registered', confirmed: undefined, acquiredAt: null });
}
