// Grading images and reports and recording repeats: the exam's row is locked, the rights checked, the pure rule applied, the record stored and told.
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import {
  gradeImages,
  gradeReport,
  type QualityContext,
  recordRepeats,
  requireQualityVersion,
} from '../../../core/quality/acts.ts';
import type { ExamQuality, ImageGrade, ReasonKind, ReportGrade } from '../../../core/quality/model.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { lockExamRow } from '../orders/module.ts';
import { examReportById } from '../reporting/module.ts';
import { personOf, requireExam, shownQuality } from './access.ts';
import { knownReasons } from './reasons.ts';
import { qualityOf, saveQuality } from './store.ts';

interface Said {
  command: CommandMeta;
  expectedVersion: number;
  reasons: string[];
  note: string;
}

interface Act {
  name: string;
  right: 'radiology.grade' | 'radiology.acquire';
  kind: ReasonKind;
  examOf(work: CommandWork): Promise<string>;
  apply(
    before: ExamQuality,
    exam: ExamDocument,
    context: QualityContext,
    work: CommandWork,
  ): ExamQuality | Promise<ExamQuality>;
  /** What was said, for the trail. */
  detail: string;
}

function onExam(kernel: Kernel, caller: Caller, input: Said, act: Act, subject: string): Promise<ExamQuality> {
  const request = { ...input.command, name: act.name, right: act.right, subject, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    const by = personOf(caller);
    const exam = await lockExamRow(work.tx, await act.examOf(work));
    await requireExam(kernel, work.tx, caller, exam, act.right);
    const before = await qualityOf(work.tx, exam.id);
    requireQualityVersion(before, input.expectedVersion);
    const known = await knownReasons(work.tx, act.kind);
    const after = await act.apply(before, exam, { now: work.now.toISOString(), by, known }, work);
    await saveQuality(work, before, after);
    work.audit({
      act: act.name,
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: [act.detail, input.reasons.join(' ')].filter(Boolean).join('; '),
    });
    return shownQuality(caller, after);
  });
}

export function gradeExamImages(
  kernel: Kernel,
  caller: Caller,
  input: Said & { examId: string; grade: ImageGrade | null },
): Promise<ExamQuality> {
  return onExam(
    kernel,
    caller,
    input,
    {
      ...{ name: 'quality.gradeImages', right: 'radiology.grade', kind: 'images', detail: input.grade ?? 'taken back' },
      examOf: async () => input.examId,
      apply: (before, exam, context) => gradeImages(before, exam, input, context),
    },
    input.examId,
  );
}

export function recordExamRepeats(
  kernel: Kernel,
  caller: Caller,
  input: Said & { examId: string; count: number },
): Promise<ExamQuality> {
  return onExam(
    kernel,
    caller,
    input,
    {
      ...{
        name: 'quality.recordRepeats',
        right: 'radiology.acquire',
        kind: 'images',
        detail: `${input.count} repeats`,
      },
      examOf: async () => input.examId,
      apply: (before, exam, context) => recordRepeats(before, exam, input, context),
    },
    input.examId,
  );
}

export function gradeExamReport(
  kernel: Kernel,
  caller: Caller,
  input: Said & { reportId: string; grade: ReportGrade | null },
): Promise<ExamQuality> {
  const reportOf = async (work: CommandWork) => {
    const found = await examReportById(work.tx, input.reportId);
    if (!found) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
    return found.report;
  };
  return onExam(
    kernel,
    caller,
    input,
    {
      ...{ name: 'quality.gradeReport', right: 'radiology.grade', kind: 'report' },
      detail: input.grade ?? 'taken back',
      examOf: async (work) => (await reportOf(work)).examId,
      async apply(before, _exam, context, work) {
        // Who grades a report is one who may release one, or the QC manager: a resident does not grade another.
        requireAccess(caller, caller.rights.includes('radiology.quality') ? 'radiology.quality' : 'radiology.review');
        return gradeReport(before, await reportOf(work), input, context);
      },
    },
    input.reportId,
  );
}
