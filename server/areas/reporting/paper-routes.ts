// The papers of the laboratory as files: PDF of a print job or of stored reports, preview of a specimen, tube labels (LAB-20, 54, 56).
import { z } from 'zod';
import { Id } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { Paper } from '../../../core/reporting/contract.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { findSpecimen } from '../lab/module.ts';
import type { ReportPrinter } from './pdf/index.ts';
import { labelOf, type PrintJob, previewOf, printJob, reportsToPrint, requireFewSheets } from './print.ts';

const copies = (most: number) => z.coerce.number().int().min(1).max(most).default(1);
const PdfQuery = z.union([
  z.object({ job: Id }),
  z.object({
    ids: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(Id).min(1).max(500)),
    copies: copies(5),
    paper: Paper.optional(),
  }),
]);
const PreviewQuery = z.object({ specimen: Id, paper: Paper.optional() });
const LabelQuery = z.object({ specimen: Id, copies: copies(10) });

/** @throws INPUT_INVALID naming the fields, not their values */
function queryOf<Output>(schema: z.ZodType<Output>, url: URL): Output {
  const query = schema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) throw fail('INPUT_INVALID', { fields: query.error.issues.map((issue) => issue.path.join('.')) });
  return query.data;
}

/** The printed code is scanned outside the house: the public address counts, not the one that the station came by. */
export function verifyBase(kernel: Pick<Kernel, 'publicOrigin'>, url: URL): string {
  return `${kernel.publicOrigin ?? url.origin}/verify/`;
}

function pdf(bytes: Uint8Array, name: string): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

async function specimenOf(kernel: Kernel, id: string): Promise<SpecimenDocument> {
  const document = await findSpecimen(kernel.db, { id });
  if (!document) throw fail('NOT_FOUND', { specimenId: id });
  return document;
}

async function reportsPdf(kernel: Kernel, printer: ReportPrinter, request: Request, caller: Caller) {
  requireAccess(caller, 'lab.print');
  const url = new URL(request.url);
  const query = queryOf(PdfQuery, url);
  const job: PrintJob =
    'job' in query
      ? await printJob(kernel, caller, query.job)
      : { reports: await reportsToPrint(kernel, caller, query.ids), copies: query.copies, paper: query.paper };
  requireFewSheets(job.reports.length, job.copies);
  for (const { report, patientId } of job.reports) {
    await kernel.audit(caller, {
      act: 'reporting.pdf',
      subject: report.barcode,
      patientId,
      detail: `version ${report.version}`,
    });
  }
  const sheets = job.reports.flatMap(({ report }) => Array.from({ length: job.copies }, () => report));
  const bytes = await printer.renderReports(sheets, {
    verifyBase: verifyBase(kernel, url),
    printedAt: kernel.clock.now().toISOString(),
    paper: job.paper,
    printedBy: caller.person?.name ?? '',
  });
  return pdf(bytes, 'report.pdf');
}

async function preview(kernel: Kernel, printer: ReportPrinter, request: Request, caller: Caller) {
  requireAccess(caller, 'lab.view');
  const url = new URL(request.url);
  const { specimen, paper } = queryOf(PreviewQuery, url);
  const document = await specimenOf(kernel, specimen);
  const entry = { act: 'reporting.preview', subject: document.barcode, patientId: document.patient.id };
  const report = await kernel.read(caller, 'lab.view', entry, () => previewOf(kernel, caller, document));
  const bytes = await printer.renderReports([report], {
    verifyBase: verifyBase(kernel, url),
    printedAt: kernel.clock.now().toISOString(),
    paper,
    printedBy: caller.person?.name ?? '',
    preview: true,
  });
  return pdf(bytes, 'preview.pdf');
}

async function label(kernel: Kernel, printer: ReportPrinter, request: Request, caller: Caller) {
  requireAccess(caller, 'lab.print');
  const query = queryOf(LabelQuery, new URL(request.url));
  const document = await specimenOf(kernel, query.specimen);
  const entry = { act: 'reporting.label', subject: document.barcode, patientId: document.patient.id };
  const drawn = await kernel.read(caller, 'lab.print', entry, () => labelOf(kernel, caller, document));
  return pdf(await printer.renderLabel(Array.from({ length: query.copies }, () => drawn)), 'label.pdf');
}

export function paperRoutes(kernel: Kernel, printer: ReportPrinter): PlainRoute[] {
  const draws = { '/reports/pdf': reportsPdf, '/reports/preview': preview, '/reports/label': label };
  return Object.entries(draws).map(([path, draw]) => ({
    method: 'GET',
    path,
    public: false,
    handle: (request, caller) => draw(kernel, printer, request, caller),
  }));
}
