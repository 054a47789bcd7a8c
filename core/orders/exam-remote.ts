// Reading for another institution (远程诊断): uploading, waiting, accepted or returned with a reason or withdrawn, asked again, done (RAD-48 to 65).

import type { ReachDuty } from '../identity/reach.ts';
import { fail } from '../kernel/errors.ts';
import { instantAt } from '../kernel/hospital-time.ts';
import type { ExamDocument, RemoteEcg, RemoteRequest } from './exam.ts';
import { requireExamState } from './exam-flow.ts';
import { actsFor, type ReachHolder } from './exam-reach.ts';
import { type ExamContext, isReported, next, refused } from './exam-rules.ts';
import { levelsOf, remoteStateAt, sentBack } from './remote-levels.ts';

export interface RemoteAsk {
  toInstitutionId: string;
  toInstitutionName: string;
  toDepartmentId?: string;
  toDepartmentName?: string;
  /** Earlier requests for the same patient. */
  earlier?: number;
  preliminaryFindings: string;
  preliminaryImpression: string;
  ecg?: RemoteEcg | undefined;
}

/** release: accepted by mistake, it waits again for whoever reads there. */
export type RemoteAct = 'accept' | 'release' | 'return' | 'withdraw' | 'resubmit';

type RemoteState = RemoteRequest['state'];

/** From which states each act leads. Withdrawing ends with the acceptance: from then on somebody is reading. */
const from: Readonly<Record<RemoteAct, readonly RemoteState[]>> = {
  accept: ['waiting'],
  release: ['accepted'],
  return: ['waiting', 'accepted'],
  withdraw: ['uploading', 'waiting', 'returned'],
  resubmit: ['returned', 'withdrawn'],
};

/** Whose act it is: the institution that asked, or the one that was asked. */
const side: Readonly<Record<RemoteAct, 'fromInstitutionId' | 'toInstitutionId'>> = {
  accept: 'toInstitutionId',
  release: 'toInstitutionId',
  return: 'toInstitutionId',
  withdraw: 'fromInstitutionId',
  resubmit: 'fromInstitutionId',
};

/** The rights under which each side acts; they may reach further institutions than the own one. */
const askingDuties: readonly ReachDuty[] = ['register', 'acquire', 'write'];
const readingDuties: readonly ReachDuty[] = ['write', 'review', 'recall', 'dispatch'];

type Entry = RemoteRequest['history'][number];

function entry(act: string, context: ExamContext, reason = '', where: Partial<Entry> = {}): Entry {
  return { act, by: context.by.personName, at: context.now, reason, ...where };
}

/** Whose act it is, as the history keeps it. */
function whose(remote: RemoteRequest, act: RemoteAct): Partial<Entry> {
  const { fromInstitutionId, fromInstitutionName, toInstitutionId, toInstitutionName } = remote;
  return side[act] === 'fromInstitutionId'
    ? { institutionId: fromInstitutionId, institutionName: fromInstitutionName }
    : { institutionId: toInstitutionId, institutionName: toInstitutionName };
}

/** Without images it is still uploading: the reader is told when they are there. */
function asked(exam: ExamDocument): 'uploading' | 'waiting' {
  return exam.state === 'acquired' ? 'waiting' : 'uploading';
}

function requireSide({ service }: ExamDocument, remote: RemoteRequest, act: RemoteAct, { by }: ExamContext): void {
  const duties = side[act] === 'fromInstitutionId' ? askingDuties : readingDuties;
  if (!actsFor(by, service, remote[side[act]], duties))
    throw fail('RIGHT_MISSING', { act, institution: by.institutionId, expected: remote[side[act]] });
}

/** A clock that is a little ahead is no lie. */
const aheadMs = 10 * 60_000;

/** @throws INPUT_INVALID for ECG facts of images, and a time that cannot be */
function requireEcgFacts(exam: ExamDocument, ecg: RemoteEcg | undefined, { now }: ExamContext): void {
  if (ecg === undefined) return;
  if (exam.service !== 'ecg') throw fail('INPUT_INVALID', { fields: ['ecg: not an ECG'] });
  const at = ecg.examinedAt === null ? null : Date.parse(ecg.examinedAt);
  const born = exam.patient.birthDate === null ? null : Date.parse(instantAt(exam.patient.birthDate) ?? '');
  if (at !== null && (at > Date.parse(now) + aheadMs || (born !== null && at < born)))
    throw fail('INPUT_INVALID', { fields: ['ecg.examinedAt: to come, or before the birth'] });
}

/** @throws STATE_REFUSED when it is asked for already or reported here, INPUT_INVALID for one's own institution */
export function requestRemote(exam: ExamDocument, ask: RemoteAsk, context: ExamContext): ExamDocument {
  requireExamState(exam, 'remote');
  const { remote } = exam;
  const isOpen = remote !== null && remote.state !== 'returned' && remote.state !== 'withdrawn';
  if (isOpen || isReported(exam)) throw refused(exam, 'requestRemote', { remote: remote?.state ?? null });
  if (ask.toInstitutionId === exam.institutionId)
    throw fail('INPUT_INVALID', { fields: ['toInstitutionId: the exam was done there'] });
  requireEcgFacts(exam, ask.ecg, context);
  if (!actsFor(context.by, exam.service, exam.institutionId, askingDuties))
    throw fail('RIGHT_MISSING', { act: 'requestRemote', institution: context.by.institutionId });
  return next(exam, {
    lock: null,
    remote: {
      ...ask,
      state: asked(exam),
      fromInstitutionId: exam.institutionId,
      fromInstitutionName: exam.institutionName,
      requestedBy: context.by.personName,
      requestedAt: context.now,
      history: [
        ...(remote?.history ?? []),
        entry('request', context, '', {
          ...{ institutionId: exam.institutionId, institutionName: exam.institutionName },
          ...{ toInstitutionId: ask.toInstitutionId, toInstitutionName: ask.toInstitutionName },
        }),
      ],
    },
  });
}

