// The normal group (正常组, ECG-28): exams whose tracing was sorted as surely normal, and which may be signed fast.
import type { ExamDocument } from '../../orders/exam.ts';

/** By the danger that stands at the exam, whoever said it. */
export const inNormalGroup = ({ service, risk }: Pick<ExamDocument, 'service' | 'risk'>): boolean =>
  service === 'ecg' && risk?.level === 'normal';
