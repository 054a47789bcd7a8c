// Papers of the desk as files: /exam-reports/slip?exam=ID,ID and /exam-reports/label?exam=ID,ID&copies=N, drawn when the registration desk asks for them.
import { z } from 'zod';
import { Id } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { bookingSlip, examLabel, mostPapers } from '../../../../core/orders/booking-slip.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { requireAccess, viewRight } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { actorOf, bookingOfExam, bookingSettings, examById, requireExamAccess } from '../../orders/module.ts';
import type { ReportPrinter } from '../pdf/index.ts';

const Query = z.object({
  exam: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(Id).min(1).max(mostPapers)),
  copies: z.coerce.number().int().min(1).max(10).default(1),
});

/** Each paper `copies` times, one exam after another. */
type Draw = (kernel: Kernel, printer: ReportPrinter, exams: ExamDocument[], copies: number) => Promise<Uint8Array>;

const repeated = <T>(papers: readonly T[], copies: number): T[] =>
  papers.flatMap((paper) => Array.from({ length: copies }, () => paper));

const slip: Draw = async (kernel, printer, exams, copies) => {
  // Read once for a service, however many slips.
  const settings = new Map<ExamDocument['service'], ReturnType<typeof bookingSettings>>();
  const settingsOf = (service: ExamDocument['service']) => {
    const read = settings.get(service) ?? bookingSettings(kernel.db, service);
    settings.set(service, read);
    return read;
  };
  const slips = await Promise.all(
    exams.map(async (exam) =>
      bookingSlip({
        exam,
        booking: await bookingOfExam(kernel.db, exam.id),
        settings: await settingsOf(exam.service),
        hospital: exam.institutionName || kernel.hospital.name,
        now: kernel.clock.now().toISOString(),
      }),
    ),
  );
  return printer.renderSlips(repeated(slips, copies));
};

const label: Draw = (kernel, printer, exams, copies) => {
  const now = kernel.clock.now().toISOString();
  const labels = exams.map((exam) => examLabel({ exam, hospital: exam.institutionName || kernel.hospital.name, now }));
  return printer.renderLabel(repeated(labels, copies));
};

/**
 * In the order asked for; all of them or none.
 * @throws INPUT_INVALID, NOT_FOUND, RIGHT_MISSING for an exam of another institution or without the right to register or record
 */
async function examsAsked(kernel: Kernel, caller: Caller, request: Request, act: string) {
  requireAccess(caller, viewRight(caller));
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) throw fail('INPUT_INVALID', { fields: query.error.issues.map(({ path }) => path.join('.')) });
  const exams: ExamDocument[] = [];
  for (const examId of new Set(query.data.exam)) {
    const exam = await examById(kernel.db, examId);
    if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
    const entry = { act, subject: exam.accessionNumber, patientId: exam.patient.id };
    // A refusal is audited like the paper itself.
    await kernel.read(caller, viewRight(caller), entry, async (db) =>
      requireExamAccess(caller, await actorOf(kernel, db, caller), exam, ['register', 'acquire']),
    );
    exams.push(exam);
  }
  return { exams, copies: query.data.copies };
}

export function slipRoutes(kernel: Kernel, printer: ReportPrinter): PlainRoute[] {
  const papers = { slip, label };
  return Object.entries(papers).map(([name, draw]) => ({
    method: 'GET',
    path: `/exam-reports/${name}`,
    public: false,
    async handle(request, caller) {
      const { exams, copies } = await examsAsked(kernel, caller, request, `orders.${name}`);
      const bytes = await draw(kernel, printer, exams, copies);
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${name}.pdf"`,
          'cache-control': 'no-store',
        },
      });
    },
  }));
}
