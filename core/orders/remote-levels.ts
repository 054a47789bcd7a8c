// A request over several levels (多级分级诊断, ECG-41): the institution where it lies sends it on to its superior, takes it back, or gets it
// back with a reason; everybody between stays concerned, and the conclusion is theirs too.
import { fail } from '../kernel/errors.ts';
import type { ExamDocument, RemoteLevel, RemoteRequest } from './exam.ts';
import { actsFor } from './exam-reach.ts';
import { type ExamContext, isReported, next, refused } from './exam-rules.ts';

/** Institutions that a request may pass; more than any network of hospitals has levels. */
export const mostLevels = 8;

export const levelsOf = ({ levels }: Pick<RemoteRequest, 'levels'>): readonly RemoteLevel[] => levels ?? [];

/** Every institution that takes part: who asked, those between, where it lies. */
export function chainOf(remote: RemoteRequest): string[] {
  return [
    remote.fromInstitutionId,
    ...levelsOf(remote).map(({ institutionId }) => institutionId),
    remote.toInstitutionId,
  ];
}

/** forwarded: it lies with a superior of this institution (已转上级). */
export type RemoteStateHere = RemoteRequest['state'] | 'forwarded';

/** How a request stands for one institution; null when it has nothing to do with it. */
export function remoteStateAt(remote: RemoteRequest, institutionId: string): RemoteStateHere | null {
  if (institutionId === remote.fromInstitutionId || institutionId === remote.toInstitutionId) return remote.state;
  if (levelsOf(remote).some((level) => level.institutionId === institutionId))
    return remote.state === 'done' || remote.state === 'withdrawn' ? remote.state : 'forwarded';
  // It had it once: it gave it back, or it was taken away from it again.
  const last = remote.history.findLast(
    (step) => step.institutionId === institutionId || step.toInstitutionId === institutionId,
  );
  if (!last) return null;
  return last.act === 'return' && last.institutionId === institutionId ? 'returned' : 'withdrawn';
}

export interface SuperiorAsked {
  toInstitutionId: string;
  toInstitutionName: string;
  toDepartmentId?: string | undefined;
  toDepartmentName?: string | undefined;
}

/**
 * Sends the request on to a superior of the institution where it lies. That the superior is one is the caller's to check.
 * @throws STATE_REFUSED when it does not lie here unread, RIGHT_MISSING on another side, REASON_REQUIRED, INPUT_INVALID for an institution
 * that takes part already, or one more than there can be
 */
export function sendOn(exam: ExamDocument, to: SuperiorAsked, reason: string, context: ExamContext): ExamDocument {
  const { remote } = exam;
  const liesHere = remote !== null && (remote.state === 'waiting' || remote.state === 'accepted');
  if (!liesHere || isReported(exam) || exam.state !== 'acquired')
    throw refused(exam, 'remote.forward', { remote: remote?.state ?? null });
  requireInstitution(exam, remote.toInstitutionId, 'forward', context);
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id, act: 'forward' });
  if (chainOf(remote).includes(to.toInstitutionId))
    throw fail('INPUT_INVALID', { fields: [`toInstitutionId: ${to.toInstitutionId} takes part already`] });
  const levels = levelsOf(remote);
  if (levels.length >= mostLevels) throw fail('INPUT_INVALID', { fields: [`levels: at most ${mostLevels}`] });
  const { toInstitutionId: institutionId, toInstitutionName: institutionName } = remote;
  const { toDepartmentId: departmentId, toDepartmentName: departmentName } = remote;
  const { personName: by } = context.by;
  const level: RemoteLevel = {
    ...{ institutionId, institutionName, departmentId, departmentName },
    ...{ sentOnBy: by, sentOnAt: context.now, reason: reason.trim() },
  };
  const { toInstitutionId, toInstitutionName } = to;
  const step = { act: 'forward', by, at: context.now, reason: reason.trim(), institutionId, institutionName };
  return next(exam, {
    lock: null,
    assignedTo: null,
    remote: {
      ...remote,
      ...{ toDepartmentId: undefined, toDepartmentName: undefined },
      ...to,
      state: 'waiting',
      levels: [...levels, level],
      history: [...remote.history, { ...step, toInstitutionId, toInstitutionName }],
    },
  });
}

/** Down to the institution that sent it on. @param state waiting: somebody there has to look; accepted: they took it back themselves */
function down(
  exam: ExamDocument,
  remote: RemoteRequest,
  state: 'waiting' | 'accepted',
  step: Omit<RemoteRequest['history'][number], 'by' | 'at'>,
  { now, by }: ExamContext,
): ExamDocument {
  const levels = levelsOf(remote);
  const level = levels.at(-1);
  if (!level) throw refused(exam, `remote.${step.act}`, { remote: remote.state });
  return next(exam, {
    lock: null,
    assignedTo: null,
    remote: {
      ...remote,
      state,
      ...{ toInstitutionId: level.institutionId, toInstitutionName: level.institutionName },
      ...{ toDepartmentId: level.departmentId, toDepartmentName: level.departmentName },
      levels: levels.slice(0, -1),
      history: [...remote.history, { ...step, by: by.personName, at: now }],
    },
  });
}

/** The superior does not read it: it waits again where it was sent on, with the reason. */
export function sentBack(
  exam: ExamDocument,
  remote: RemoteRequest,
  reason: string,
  context: ExamContext,
): ExamDocument {
  const to = levelsOf(remote).at(-1);
  const step = {
    ...{ act: 'return', reason },
    ...{ institutionId: remote.toInstitutionId, institutionName: remote.toInstitutionName },
    ...{ toInstitutionId: to?.institutionId, toInstitutionName: to?.institutionName },
  };
  return down(exam, remote, 'waiting', step, context);
}

/**
 * The institution that sent it on reads it after all, as long as nobody there has accepted it.
 * @throws STATE_REFUSED, RIGHT_MISSING for any other institution
 */
export function takeBack(exam: ExamDocument, reason: string, context: ExamContext): ExamDocument {
  const { remote } = exam;
  const level = remote === null ? undefined : levelsOf(remote).at(-1);
  if (remote === null || !level || remote.state !== 'waiting' || isReported(exam))
    throw refused(exam, 'remote.takeBack', { remote: remote?.state ?? null });
  requireInstitution(exam, level.institutionId, 'takeBack', context);
  const step = {
    ...{ act: 'takeBack', reason: reason.trim() },
    ...{ institutionId: level.institutionId, institutionName: level.institutionName },
    ...{ toInstitutionId: remote.toInstitutionId, toInstitutionName: remote.toInstitutionName },
  };
  return down(exam, remote, 'accepted', step, context);
}

function requireInstitution({ service }: ExamDocument, expected: string, act: string, { by }: ExamContext): void {
  if (!actsFor(by, service, expected, ['write', 'dispatch']))
    throw fail('RIGHT_MISSING', { act, institution: by.institutionId, expected });
}

/** Acts by which a request came to lie where it lies. */
const moves = ['request', 'resubmit', 'forward', 'return', 'takeBack'];

/** Whether it came up to where it lies and waits for its first look there: what a person sent back or took back is a person's to decide. */
export function cameUp({ history }: Pick<RemoteRequest, 'history'>): boolean {
  const last = history.findLast(({ act }) => moves.includes(act))?.act;
  return last !== 'return' && last !== 'takeBack';
}
