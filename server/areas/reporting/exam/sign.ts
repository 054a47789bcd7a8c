// Signing a report: the author submits, a second person releases or gives back; amended by a new edition, recalled with the old one kept.
import { randomBytes } from 'node:crypto';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { requireNotLockedByOthers } from '../../../../core/orders/exam-lock.ts';
import { requireReader } from '../../../../core/orders/exam-remote.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import {
  amend,
  type ExamReportSigning,
  giveBack,
  recall,
  release,
  requireReportVersion,
  submit,
  supersede,
} from '../../../../core/reporting/exam-report-flow.ts';
import { headOf, seal, signedText } from '../../../../core/reporting/exam-report-hash.ts';
import { VERIFICATION_CODE_BYTES, verificationCode } from '../../../../core/reporting/verification-code.ts';
import type { CertificateUse } from '../../../../core/signing/model.ts';
import type { Caller, CommandWork, Kernel } from '../../../kernel/types.ts';
import { type ExamDuty, examContext, lockExamRow, requireConfirmer, requireExamAccess } from '../../orders/module.ts';
import { layoutAtSigning } from '../layouts/paper.ts';
import { reportHash } from '../report-hash.ts';
import { type Certified, prepareSigning, signReleasedPaper } from './certified.ts';
import { definedContent } from './field-definitions.ts';
import { followExam, tellReport } from './follow.ts';
import { onePersonAllowed } from './settings.ts';
import { editionsOf, insertReport, lockReport, reportById, type StoredExamReport, saveReport } from './store.ts';

export interface ReportInput {
  command: CommandMeta;
  reportId: string;
  expectedVersion: number;
}

interface Held {
  work: CommandWork;
  exam: ExamDocument;
  before: StoredExamReport;
  context: ExamReportSigning;
}

interface SignSpec<Input extends ReportInput> {
  name: string;
  duties(before: StoredExamReport, caller: Caller): readonly ExamDuty[];
  apply(held: Held, input: Input): Promise<ExamReport>;
  detail?(input: Input): string;
}

/** The exam's row is locked first, then the report's: every act in the same order, so that none waits for another in a circle. */
async function onReport<Input extends ReportInput>(
  kernel: Kernel,
  spec: SignSpec<Input>,
  caller: Caller,
  input: Input,
): Promise<ExamReport> {
  const request = { ...input.command, name: spec.name, right: null, subject: input.reportId, input };
  return kernel.command(caller, request, async (work) => {
    const known = await reportById(work.tx, input.reportId);
    if (!known) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
    const exam = await lockExamRow(work.tx, known.report.examId);
    const before = await lockReport(work.tx, input.reportId);
    const context = await examContext(kernel, work);
    const unseen = { what: 'exam report', reportId: input.reportId };
    requireExamAccess(caller, context.by, exam, spec.duties(before, caller), unseen);
    requireReader(exam, context);
    requireReportVersion(before.report, input.expectedVersion);
    const { person } = caller;
    const picture = person === null ? null : await kernel.people.signatureOf(work.tx, person.id);
    const after = await spec.apply({ work, exam, before, context: { ...context, picture } }, input);
    work.audit({
      act: spec.name,
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: spec.detail?.(input) ?? `edition ${after.edition}`,
    });
    return after;
  });
}

type ContentInput = ReportInput & { content: ExamReportContent; certificate?: CertificateUse | undefined };
type ReasonInput = ReportInput & { reason: string };

/** `certified` null: without certificates whatever the policy says, for samples. */
export async function submitReport(
  kernel: Kernel,
  caller: Caller,
  input: ContentInput,
  certified: Certified | null,
): Promise<ExamReport> {
  const signing = await prepareSigning(kernel, certified, caller, input);
  const spec: SignSpec<ContentInput> = {
    name: 'examReports.submit',
    duties: () => ['write'],
    async apply({ work, exam, before, context }, { content }) {
      requireNotLockedByOthers(exam, context);
      await certified?.requireLooked(work.tx, exam, context.by.personId);
      const after = await saveReport(work, submit(before.report, await definedContent(work.tx, content), context));
      const text = signedText(after, headOf(exam, kernel.hospital.name));
      await signing?.sign(work, { reportId: after.id, act: 'submit', content: text, at: context.now });
      await followExam(work, exam, context, { lock: null });
      return after;
    },
  };
  return onReport(kernel, spec, caller, input);
}

