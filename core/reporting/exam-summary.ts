// The report of an exam in short, as lists show it: the newest edition, and when the last one was released.
import type { ExamDocument } from '../orders/exam.ts';
import type { ExamReport } from './exam-report.ts';

type Summary = ExamDocument['report'];

/** The first print of the newest released edition. */
export interface FirstPrint {
  /** ISO 8601 UTC. */
  at: string;
  /** Empty where it was not kept. */
  by: string;
}

/**
 * @param editions all editions of one exam, in any order
 * @param print null when the newest released edition was not printed
 */
export function reportSummary(editions: readonly ExamReport[], print: FirstPrint | null): Summary {
  const printed = print !== null;
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
    authorId: newest.authorId,
    reviewer: newest.reviewer,
    releasedAt: released.at(-1)?.releasedAt ?? null,
    printed,
    ...(print ? { printedAt: print.at, printedBy: print.by } : {}),
    version: released.length,
  };
}
