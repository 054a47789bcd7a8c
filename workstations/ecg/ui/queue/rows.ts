// Which exams stand in which view of the queue, in which order, and how long each has waited.
import { inNormalGroup } from '../../../../core/ecg/flow/normal-group.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';

export const queueViews = ['read', 'fast', 'review', 'done', 'all'] as const;
export type QueueView = (typeof queueViews)[number];
export type RiskLevel = NonNullable<ExamDocument['risk']>['level'];

/** The most dangerous first. */
export const riskOrder: readonly RiskLevel[] = ['critical', 'majorPositive', 'attention', 'unknown', 'normal'];

export const riskOf = (exam: ExamDocument): RiskLevel => exam.risk?.level ?? 'unknown';

const toRead = (exam: ExamDocument): boolean =>
  exam.state === 'acquired' &&
  (exam.report.state === 'none' || exam.report.state === 'draft' || exam.report.state === 'returned');

/** Emergency orders of a normal tracing are not for the fast lane: somebody waits for an answer. */
export function inView(exam: ExamDocument, view: QueueView): boolean {
  if (exam.state === 'cancelled') return false;
  switch (view) {
    case 'read':
      return toRead(exam);
    case 'fast':
      return toRead(exam) && inNormalGroup(exam) && exam.priority !== 'emergency';
    case 'review':
      return exam.report.state === 'submitted';
    case 'done':
      return exam.report.state === 'final' || exam.report.state === 'recalled';
    case 'all':
      return true;
    default:
      return view satisfies never;
  }
}

const priorities = ['emergency', 'urgent', 'routine'] as const;
const since = (exam: ExamDocument): string => exam.acquiredAt ?? exam.registeredAt ?? exam.requestedAt;

/** Danger, then priority, then the longest waiting; what is done by the newest release. */
export function compareExams(a: ExamDocument, b: ExamDocument, view: QueueView): number {
  if (view === 'done') return (b.report.releasedAt ?? '').localeCompare(a.report.releasedAt ?? '');
  return (
    riskOrder.indexOf(riskOf(a)) - riskOrder.indexOf(riskOf(b)) ||
    priorities.indexOf(a.priority) - priorities.indexOf(b.priority) ||
    since(a).localeCompare(since(b))
  );
}

export interface QueueFilter {
  view: QueueView;
  criticalOnly: boolean;
  text: string;
}

/** @param typeOf the name of the exam's ECG type */
export function shownExams(
  exams: readonly ExamDocument[],
  filter: QueueFilter,
  typeOf: (exam: ExamDocument) => string = () => '',
): ExamDocument[] {
  const words = filter.text.trim().toLowerCase();
  const matches = (exam: ExamDocument) =>
    [
      exam.patient.name,
      exam.accessionNumber,
      exam.patient.number,
      exam.visit?.number ?? '',
      exam.departmentName,
      typeOf(exam),
    ].some((value) => value.toLowerCase().includes(words));
  return exams
    .filter((exam) => inView(exam, filter.view))
    .filter((exam) => !filter.criticalOnly || riskOf(exam) === 'critical')
    .filter((exam) => words === '' || matches(exam))
    .sort((a, b) => compareExams(a, b, filter.view));
}

export const countViews = (exams: readonly ExamDocument[]): Record<QueueView, number> => ({
  read: exams.filter((exam) => inView(exam, 'read')).length,
  fast: exams.filter((exam) => inView(exam, 'fast')).length,
  review: exams.filter((exam) => inView(exam, 'review')).length,
  done: exams.filter((exam) => inView(exam, 'done')).length,
  all: exams.filter((exam) => inView(exam, 'all')).length,
});

/** Since the recording came; null once the report is released. */
export function waitingMs(exam: ExamDocument, now: number): number | null {
  if (exam.report.state === 'final' || exam.report.state === 'recalled' || !exam.acquiredAt) return null;
  return Math.max(0, now - Date.parse(exam.acquiredAt));
}

export function waitText(ms: number): { key: 'wait.minutes' | 'wait.hours' | 'wait.days'; count: number } {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return { key: 'wait.minutes', count: minutes };
  if (minutes < 48 * 60) return { key: 'wait.hours', count: Math.floor(minutes / 60) };
  return { key: 'wait.days', count: Math.floor(minutes / 1440) };
}
