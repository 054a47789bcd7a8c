// The paper of an exam report: /exam-reports/pdf?id=REPORT, one or several ids, in its layout; what is not signed is drawn as a preview (RAD-37, 38).
// /exam-reports/picture is the same page of an ECG as JPEG or PNG (ECG-39).
import { z } from 'zod';
import { PrintWish } from '../../../../core/ecg/paper/print-wish.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { Id } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { closedByPrint } from '../../../../core/orders/remote-close.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { requirePrintable } from '../../../../core/reporting/exam-report-flow.ts';
import { headOf } from '../../../../core/reporting/exam-report-hash.ts';
import type { ReportStrip } from '../../../../core/reporting/report-strip.ts';
import { requireAccess, viewRight } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { examById, examContext, lockExamRow, requireExamAccess } from '../../orders/module.ts';
import { signedPaper } from '../../signing/module.ts';
import { ecgSheetOf, type PrintedRecording } from '../ecg-pdf/sheet-of.ts';
import { withPaper } from '../layouts/paper.ts';
import { verifyBase } from '../paper-routes.ts';
import type { ExamSheet } from '../pdf/exam/sheet.ts';
import type { PrintWorker } from '../pdf/print-worker.ts';
import { signedPaperInForce } from './certified.ts';
import { definedReports } from './field-definitions.ts';
import { followExam } from './follow.ts';
import { visibleReports } from './read.ts';
import { lockReport } from './store.ts';

const Query = z.object({
  id: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(Id).min(1).max(50)),
  ...PrintWish.shape,
  /** The paper as it was signed at release, also of an edition that is no longer in force. */
  original: z.literal('1').optional(),
});

const PictureQuery = z.object({
  id: Id,
  type: z.enum(['jpeg', 'png']).default('jpeg'),
  dpi: z.coerce.number().int().min(72).max(600).default(200),
  /** From 1; absent: all pages below each other in one picture. */
  page: z.coerce.number().int().min(1).max(100).optional(),
  ...PrintWish.shape,
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
    const [report = stored.report] = await definedReports(kernel.db, [stored.report]);
    sheets.push({ report, head, ...(await withPaper(kernel.db, stored, exam)) });
  }
  return sheets;
}

/** The recording that belongs to an ECG exam, from the area that keeps it. */
export type RecordingForPrint = (
  examId: string,
  wish?: PrintWish,
  /** Those that the report names. */
  strips?: readonly ReportStrip[],
) => Promise<PrintedRecording | null>;

async function auditPapers(kernel: Kernel, caller: Caller, act: string, sheets: readonly ExamSheet[]): Promise<void> {
  for (const { report, head } of sheets) {
    await kernel.audit(caller, {
      act,
      subject: head.accessionNumber,
      patientId: head.patient.id,
      detail: `edition ${report.edition}, ${report.state}`,
    });
  }
}

const printOptions = (kernel: Kernel, caller: Caller, url: URL) => ({
  verifyBase: verifyBase(kernel, url),
  printedAt: kernel.clock.now().toISOString(),
  printedBy: caller.person?.name ?? '',
});

const ecgOptions = ({ arrangement, matrix }: PrintWish) => ({
  arrangement: arrangement ?? null,
  matrix: matrix !== undefined,
});

/** The paper as a picture, for systems that file pictures and for people who send one. */
export function ecgPictureRoute(kernel: Kernel, printer: PrintWorker, recordingOf: RecordingForPrint): PlainRoute {
  return {
    method: 'GET',
    path: '/exam-reports/picture',
    public: false,
    async handle(request, caller) {
      requireAccess(caller, viewRight(caller));
      const url = new URL(request.url);
      const query = PictureQuery.safeParse(Object.fromEntries(url.searchParams));
      if (!query.success) throw fail('INPUT_INVALID', { fields: query.error.issues.map(({ path }) => path.join('.')) });
      const { id, type, dpi, page, ...wish } = query.data;
      const [sheet] = await sheetsOf(kernel, caller, [id]);
      if (sheet?.report.service !== 'ecg') throw fail('INPUT_INVALID', { fields: ['id: not an ECG report'] });
      await auditPapers(kernel, caller, 'examReports.picture', [sheet]);
      const options = { ...printOptions(kernel, caller, url), ...ecgOptions(wish) };
      const made = ecgSheetOf(
        sheet,
        await recordingOf(sheet.report.examId, wish, sheet.report.content.strips),
        options,
      );
      const mediaType = `image/${type}` as const;
      const bytes = await printer.renderEcgPicture(made, {
        type: mediaType,
        dpi,
        page: page === undefined ? null : page - 1,
      });
      const name = `${fileNameOf([sheet])}.${type === 'jpeg' ? 'jpg' : 'png'}`;
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': mediaType,
          'content-disposition': `inline; filename="${name}"`,
          'cache-control': 'no-store',
        },
      });
    },
  };
}

