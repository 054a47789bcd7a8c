// Remote requests as a list: which direction, which state, how many of each (RAD-49, ECG-41). Pure.

import type { Right } from '../../core/identity/rights.ts';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import { matchesWords } from '../../core/kernel/text.ts';
import type { ExamDocument, ExamService, RemoteRequest } from '../../core/orders/exam.ts';
import { levelsOf, type RemoteStateHere, remoteStateAt } from '../../core/orders/remote-levels.ts';

export const remoteStates = [
  'all',
  'uploading',
  'waiting',
  'accepted',
  'forwarded',
  'returned',
  'done',
  'withdrawn',
] as const;
export type RemoteStateFilter = (typeof remoteStates)[number];
export type Direction = 'received' | 'sent';
/** `here`: how it stands for the institution that looks at it; absent: as the request itself does. */
export type RemoteExam = ExamDocument & { remote: RemoteRequest; here?: RemoteStateHere };
export type RemoteAct = 'accept' | 'release' | 'return' | 'withdraw' | 'resubmit';

/** One of them: where nobody can read, registering is enough to ask. The server decides again. */
export const askRights = (service: ExamService): readonly Right[] => [
  `${service}.register`,
  `${service}.acquire`,
  `${service}.write`,
];
export const decideRights = (service: ExamService): readonly Right[] => [`${service}.write`, `${service}.dispatch`];

/** In which states an act can be done; the server decides again. */
export const actStates: Readonly<
  Record<RemoteAct | 'assign' | 'edit' | 'forward' | 'takeBack' | 'told', readonly RemoteStateHere[]>
> = {
  accept: ['waiting'],
  release: ['accepted'],
  return: ['waiting', 'accepted'],
  assign: ['waiting', 'accepted'],
  forward: ['waiting', 'accepted'],
  takeBack: ['forwarded'],
  edit: ['returned', 'withdrawn'],
  resubmit: ['returned', 'withdrawn'],
  withdraw: ['uploading', 'waiting', 'returned'],
  told: ['done'],
};

/** How the request stands for one of these institutions; for who asked, and for who belongs to none of them, as it stands itself. */
export function stateHere(remote: RemoteRequest, ownIds: ReadonlySet<string>): RemoteStateHere {
  for (const id of ownIds) {
    const state = remoteStateAt(remote, id);
    if (state !== null) return state;
  }
  return remote.state;
}

/** One of these institutions sent it on last, and nobody above has accepted it. */
export function canTakeBack(remote: RemoteRequest, ownIds: ReadonlySet<string>): boolean {
  return remote.state === 'waiting' && ownIds.has(levelsOf(remote).at(-1)?.institutionId ?? '');
}

export const hasRemote = (exam: ExamDocument): exam is RemoteExam => exam.remote !== null;

/** How many earlier requests there are for the patient of each request, by exam (历史会诊标识, RAD-56); those without any are left out. */
export function earlierRequests(exams: readonly ExamDocument[]): ReadonlyMap<string, number> {
  const byPatient = Map.groupBy(exams.filter(hasRemote), ({ patient }) => patient.id);
  const counts = new Map<string, number>();
  for (const requests of byPatient.values()) {
    for (const { id, remote } of requests) {
      const earlier = requests.filter((other) => other.remote.requestedAt < remote.requestedAt).length;
      if (earlier > 0) counts.set(id, earlier);
    }
  }
  return counts;
}

export interface RemoteFilter {
  direction: Direction;
  state: RemoteStateFilter;
  text: string;
  /** Days of the request in China's time, both included; absent: all. */
  span?: { from: string; to: string };
}

const isOpen = ({ remote, here = remote.state }: RemoteExam) => here === 'waiting' || here === 'accepted';
const within = (instant: string, { from, to }: { from: string; to: string }) => {
  const day = hospitalDay(instant);
  return day >= from && day <= to;
};
const byRequest = (left: RemoteExam, right: RemoteExam) =>
  left.remote.requestedAt.localeCompare(right.remote.requestedAt, 'en');

/** The side that the desk opens with: a place that only asks others is shown what it asked, not an empty list. */
export function firstDirection(exams: readonly ExamDocument[], ownIds: ReadonlySet<string>): Direction {
  const sent = exams.filter(({ remote }) => remote !== null && ownIds.has(remote.fromInstitutionId)).length;
  return sent > 0 && sent === exams.filter(hasRemote).length ? 'sent' : 'received';
}

/**
 * What is open first, there as the station says, by default what waits the longest; what is closed by the newest request.
 * @param ownIds institutions for which this person asks
 */
export function remoteRows(
  exams: readonly ExamDocument[],
  ownIds: ReadonlySet<string>,
  filter: RemoteFilter,
  compareOpen: (left: RemoteExam, right: RemoteExam) => number = byRequest,
) {
  const counts: Record<RemoteStateFilter, number> = {
    all: 0,
    uploading: 0,
    waiting: 0,
    accepted: 0,
    forwarded: 0,
    returned: 0,
    done: 0,
    withdrawn: 0,
  };
  const rows: RemoteExam[] = [];
  for (const exam of exams) {
    if (!hasRemote(exam)) continue;
    if (ownIds.has(exam.remote.fromInstitutionId) !== (filter.direction === 'sent')) continue;
    if (!matchesWords(filter.text, [exam.patient.name, exam.patient.number, exam.accessionNumber])) continue;
    if (filter.span && !within(exam.remote.requestedAt, filter.span)) continue;
    counts.all += 1;
    const here = filter.direction === 'sent' ? exam.remote.state : stateHere(exam.remote, ownIds);
    counts[here] += 1;
    if (filter.state === 'all' || here === filter.state) rows.push({ ...exam, here });
  }
  rows.sort((left, right) => {
    const open = Number(isOpen(right)) - Number(isOpen(left));
    if (open !== 0) return open;
    return isOpen(left) ? compareOpen(left, right) : byRequest(right, left);
  });
  return { rows, counts };
}
