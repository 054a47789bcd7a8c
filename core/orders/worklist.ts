// The order and the counts of the exam worklist: what needs a reader first, by danger, priority and waiting time (ECG-30).
import type { ExamDocument, ExamPriority } from './exam.ts';
import { dangerRank } from './exam-rules.ts';

const priorities: readonly ExamPriority[] = ['emergency', 'urgent', 'routine'];

/** Since when somebody waits: for the report once images are there, else for the exam. */
export function waitingSince(exam: ExamDocument): string {
  return exam.acquiredAt ?? exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
}

/** Nothing is left to do for a reader. */
function isSettled(exam: ExamDocument): boolean {
  return exam.state === 'cancelled' || exam.report.state === 'final';
}

/** Negative when `left` comes first. What is settled comes after everything that is not, newest first. */
export function compareExams(left: ExamDocument, right: ExamDocument): number {
  const settled = Number(isSettled(left)) - Number(isSettled(right));
  if (settled !== 0) return settled;
  const waiting = waitingSince(left) < waitingSince(right) ? -1 : waitingSince(left) > waitingSince(right) ? 1 : 0;
  if (isSettled(left) && waiting !== 0) return -waiting;
  return (
    dangerRank(left.risk) - dangerRank(right.risk) ||
    priorities.indexOf(left.priority) - priorities.indexOf(right.priority) ||
    waiting ||
    (left.accessionNumber < right.accessionNumber ? -1 : Number(left.accessionNumber > right.accessionNumber))
  );
}

export interface ExamCounts {
  waiting: number;
  draft: number;
  submitted: number;
  final: number;
  critical: number;
}

/** Cancelled exams count nowhere. `critical` counts dangers whose report is not out. */
export function countExams(exams: readonly ExamDocument[]): ExamCounts {
  const counts: ExamCounts = { waiting: 0, draft: 0, submitted: 0, final: 0, critical: 0 };
  for (const exam of exams) {
    if (exam.state === 'cancelled') continue;
    if (exam.risk?.level === 'critical' && exam.report.state !== 'final') counts.critical += 1;
    switch (exam.report.state) {
      case 'none':
      case 'recalled':
        if (exam.state === 'acquired') counts.waiting += 1;
        break;
      case 'draft':
      case 'returned':
        counts.draft += 1;
        break;
      case 'submitted':
        counts.submitted += 1;
        break;
      case 'final':
        counts.final += 1;
        break;
      default:
        throw new Error(`unknown state ${String(exam.report.state satisfies never)}`);
    }
  }
  return counts;
}

/** The latest of request, appointment, arrival and report: what "the last three days" looks at. */
export function latestAt(exam: ExamDocument): string {
  const { requestedAt, scheduledAt, registeredAt, acquiredAt, report } = exam;
  return [requestedAt, scheduledAt, registeredAt, acquiredAt, report.releasedAt]
    .flatMap((instant) => instant ?? [])
    .reduce((latest, instant) => (Date.parse(instant) > Date.parse(latest) ? instant : latest));
}
