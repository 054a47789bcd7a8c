// The paper of an exam report: /exam-reports/pdf?id=REPORT, one or several ids, on A4; what is not signed is drawn as a preview (RAD-37, 38).
import { z } from 'zod';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { Id } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { requirePrintable } from '../../../../core/reporting/exam-report-flow.ts';
import { headOf } from '../../../../core/reporting/exam-report-hash.ts';
import { requireAccess, viewRight } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { examById, examContext, lockExamRow, requireExamAccess } from '../../orders/module.ts';
import { ecgSheetOf, type PrintedRecording } from '../ecg-pdf/sheet-of.ts';
import { verifyBase } from '../paper-routes.ts';
import type { ExamSheet } from '../pdf/exam/sheet.ts';
import type { PrintWorker } from '../pdf/print-worker.ts';
import { followExam } from './follow.ts';
import { visibleReports } from './read.ts';
import { lockReport } from './store.ts';

const Query = z.object({
  id: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(Id).min(1).max(50)),
});

/** A draft has no frozen head yet: it is shown with the exam as it is now. */
async function sheetsOf(kernel: Kernel, caller: Caller, ids: readonly string[]): Promise<ExamSheet[]> {
  const visible = await visibleReports(kernel, caller, ids);
  const sheets: ExamSheet[] = [];
  for (const id of ids) {
    const stored = visible.find(({ report }) => report.id === id);
    if (!stored) throw fail('NOT_FOUND', { what: 'exam report', reportId: id });
    const exam = stored.head === null ? await examById(kernel.db, stored.report.examId) : null;
    const head = stored.head ?? (exam && headOf(exam, kernel.hospital.name));
    if (head === null) throw fail('NOT_FOUND', { what: 'exam', reportId: id });
    sheets.push({ report: stored.report, head });
  }
  return sheets;
}

/** The recording that belongs to an ECG exam, from the area that keeps it. */
export type RecordingForPrint = (examId: string) => Promise<PrintedRecording | null>;

export function examPaperRoute(kernel: Kernel, printer: PrintWorker, recordingOf: RecordingForPrint): PlainRoute {
  return {
    method: 'GET',
    path: '/exam-reports/pdf',
    public: false,
    async handle(request, caller) {
      requireAccess(caller, viewRight(caller));
      const url = new URL(request.url);
      const query = Query.safeParse(Object.fromEntries(url.searchParams));
      if (!query.success) throw fail('INPUT_INVALID', { fields: ['id'] });
      const sheets = await sheetsOf(kernel, caller, query.data.id);
      for (const { report, head } of sheets) {
        await kernel.audit(caller, {
          act: 'examReports.pdf',
          subject: head.accessionNumber,
          patientId: head.patient.id,
          detail: `edition ${report.edition}, ${report.state}`,
        });
      }
      const options = {
        verifyBase: verifyBase(kernel, url),
        printedAt: kernel.clock.now().toISOString(),
        printedBy: caller.person?.name ?? '',
      };
      const services = new Set(sheets.map(({ report }) => report.service));
      if (services.size > 1) throw fail('INPUT_INVALID', { fields: ['id: reports of one service at a time'] });
      const bytes = services.has('ecg')
        ? await printer.renderEcg(
            await Promise.all(
              sheets.map(async (sheet) => ecgSheetOf(sheet, await recordingOf(sheet.report.examId), options)),
            ),
          )
        : await printer.renderExams(sheets, options);
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': 'inline; filename="exam-report.pdf"',
          'cache-control': 'no-store',
        },
      });
    },
  };
}

/** Says that the paper was printed; the first time is the one that is remembered. */
export function markPrinted(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; reportId: string },
): Promise<ExamReport> {
  const request = { ...input.command, name: 'examReports.printed', right: null, subject: input.reportId, input };
  return kernel.command(caller, request, async (work) => {
    const [seen] = await visibleReports(kernel, caller, [input.reportId]);
    if (!seen) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
    const exam = await lockExamRow(work.tx, seen.report.examId);
    const context = await examContext(kernel, work);
    requireExamAccess(caller, context.by, exam, ['view']);
    const { report, printed } = await lockReport(work.tx, input.reportId);
    requirePrintable(report);
    await work.tx
      .updateTable('exam_report')
      .set((at) => ({
        print_count: at('print_count', '+', 1),
        printed_at: at.fn.coalesce('printed_at', at.val(work.now)),
      }))
      .where('id', '=', report.id)
      .execute();
    if (!printed) await followExam(work, exam, context);
    work.audit({ act: 'examReports.printed', subject: exam.accessionNumber, patientId: exam.patient.id });
    return report;
  });
}