/** One report is saved under the number of its exam, with nothing in it that a header cannot hold. */
const fileNameOf = ([sheet, ...more]: readonly ExamSheet[]): string =>
  sheet && more.length === 0 ? sheet.head.accessionNumber.replaceAll(/[^\w.-]/g, '_') : 'exam-reports';

const pdfResponse = (bytes: Uint8Array, sheets: readonly ExamSheet[]) =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${fileNameOf(sheets)}.pdf"`,
      'cache-control': 'no-store',
    },
  });

/**
 * What was signed is given out as it is; several reports in one file, or leads in another order than at the signature, are drawn anew.
 * @throws NOT_FOUND when the original is asked for and there is none
 */
async function signedBytes(
  kernel: Kernel,
  sheets: readonly ExamSheet[],
  { original, arrangement, long, matrix }: z.infer<typeof Query>,
): Promise<Buffer | null> {
  const [sheet, ...more] = sheets;
  if (!sheet || more.length > 0) return null;
  if (!original) return (arrangement ?? long ?? matrix) ? null : signedPaperInForce(kernel, sheet.report);
  const found = await signedPaper(kernel.db, sheet.report.id);
  if (!found) throw fail('NOT_FOUND', { what: 'signed paper', reportId: sheet.report.id });
  return found;
}

export function examPaperRoute(kernel: Kernel, printer: PrintWorker, recordingOf: RecordingForPrint): PlainRoute {
  return {
    method: 'GET',
    path: '/exam-reports/pdf',
    public: false,
    async handle(request, caller) {
      requireAccess(caller, viewRight(caller));
      const url = new URL(request.url);
      const query = Query.safeParse(Object.fromEntries(url.searchParams));
      if (!query.success) throw fail('INPUT_INVALID', { fields: query.error.issues.map(({ path }) => path.join('.')) });
      const sheets = await sheetsOf(kernel, caller, query.data.id);
      await auditPapers(kernel, caller, 'examReports.pdf', sheets);
      const options = printOptions(kernel, caller, url);
      const services = new Set(sheets.map(({ report }) => report.service));
      if (services.size > 1) throw fail('INPUT_INVALID', { fields: ['id: reports of one service at a time'] });
      const signed = await signedBytes(kernel, sheets, query.data);
      if (signed) return pdfResponse(signed, sheets);
      const bytes = services.has('ecg')
        ? await printer.renderEcg(
            await Promise.all(
              sheets.map(async (sheet) =>
                ecgSheetOf(sheet, await recordingOf(sheet.report.examId, query.data, sheet.report.content.strips), {
                  ...options,
                  ...ecgOptions(query.data),
                }),
              ),
            ),
          )
        : await printer.renderExams(sheets, options);
      return pdfResponse(bytes, sheets);
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
    requireExamAccess(caller, context.by, exam, ['view', 'write', 'review']);
    const { report, printed } = await lockReport(work.tx, input.reportId);
    const remote = closedByPrint(exam, report.id, context);
    requirePrintable(report);
    await work.tx
      .updateTable('exam_report')
      .set((at) => ({
        print_count: at('print_count', '+', 1),
        printed_at: at.fn.coalesce('printed_at', at.val(work.now)),
        ...(printed ? {} : { printed_by: context.by.personName }),
      }))
      .where('id', '=', report.id)
      .execute();
    if (!printed || remote !== exam.remote) await followExam(work, exam, context, { remote });
    work.audit({ act: 'examReports.printed', subject: exam.accessionNumber, patientId: exam.patient.id });
    return report;
  });
}
