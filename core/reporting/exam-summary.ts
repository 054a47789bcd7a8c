// The report of an exam in short, as lists show it: the newest edition, and when the last one was released.
import type { ExamDocument } from '../orders/exam.ts';
import type { ExamReport } from './exam-report.ts';

type Summary = ExamDocument['report'];

/** @param editions all editions of one exam, in any order */
export function reportSummary(editions: readonly ExamReport[], printed: boolean): Summary {
  const ordered = editions.toSorted((left, right) => left.edition - right.edition);
  const newest = ordered.at(-1);
  const released = ordered.filter((one) => one.releasedAt !== null);
  if (newest === undefined) {
    return { id: null, state: 'none', positive: null, author: '', reviewer: '', releasedAt: null, printed, version: 0 };
  }
  return {
    id: newest.id,
    state: newest.state === 'superseded' ? 'final' : newest.state,
    positive: newest.content.positive,
    author: newest.author,
    reviewer: newest.reviewer,
    releasedAt: released.at(-1)?.releasedAt ?? null,
    printed,
    version: released.length,
  };
}
