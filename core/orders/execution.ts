// Whether an exam was carried out, as the charge side sees it (医技终端确认, RAD-12, RAD-13): confirmed is no longer refunded, cancelled is.
import type { ExamDocument } from './exam.ts';
import { type ExamContext, next, refused } from './exam-rules.ts';

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
    confirmed: { at: now, by: by.personName },
    registeredAt: exam.registeredAt ?? now,
    acquiredAt: exam.acquiredAt ?? now,
  });
}
