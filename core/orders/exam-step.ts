// What a device does to an exam by its performed procedure step (PS3.4 annex F): it begins, it ends, or it is given up.

import type { ExamDocument, ExamState } from './exam.ts';
import { arrive } from './exam-flow.ts';
import { type ExamContext, next } from './exam-rules.ts';
import { confirmExecution } from './execution.ts';

/** The person lies in the device, so the person is here. What was acquired or cancelled before stays as it was. @param station AE title */
export function beginStep(exam: ExamDocument, station: string, context: ExamContext): ExamDocument {
  const waits = exam.state === 'requested' || exam.state === 'booked';
  const unplaced = exam.state === 'registered' && exam.deviceId === '' && station !== '';
  if (!waits && !unplaced) return exam;
  return arrive(exam, { room: '', deviceId: station }, context);
}

/** It was carried out, whether or not images come. A cancelled exam stays cancelled: a person has to see to that. */
export function completeStep(exam: ExamDocument, context: ExamContext): ExamDocument {
  return exam.state === 'cancelled' ? exam : confirmExecution(exam, context);
}

/**
 * Given up: an exam that only this step brought in waits again as it did. The time of a booked one is used up, so that its person is in
 * the line of those who are here. With images, or carried out in another step, it stays examined.
 * @param was the exam's state when the step began
 */
export function discontinueStep(exam: ExamDocument, was: ExamState | ''): ExamDocument {
  if (exam.state !== 'registered' || was !== 'requested') return exam;
  const { queueNumber: _queueNumber, ...rest } = exam;
  // Any device of its kind may take it next.
  return next(rest, { state: 'requested', registeredAt: null, deviceId: '' });
}
