// Remote ECG requests as a list: which direction, which state, how many of each (ECG-41 to 46). Pure.
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamDocument, RemoteRequest } from '../../../../core/orders/exam.ts';
import { compareExams } from '../queue/rows.ts';

export const remoteStates = ['all', 'uploading', 'waiting', 'accepted', 'returned', 'done', 'withdrawn'] as const;
export type RemoteStateFilter = (typeof remoteStates)[number];
export type Direction = 'received' | 'sent';
export type RemoteExam = ExamDocument & { remote: RemoteRequest };

export const hasRemote = (exam: ExamDocument): exam is RemoteExam => exam.remote !== null;

export interface RemoteFilter {
  direction: Direction;
  state: RemoteStateFilter;
  text: string;
}

const isOpen = ({ remote }: RemoteExam) => remote.state === 'waiting' || remote.state === 'accepted';

/** What is open first, there the most dangerous and then the longest waiting; what is closed by the newest request. */
export function remoteRows(exams: readonly ExamDocument[], ownIds: ReadonlySet<string>, filter: RemoteFilter) {
  const counts: Record<RemoteStateFilter, number> = {
    all: 0,
    uploading: 0,
    waiting: 0,
    accepted: 0,
    returned: 0,
    done: 0,
    withdrawn: 0,
  };
  const rows: RemoteExam[] = [];
  for (const exam of exams) {
    if (!hasRemote(exam)) continue;
    if (ownIds.has(exam.remote.fromInstitutionId) !== (filter.direction === 'sent')) continue;
    if (!matchesWords(filter.text, [exam.patient.name, exam.patient.number, exam.accessionNumber])) continue;
    counts.all += 1;
    counts[exam.remote.state] += 1;
    if (filter.state === 'all' || exam.remote.state === filter.state) rows.push(exam);
  }
  rows.sort((left, right) => {
    const open = Number(isOpen(right)) - Number(isOpen(left));
    if (open !== 0) return open;
    return isOpen(left)
      ? compareExams(left, right, 'read')
      : right.remote.requestedAt.localeCompare(left.remote.requestedAt, 'en');
  });
  return { rows, counts };
}
