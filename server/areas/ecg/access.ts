// Who may see a recording and act on it: the ECG right, as far as it reaches (ECG-49): by the exam, or, before there is one, by where it was recorded.
import type { Kysely } from 'kysely';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import type { ReachDuty } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { type ErrorDetail, fail, YishuError } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { covers, dutiesHeld, type Placed, placesFor } from '../../../core/orders/exam-reach.ts';
import { concerns } from '../../../core/orders/exam-remote.ts';
import { placedExam } from '../../../core/orders/exam-sight.ts';
import type { Database } from '../../db/schema.ts';
import { maySeeService, requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, examsById, ownInstitution, requireExamAccess } from '../orders/module.ts';

/** @throws LOGIN_REQUIRED, RIGHT_MISSING unless the caller has one of the rights */
export function requireOneOf(caller: Caller, rights: readonly Right[]): void {
  const held = rights.find((right) => caller.rights.includes(right));
  requireAccess(caller, held ?? rights[0] ?? 'ecg.admin');
}

/** Places recordings and makes exams of them; so does who manages cases (病例管理). */
export const placingDuties: readonly ReachDuty[] = ['acquire', 'register', 'write', 'dispatch'];
const placers: readonly Right[] = [...placingDuties.map((duty): Right => `ecg.${duty}`), 'ecg.cases'];

/**
 * A test of one recording for one caller; exams are read once for all of them.
 * @param among the duties that count; absent: any ECG right, since whoever works on a recording sees it
 */
export async function sightOf(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recordings: readonly RecordingDocument[],
  among?: readonly ReachDuty[],
): Promise<(recording: RecordingDocument) => boolean> {
  if (!maySeeService(caller, 'ecg')) return () => false;
  const actor = await actorOf(kernel, db, caller);
  const { institutionId } = actor;
  if (institutionId === null) return () => true;
  const own = (await ownInstitution(kernel, db)).id;
  const ids = [...new Set(recordings.flatMap(({ examId }) => examId ?? []))];
  const exams = new Map<string, ExamDocument>((await examsById(db, ids)).map((exam) => [exam.id, exam]));
  const duties = dutiesHeld(caller.rights, 'ecg').filter((duty) => !among || among.includes(duty));
  return ({ source, examId }) => {
    const exam = examId === null ? undefined : exams.get(examId);
    const isHere = source.institutionId === institutionId;
    // What nobody has placed yet is the server's own institution's to sort out.
    const loose: Placed = {
      institutionId: source.institutionId,
      departmentIds: [source.departmentId],
      isOwn: isHere || institutionId === own,
    };
    const placed = exam ? placedExam(exam, institutionId) : loose;
    if (caller.person === null) return placed.isOwn || isHere;
    // Who recorded it here sees it, whichever institution its exam turned out to be of.
    const asRecorded = isHere && exam ? [placed, loose] : [placed];
    return duties.some((duty) => asRecorded.some((one) => covers(placesFor(actor, 'ecg', duty), one)));
  };
}

/**
 * @throws RIGHT_MISSING, answered as NOT_FOUND where no right of the caller reaches what is another institution's (ECG-49)
 * @param among the duties of an act; absent: to see it
 * @param unseen what is said not to be there
 */
export async function requireSight(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recording: RecordingDocument,
  among?: readonly ReachDuty[],
  unseen: ErrorDetail = { what: 'recording', recordingId: recording.id },
): Promise<void> {
  const sees = await sightOf(kernel, db, caller, [recording], among);
  if (sees(recording)) return;
  const duty = among?.find((one) => caller.rights.includes(`ecg.${one}`)) ?? 'view';
  const { id: recordingId, source } = recording;
  const isKnown =
    (await isOfOwnPlace(kernel, db, caller, recording)) || (await sightOf(kernel, db, caller, [recording]))(recording);
  const detail = { right: `ecg.${duty}`, recordingId, institution: source.institutionId };
  throw fail('RIGHT_MISSING', detail, isKnown ? {} : { unseen });
}

/** Recorded at the own institution, or of an exam that is its business: whose rights do not reach it may know that it is there. */
async function isOfOwnPlace(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  { source, examId }: RecordingDocument,
): Promise<boolean> {
  const { institutionId } = await actorOf(kernel, db, caller);
  if (institutionId === null || source.institutionId === institutionId) return true;
  const [exam] = examId === null ? [] : await examsById(db, [examId]);
  return exam ? concerns(exam, institutionId) : institutionId === (await ownInstitution(kernel, db)).id;
}

/**
 * Somebody decides whose a recording is, or that it is nobody's. Who manages cases does it with what the own institution recorded and the
 * right to view reaches. @throws LOGIN_REQUIRED, RIGHT_MISSING
 */
export async function requirePlacing(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recording: RecordingDocument,
): Promise<void> {
  requireOneOf(caller, placers);
  const { institutionId } = await actorOf(kernel, db, caller);
  const isOwn = institutionId === null || recording.source.institutionId === institutionId;
  const manages = isOwn && caller.rights.includes('ecg.cases');
  await requireSight(kernel, db, caller, recording, manages ? [...placingDuties, 'view'] : placingDuties);
}

/**
 * Somebody hands in a recording: to an exam that the right reaches, or, without one, for the own institution. A refusal is put on record.
 * @throws RIGHT_MISSING, NOT_FOUND, LOGIN_REQUIRED
 */
export async function requireAcquiring(kernel: Kernel, caller: Caller, examId: string | null): Promise<void> {
  try {
    requireAccess(caller, 'ecg.acquire');
    const actor = await actorOf(kernel, kernel.db, caller);
    if (examId !== null) {
      const [exam] = await examsById(kernel.db, [examId]);
      if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
      return requireExamAccess(caller, actor, exam, ['acquire']);
    }
    const { institutionId } = actor;
    if (institutionId === null) return;
    const here = { institutionId, departmentIds: [caller.person?.departmentId ?? ''], isOwn: true };
    if (!covers(placesFor(actor, 'ecg', 'acquire'), here))
      throw fail('RIGHT_MISSING', { right: 'ecg.acquire', institution: institutionId });
  } catch (error) {
    if (error instanceof YishuError)
      await kernel.audit(caller, { act: 'ecg.receive', subject: examId ?? '', outcome: 'refused', detail: error.code });
    throw error;
  }
}
