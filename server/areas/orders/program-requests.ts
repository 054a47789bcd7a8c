// What the own system of another institution hands in: an exam of that institution, asked to be read here or at another superior of it, in one act (RAD-66).
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { amendRegistration, cancel, type ExamFacts } from '../../../core/orders/exam-flow.ts';
import { decideRemote, requestRemote } from '../../../core/orders/exam-remote.ts';
import { type ExamActor, isAway } from '../../../core/orders/exam-rules.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import type { PatientFields, VisitFields } from '../patient/module.ts';
import { examContext } from './acts.ts';
import { askedReader } from './asked-reader.ts';
import { earlierOf } from './earlier-requests.ts';
import { makeExam, saveWho } from './register.ts';
import { lockExamRow, saveExam } from './store.ts';

type Who = 'patient' | 'visit' | 'departmentId' | 'departmentName' | 'departmentPhone';

export interface HandedInRequest {
  by: ExamActor & { institutionId: string };
  exam: Omit<ExamFacts, Who>;
  patient: PatientFields;
  visit: VisitFields | null;
  /** `his`: the institution is the master of these numbers; `bench`: a contradiction is for a person to settle. */
  source: 'his' | 'bench';
  requestedAt: string | undefined;
  to: { institutionId: string; departmentId?: string | undefined };
  /** Absent: what was sent before stays. */
  preliminary: { findings: string; impression: string } | undefined;
}

/**
 * Made, or made anew while nobody has accepted it: then it is taken back and asked for again, so that a reader who had it open sees what happened.
 * @throws IDENTITY_CLASH, INPUT_INVALID for who may not be asked, STATE_REFUSED once it is accepted or reported
 */
export async function submitForInstitution(
  kernel: Kernel,
  work: CommandWork,
  examId: string | null,
  given: HandedInRequest,
): Promise<ExamDocument> {
  const { by, to, preliminary } = given;
  const context = await examContext(kernel, work, by);
  const before = examId === null ? null : await lockExamRow(work.tx, examId);
  const who = await saveWho(kernel, work, given.patient, given.visit, given.source);
  const facts: ExamFacts = { ...given.exam, ...who };
  const open =
    before === null
      ? await makeExam(kernel, work, facts, {
          from: 'desk',
          elsewhere: true,
          institutionId: by.institutionId,
          requestedAt: given.requestedAt,
        })
      : amendRegistration(isAway(before) ? decideRemote(before, 'withdraw', '', context) : before, facts);
  const asked = await askedReader(kernel, work.tx, open, {
    toInstitutionId: to.institutionId,
    toDepartmentId: to.departmentId,
  });
  const earlier = (await earlierOf(work.tx, open, [by.institutionId, to.institutionId])).length;
  const after = requestRemote(
    open,
    {
      ...{ ...asked, earlier },
      preliminaryFindings: preliminary?.findings ?? before?.remote?.preliminaryFindings ?? '',
      preliminaryImpression: preliminary?.impression ?? before?.remote?.preliminaryImpression ?? '',
    },
    context,
  );
  return saveExam(work, before ?? open, { ...after, version: (before ?? open).version + 1 });
}

/** Taken back; without images the exam itself goes too. @throws STATE_REFUSED once it is accepted, REASON_REQUIRED */
export async function cancelForInstitution(
  kernel: Kernel,
  work: CommandWork,
  examId: string,
  reason: string,
  by: ExamActor,
): Promise<ExamDocument> {
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { field: 'reason' });
  const before = await lockExamRow(work.tx, examId);
  const taken = decideRemote(before, 'withdraw', reason, await examContext(kernel, work, by));
  const after = taken.state === 'registered' ? cancel(taken, reason) : taken;
  return saveExam(work, before, { ...after, version: before.version + 1 });
}
