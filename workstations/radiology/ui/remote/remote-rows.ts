// Remote requests as a list: which direction, which state, how many of each. Pure.
import type { Right } from '../../../../core/identity/rights.ts';
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamDocument, RemoteRequest } from '../../../../core/orders/exam.ts';

/** One of them: where nobody can read, registering is enough to ask. The server decides again. */
export const askRights: readonly Right[] = ['radiology.register', 'radiology.acquire', 'radiology.write'];
export const decideRights: readonly Right[] = ['radiology.write', 'radiology.dispatch'];

export const remoteStates = ['all', 'uploading', 'waiting', 'accepted', 'returned', 'done', 'withdrawn'] as const;
export type RemoteStateFilter = (typeof remoteStates)[number];
export type Direction = 'received' | 'sent';
export type RemoteExam = ExamDocument & { remote: RemoteRequest };

export function hasRemote(exam: ExamDocument): exam is RemoteExam {
  return exam.remote !== null;
}

export interface RemoteFilter {
  direction: Direction;
  state: RemoteStateFilter;
  text: string;
}

/** What waits the longest first while it is open, the newest first when it is closed. */
export function remoteRows(exams: readonly ExamDocument[], ownIds: ReadonlySet<string>, filter: RemoteFilter) {
  const counts = Object.fromEntries(remoteStates.map((state) => [state, 0])) as Record<RemoteStateFilter, number>;
  const rows: RemoteExam[] = [];
  for (const exam of exams) {
    if (!hasRemote(exam)) continue;
    const sent = ownIds.has(exam.remote.fromInstitutionId);
    if (sent !== (filter.direction === 'sent')) continue;
    if (!matchesWords(filter.text, [exam.patient.name, exam.patient.number, exam.accessionNumber])) continue;
    counts.all += 1;
    counts[exam.remote.state] += 1;
    if (filter.state === 'all' || exam.remote.state === filter.state) rows.push(exam);
  }
  const open = (exam: RemoteExam) => exam.remote.state === 'waiting' || exam.remote.state === 'accepted';
  rows.sort(
    (left, right) =>
      Number(open(right)) - Number(open(left)) ||
      (open(left) ? 1 : -1) * left.remote.requestedAt.localeCompare(right.remote.requestedAt, 'en'),
  );
  return { rows, counts };
}
