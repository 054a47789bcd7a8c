// Autosave of a draft: cheap, once per command, one audit row a writing session, and never over somebody else's text.
import type { z } from 'zod';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import { renewIfNeeded, requireFence } from '../../../../core/orders/exam-lock.ts';
import { requireReader } from '../../../../core/orders/exam-remote.ts';
import type { examReportContract } from '../../../../core/reporting/exam-contract.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import {
  presentText,
  requireReportVersion,
  saveDraft,
  startDraft,
} from '../../../../core/reporting/exam-report-flow.ts';
import type { Caller, CommandWork, Kernel } from '../../../kernel/types.ts';
import { examContext, lockExamRow, requireExamAccess, saveExam } from '../../orders/module.ts';
import { definedContent } from './field-definitions.ts';
import { followExam } from './follow.ts';
import { editionsOf, insertReport, lockReport, reportById, saveReport } from './store.ts';

type Input = z.output<NonNullable<(typeof examReportContract)['saveDraft']['~orpc']['inputSchema']>>;

/** Who lost the lock is told what stands now, so that he can put both texts side by side. */
async function withPresentText<Output>(work: CommandWork, examId: string, write: () => Output): Promise<Output> {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof YishuError) || error.code !== 'LOCK_LOST') throw error;
    const [newest] = await editionsOf(work.tx, examId);
    throw fail('LOCK_LOST', { ...error.detail, ...(newest ? presentText(newest.report) : {}) });
  }
}

async function firstSave(work: CommandWork, input: Input, context: Awaited<ReturnType<typeof examContext>>) {
  const exam = await lockExamRow(work.tx, input.examId);
  const editions = await editionsOf(work.tx, input.examId);
  // A second edition is begun by an amendment, with its reason, never by writing.
  const [newest] = editions;
  if (newest) requireReportVersion(newest.report, -1);
  const { id: examId, service } = exam;
  const draft = startDraft({ id: input.reportId, examId, service, content: input.content, edition: 1 }, context);
  await insertReport(work, draft, { patientId: exam.patient.id, fence: input.fence });
  await followExam(work, renewIfNeeded(exam, context), context);
  return { exam, isNewSession: true };
}

async function laterSave(work: CommandWork, input: Input, context: Awaited<ReturnType<typeof examContext>>) {
  const exam = await lockExamRow(work.tx, input.examId);
  const before = await lockReport(work.tx, input.reportId);
  if (before.report.examId !== exam.id) throw fail('INPUT_INVALID', { fields: ['reportId: is of another exam'] });
  requireReportVersion(before.report, input.expectedVersion);
  const after = await saveReport(work, saveDraft(before.report, input.content, context), { fence: input.fence });
  const renewed = renewIfNeeded(exam, context);
  const { positive } = input.content;
  // The exam changes only with what a list shows: autosaves in between leave it alone.
  const isListed = exam.report.positive !== positive || exam.report.author !== after.author;
  if (isListed) await followExam(work, renewed, context);
  else await saveExam(work, exam, renewed);
  return { exam, isNewSession: before.sessionFence !== input.fence };
}

/** @throws LOCK_LOST and VERSION_CONFLICT with the present text, STATE_REFUSED once it is signed */
export async function autosave(kernel: Kernel, caller: Caller, input: Input): Promise<ExamReport> {
  const request = {
    ...input.command,
    name: 'examReports.saveDraft',
    right: null,
    subject: input.examId,
    input,
    ownAudit: true,
  };
  // The answer that is kept for a replay names the report; pictures are not written twice.
  await kernel.command(caller, request, async (work) => {
    const exam = await lockExamRow(work.tx, input.examId);
    const context = await examContext(kernel, work);
    requireExamAccess(caller, context.by, exam, ['write']);
    requireReader(exam, context);
    await withPresentText(work, exam.id, () => requireFence(exam, input.fence, context));
    const isFirst = input.expectedVersion === 0;
    const defined = { ...input, content: await definedContent(work.tx, input.content) };
    const { isNewSession } = await (isFirst ? firstSave : laterSave)(work, defined, context);
    if (isNewSession) {
      work.audit({
        act: 'examReports.saveDraft',
        subject: exam.accessionNumber,
        patientId: exam.patient.id,
        detail: `writing under fence ${input.fence}`,
      });
    }
    return { reportId: input.reportId };
  });
  const saved = await reportById(kernel.db, input.reportId);
  if (!saved) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
  return saved.report;
}
