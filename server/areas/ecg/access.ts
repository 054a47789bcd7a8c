// Who may see a recording and act on it: the ECG right, and an institution that it concerns: where it was recorded, or that reads its exam.
import type { Kysely } from 'kysely';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { concerns } from '../../../core/orders/exam-remote.ts';
import type { Database } from '../../db/schema.ts';
import { maySeeService, requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, examsById, ownInstitution } from '../orders/module.ts';

/** @throws LOGIN_REQUIRED, RIGHT_MISSING unless the caller has one of the rights */
export function requireOneOf(caller: Caller, rights: readonly Right[]): void {
  const held = rights.find((right) => caller.rights.includes(right));
  requireAccess(caller, held ?? rights[0] ?? 'ecg.admin');
}

/** Places recordings and makes exams of them. */
export const placers: readonly Right[] = ['ecg.acquire', 'ecg.register', 'ecg.write', 'ecg.dispatch'];

/** A test of one recording for one caller; exams are read once for all of them. */
export async function sightOf(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recordings: readonly RecordingDocument[],
): Promise<(recording: RecordingDocument) => boolean> {
  if (!maySeeService(caller, 'ecg')) return () => false;
  const { institutionId } = await actorOf(kernel, db, caller);
  const own = (await ownInstitution(kernel, db)).id;
  const ids = [...new Set(recordings.flatMap(({ examId }) => examId ?? []))];
  const exams = new Map<string, ExamDocument>((await examsById(db, ids)).map((exam) => [exam.id, exam]));
  return ({ source, examId }) => {
    if (institutionId === null || source.institutionId === institutionId) return true;
    const exam = examId === null ? undefined : exams.get(examId);
    // What nobody has placed yet is the server's own institution's to sort out.
    return exam ? concerns(exam, institutionId) : institutionId === own;
  };
}

/** @throws RIGHT_MISSING */
export async function requireSight(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  recording: RecordingDocument,
): Promise<void> {
  const sees = await sightOf(kernel, db, caller, [recording]);
  if (!sees(recording)) throw fail('RIGHT_MISSING', { right: 'ecg.view', recordingId: recording.id });
}
