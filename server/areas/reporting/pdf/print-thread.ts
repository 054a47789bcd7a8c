// The thread that draws PDFs, one piece of work after the other: five hundred reports take long, and the server answers analyzers meanwhile.
import { parentPort } from 'node:worker_threads';
import type { TubeLabel } from '../../../../core/lab/label.ts';
import type { BookingSlip } from '../../../../core/orders/booking-slip.ts';
import type { RequestSheet } from '../../../../core/orders/request-sheet.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { createEcgPrinter, type EcgPictureOptions } from '../ecg-pdf/index.ts';
import type { EcgSheet } from '../ecg-pdf/sheet.ts';
import type { ExamSheet } from './exam/sheet.ts';
import { createReportPrinter, type ReportPrintOptions } from './index.ts';

export type PrintWork =
  | { kind: 'reports'; reports: LabReport[]; options: ReportPrintOptions }
  | { kind: 'labels'; labels: TubeLabel[] }
  | { kind: 'slips'; slips: BookingSlip[] }
  | { kind: 'requests'; sheets: RequestSheet[] }
  | { kind: 'exams'; sheets: ExamSheet[]; options: ReportPrintOptions }
  | { kind: 'ecg'; sheets: readonly EcgSheet[] }
  | { kind: 'ecgPicture'; sheet: EcgSheet; options: EcgPictureOptions };

export interface PrintOrder {
  id: number;
  work: PrintWork;
}

export type PrintAnswer = { id: number; bytes: Uint8Array<ArrayBuffer> } | { id: number; error: string };

const printer = createReportPrinter();
const ecgPrinter = createEcgPrinter();

async function draw(work: PrintWork): Promise<Uint8Array> {
  switch (work.kind) {
    case 'reports':
      return printer.renderReports(work.reports, work.options);
    case 'labels':
      return printer.renderLabel(work.labels);
    case 'slips':
      return printer.renderSlips(work.slips);
    case 'requests':
      return printer.renderRequests(work.sheets);
    case 'exams':
      return printer.renderExams(work.sheets, work.options);
    case 'ecg':
      return ecgPrinter.renderEcg(work.sheets);
    case 'ecgPicture':
      return ecgPrinter.renderEcgPicture(work.sheet, work.options);
    default:
      throw new Error(`unknown work ${String(work satisfies never)}`);
  }
}

async function answerTo({ id, work }: PrintOrder): Promise<void> {
  try {
    const bytes = new Uint8Array(await draw(work));
    parentPort?.postMessage({ id, bytes } satisfies PrintAnswer, [bytes.buffer]);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ id, error: text } satisfies PrintAnswer);
  }
}

const queue = { last: Promise.resolve() };
parentPort?.on('message', (order: PrintOrder) => {
  queue.last = queue.last.then(() => answerTo(order));
});
