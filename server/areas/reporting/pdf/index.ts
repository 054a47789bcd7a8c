// Paper of the laboratory: reports (LAB-51 to 60) and tube labels (LAB-20) as PDF.
import type { TubeLabel } from '../../../../core/lab/label.ts';
import type { BookingSlip } from '../../../../core/orders/booking-slip.ts';
import type { RequestSheet } from '../../../../core/orders/request-sheet.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { drawableText, printable, printableLabel } from './drawable-text.ts';
import { examSection } from './exam/pages.ts';
import { type ExamSheet, printableExam } from './exam/sheet.ts';
import { labelSection } from './label.ts';
import { labelSize, type Paper } from './paper.ts';
import { createPdfPrinter, type PdfPrinter } from './printer.ts';
import { reportSection } from './report-pages.ts';
import { printableRequest, requestSection } from './request-sheet.ts';
import { printableSlip, slipSection } from './slip.ts';

export type LabelData = TubeLabel;

export interface ReportPrintOptions {
  /** Address of the page that confirms a verification code, up to the code itself; goes into the QR code. */
  verifyBase: string;
  /** Instant of printing (ISO 8601). */
  printedAt: string;
  /** Overrides the paper of every report. */
  paper?: Paper;
  printedBy: string;
  /** Shown on a screen, not to be handed out: says so across the page. */
  preview?: boolean;
}

export interface ReportPrinter {
  /** One PDF with all reports, each from a new page and with its own page numbers. Throws RangeError for an empty list. */
  renderReports(reports: LabReport[], options: ReportPrintOptions): Promise<Uint8Array>;
  /** One PDF, a page of 50 x 30 mm a label. Throws RangeError for an empty list. */
  renderLabel(labels: LabelData[]): Promise<Uint8Array>;
  /** One PDF, a page of 80 x 120 mm a slip. Throws RangeError for an empty list. */
  renderSlips(slips: BookingSlip[]): Promise<Uint8Array>;
  /** One PDF on A5 with all request forms, each from a new page. Throws RangeError for an empty list. */
  renderRequests(sheets: RequestSheet[]): Promise<Uint8Array>;
  /** One PDF on A4 with all reports of exams, each from a new page. Throws RangeError for an empty list. */
  renderExams(sheets: ExamSheet[], options: ReportPrintOptions): Promise<Uint8Array>;
}

/** Keep one for the life of the server: its fonts are read once. */
export function createReportPrinter(printer: PdfPrinter = createPdfPrinter()): ReportPrinter {
  const characters = async () => drawableText(await printer.coverage());
  return {
    async renderReports(reports, options) {
      if (reports.length === 0) throw new RangeError('There is no report to print.');
      const shown = await characters();
      return printer.print({
        info: {
          title: reports.length === 1 ? `${reports[0]?.title} ${reports[0]?.barcode}` : `检验报告 ${reports.length} 份`,
          creator: 'Yishu',
          creationDate: new Date(options.printedAt),
        },
        content: reports.map((report) =>
          reportSection(
            printable(report, shown),
            {
              verifyUrl: `${options.verifyBase}${report.verificationCode}`,
              printedAt: options.printedAt,
              printedBy: shown(options.printedBy),
            },
            options,
          ),
        ),
      });
    },
    async renderExams(sheets, options) {
      const [first] = sheets;
      if (first === undefined) throw new RangeError('There is no report to print.');
      const shown = await characters();
      const { head, report } = first;
      return printer.print({
        info: {
          title: `${report.content.title || head.procedureName} ${head.accessionNumber}`,
          creator: 'Yishu',
          creationDate: new Date(options.printedAt),
        },
        content: sheets.map((one) =>
          examSection(
            printableExam(one, shown),
            {
              verifyUrl: `${options.verifyBase}${one.report.verificationCode}`,
              printedAt: options.printedAt,
              printedBy: shown(options.printedBy),
            },
            options.preview ?? false,
          ),
        ),
      });
    },
    async renderSlips(slips) {
      const [first] = slips;
      if (first === undefined) throw new RangeError('There is no slip to print.');
      const shown = await characters();
      return printer.print({
        info: { title: `${first.title} ${first.accession}`, creator: 'Yishu' },
        content: slips.map((slip) => slipSection(printableSlip(slip, shown))),
      });
    },
    async renderRequests(sheets) {
      const [first] = sheets;
      if (first === undefined) throw new RangeError('There is no request form to print.');
      const shown = await characters();
      return printer.print({
        info: { title: `${first.title} ${first.accession}`, creator: 'Yishu' },
        content: sheets.map((sheet) => requestSection(printableRequest(sheet, shown))),
      });
    },
    async renderLabel(labels) {
      if (labels.length === 0) throw new RangeError('There is no label to print.');
      const shown = await characters();
      return printer.print({
        pageSize: labelSize,
        info: { title: `标签 ${labels.length} 张`, creator: 'Yishu' },
        content: labels.map((label) => labelSection(printableLabel(label, shown))),
      });
    },
  };
}