export function giveReportBack(kernel: Kernel, caller: Caller, input: ReasonInput): Promise<ExamReport> {
  const spec: SignSpec<ReasonInput> = {
    name: 'examReports.giveBack',
    // The author may take his own back as long as nobody has signed it off.
    duties: ({ report }, { person }) => (report.authorId === person?.id ? ['review', 'write'] : ['review']),
    async apply({ work, exam, before, context }, { reason }) {
      requireNotLockedByOthers(exam, context);
      const after = await saveReport(work, giveBack(before.report, reason, context));
      await followExam(work, exam, context, { lock: null });
      return after;
    },
    detail: ({ reason }) => reason,
  };
  return onReport(kernel, spec, caller, input);
}

/** Signed with its paper in one transaction, or not released at all. */
export async function releaseReport(
  kernel: Kernel,
  caller: Caller,
  input: ContentInput,
  certified: Certified | null,
): Promise<ExamReport> {
  const signing = await prepareSigning(kernel, certified, caller, input);
  const spec: SignSpec<ContentInput> = {
    name: 'examReports.release',
    duties: () => ['review'],
    async apply({ work, exam, before, context }, { content }) {
      requireNotLockedByOthers(exam, context);
      await certified?.requireLooked(work.tx, exam, context.by.personId);
      // Where somebody is designated for it the confirmation is a second person's, whatever the hospital allows its own.
      const { authorId } = before.report;
      const confirmed = await requireConfirmer(kernel, work.tx, exam, { personId: context.by.personId, authorId });
      const allowed = !confirmed && (await onePersonAllowed(work.tx, exam.service));
      const signer = { ...context, confirms: confirmed };
      const released = release(before.report, await definedContent(work.tx, content), signer, allowed);
      const head = headOf(exam, kernel.hospital.name);
      const sealed = seal(released, head, verificationCode(randomBytes(VERIFICATION_CODE_BYTES)), reportHash);
      for (const earlier of await editionsOf(work.tx, exam.id)) {
        if (earlier.report.id === sealed.id) continue;
        const after = supersede(earlier.report);
        if (after !== earlier.report) await saveReport(work, after);
      }
      const layout = await layoutAtSigning(work.tx, before, exam);
      await saveReport(work, sealed, { head, layout });
      const text = signedText(sealed, head);
      const signed = await signing?.sign(work, { reportId: sealed.id, act: 'release', content: text, at: context.now });
      if (signed && certified) {
        const stored = { ...before, report: sealed, head, layout };
        await signReleasedPaper(work, signed, certified, { stored, head, exam });
      }
      const followed = await followExam(work, exam, context, { lock: null });
      await tellReport(work, followed, sealed);
      return sealed;
    },
  };
  return onReport(kernel, spec, caller, input);
}

export function amendReport(kernel: Kernel, caller: Caller, input: ReasonInput): Promise<ExamReport> {
  const spec: SignSpec<ReasonInput> = {
    name: 'examReports.amend',
    duties: () => ['write'],
    async apply({ work, exam, before, context }, { reason }) {
      const [newest] = await editionsOf(work.tx, exam.id);
      if (newest && newest.report.id !== before.report.id) {
        const { id: reportId, edition, state } = newest.report;
        throw fail('STATE_REFUSED', { act: 'amend', reportId, edition, state });
      }
      const draft = amend(before.report, work.newId(), reason, context);
      await insertReport(work, draft, { patientId: exam.patient.id, fence: null });
      await followExam(work, exam, context);
      return draft;
    },
    detail: ({ reason }) => reason,
  };
  return onReport(kernel, spec, caller, input);
}

export function recallReport(kernel: Kernel, caller: Caller, input: ReasonInput): Promise<ExamReport> {
  const spec: SignSpec<ReasonInput> = {
    name: 'examReports.recall',
    duties: () => ['recall'],
    async apply({ work, exam, before, context }, { reason }) {
      const recalled = await saveReport(work, recall(before.report, reason, context));
      const followed = await followExam(work, exam, context);
      await tellReport(work, followed, recalled);
      return recalled;
    },
    detail: ({ reason }) => reason,
  };
  return onReport(kernel, spec, caller, input);
}
