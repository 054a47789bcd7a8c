// Papers of the desk as files: /exam-reports/slip, /label and /request?exam=ID,ID&copies=N, drawn when the registration desk asks for them; the
// request form (RAD-05) also for who reads the exam.
import { z } from 'zod';
import { type ReachDuty, reachDuties } from '../../../../core/identity/reach.ts';
import { Id } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { bookingSlip, examLabel, mostPapers } from '../../../../core/orders/booking-slip.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { requestSheet } from '../../../../core/orders/request-sheet.ts';
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

interface Desk {
  kernel: Kernel;
  printer: ReportPrinter;
  caller: Caller;
}

/** Each paper `copies` times, one exam after another. */
type Draw = (desk: Desk, exams: ExamDocument[], copies: number) => Promise<Uint8Array>;

const repeated = <T>(papers: readonly T[], copies: number): T[] =>
  papers.flatMap((paper) => Array.from({ length: copies }, () => paper));

/** Read once for a service, however many papers. */
function settingsReader(kernel: Kernel) {
  const settings = new Map<ExamDocument['service'], ReturnType<typeof bookingSettings>>();
  return (service: ExamDocument['service']) => {
    const read = settings.get(service) ?? bookingSettings(kernel.db, service);
    settings.set(service, read);
    return read;
  };
}

const slip: Draw = async ({ kernel, printer }, exams, copies) => {
  const settingsOf = settingsReader(kernel);
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

const label: Draw = ({ kernel, printer }, exams, copies) => {
  const now = kernel.clock.now().toISOString();
  const labels = exams.map((exam) => examLabel({ exam, hospital: exam.institutionName || kernel.hospital.name, now }));
  return printer.renderLabel(repeated(labels, copies));
};

const request: Draw = async ({ kernel, printer, caller }, exams, copies) => {
  const settingsOf = settingsReader(kernel);
  const sheets = await Promise.all(
    exams.map(async (exam) =>
      requestSheet({
        exam,
        settings: await settingsOf(exam.service),
        hospital: exam.institutionName || kernel.hospital.name,
        now: kernel.clock.now().toISOString(),
        printedBy: caller.person?.name ?? '',
      }),
    ),
  );
  return printer.renderRequests(repeated(sheets, copies));
};

const papers: Record<string, { draw: Draw; duties: readonly ReachDuty[] }> = {
  slip: { draw: slip, duties: ['register', 'acquire'] },
  label: { draw: label, duties: ['register', 'acquire'] },
  // Who may see what it says may have it on paper.
  request: { draw: request, duties: reachDuties },
};

/**
 * In the order asked for; all of them or none.
 * @throws INPUT_INVALID, NOT_FOUND, RIGHT_MISSING for an exam of another institution or without one of the duties
 */
async function examsAsked(
  { kernel, caller }: Desk,
  request: Request,
  { act, duties }: { act: string; duties: readonly ReachDuty[] },
) {
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
      requireExamAccess(caller, await actorOf(kernel, db, caller), exam, duties),
    );
    exams.push(exam);
  }
  return { exams, copies: query.data.copies };
}

export function slipRoutes(kernel: Kernel, printer: ReportPrinter): PlainRoute[] {
  return Object.entries(papers).map(([name, { draw, duties }]) => ({
    method: 'GET',
    path: `/exam-reports/${name}`,
    public: false,
    async handle(request, caller) {
      const desk = { kernel, printer, caller };
      const { exams, copies } = await examsAsked(desk, request, { act: `orders.${name}`, duties });
      const bytes = await draw(desk, exams, copies);
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