/** @throws STATE_REFUSED, RIGHT_MISSING on the wrong side, REASON_REQUIRED for a return without one */
export function decideRemote(exam: ExamDocument, act: RemoteAct, reason: string, context: ExamContext): ExamDocument {
  const { remote } = exam;
  if (remote === null || !from[act].includes(remote.state) || isReported(exam))
    throw refused(exam, `remote.${act}`, { remote: remote?.state ?? null });
  requireExamState(exam, 'remote');
  requireSide(exam, remote, act, context);
  if (act === 'return' && reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id, act });
  if (act === 'release') requireUntouched(exam, context);
  // A superior gives it back to the institution that sent it on, step by step; the one that was asked first, to who asked.
  if (act === 'return' && levelsOf(remote).length > 0) return sentBack(exam, remote, reason.trim(), context);
  const history = [...remote.history, entry(act, context, reason.trim(), whose(remote, act))];
  const state: RemoteState = stateAfter(act, exam);
  const assignedTo = act === 'accept' ? exam.assignedTo : null;
  const asked = act === 'resubmit' ? firstAsked(remote) : {};
  return next(exam, { remote: { ...remote, ...asked, state, history }, assignedTo, lock: null });
}

/** @throws STATE_REFUSED once a report is begun, EXAM_LOCKED while somebody else has it open for writing */
function requireUntouched(exam: ExamDocument, { by, now }: ExamContext): void {
  if (exam.report.state !== 'none') throw refused(exam, 'remote.release', { report: exam.report.state });
  const { lock } = exam;
  if (lock === null || Date.parse(lock.until) <= Date.parse(now) || lock.personId === by.personId) return;
  const { personName: holder, personId: holderId, stationName: station, since, until } = lock;
  throw fail('EXAM_LOCKED', { ...{ examId: exam.id, holder, holderId, station }, since, until });
}

/** Submitted again after it was taken back from a superior, it goes to who was asked first. */
function firstAsked(remote: RemoteRequest): Partial<RemoteRequest> {
  const [first] = levelsOf(remote);
  if (!first) return {};
  return {
    ...{ toInstitutionId: first.institutionId, toInstitutionName: first.institutionName, levels: [] },
    ...{ toDepartmentId: first.departmentId, toDepartmentName: first.departmentName },
  };
}

function stateAfter(act: RemoteAct, exam: ExamDocument): RemoteState {
  switch (act) {
    case 'accept':
      return 'accepted';
    case 'return':
      return 'returned';
    case 'withdraw':
      return 'withdrawn';
    case 'release':
    case 'resubmit':
      return asked(exam);
    default:
      throw new Error(`unknown act ${String(act satisfies never)}`);
  }
}

/** The report went back; recalled, the reading is open again. Exams of one's own are left as they are. */
export function followReport(exam: ExamDocument, context: ExamContext): ExamDocument['remote'] {
  const { remote } = exam;
  if (remote === null) return null;
  if (remote.state === 'accepted' && exam.report.state === 'final')
    return { ...remote, state: 'done', history: [...remote.history, entry('done', context)] };
  if (remote.state === 'done' && exam.report.state === 'recalled')
    return { ...remote, state: 'accepted', history: [...remote.history, entry('reopened', context)] };
  return remote;
}

/** The institution whose doctors report this exam now; null while a request waits for an answer. */
export function readingInstitution(exam: ExamDocument): string | null {
  switch (exam.remote?.state) {
    case 'uploading':
    case 'waiting':
      return null;
    case 'accepted':
    case 'done':
      return exam.remote.toInstitutionId;
    default:
      return exam.institutionId;
  }
}

/** Whether an institution may see the exam with its images: its own, what it was asked to read, and what it sent on to its superior. */
export function concerns(exam: ExamDocument, institutionId: string | null): boolean {
  if (institutionId === null || exam.institutionId === institutionId) return true;
  const { remote } = exam;
  if (remote === null || remote.state === 'withdrawn') return false;
  return (
    remote.toInstitutionId === institutionId || levelsOf(remote).some((level) => level.institutionId === institutionId)
  );
}

/** Whether it stands in the institution's list of requests: also what was withdrawn, or is no longer there, which it may do nothing about (RAD-65). */
export function listsRequest(exam: ExamDocument, institutionId: string | null): boolean {
  if (concerns(exam, institutionId)) return true;
  return exam.remote !== null && institutionId !== null && remoteStateAt(exam.remote, institutionId) !== null;
}

/** Whether somebody acts for the institution whose doctors report this exam now; nobody does while a request waits. */
export function readsFor(by: ReachHolder, exam: ExamDocument): boolean {
  const reader = readingInstitution(exam);
  return reader !== null && actsFor(by, exam.service, reader, readingDuties);
}

/** @throws STATE_REFUSED while a request waits, RIGHT_MISSING for the doctors of another institution who may not read for it */
export function requireReader(exam: ExamDocument, { by }: ExamContext): void {
  const reader = readingInstitution(exam);
  if (reader === null) throw refused(exam, 'write', { remote: exam.remote?.state ?? null });
  if (!readsFor(by, exam))
    throw fail('RIGHT_MISSING', { act: 'write', institution: by.institutionId, expected: reader });
}
