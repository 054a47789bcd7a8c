// The released report behind a link to one study: whether there is one, and its paper. A token opens this exam's report and no other.
import type { LinkedReport } from '../../../../core/imaging/linked-study.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { bearerOf, checkToken } from '../../imaging/module.ts';
import { withPaper } from '../layouts/paper.ts';
import { verifyBase } from '../paper-routes.ts';
import type { ReportPrinter } from '../pdf/index.ts';
import { signedPaperInForce } from './certified.ts';
import { definedReports } from './field-definitions.ts';
import { editionsOf } from './store.ts';

interface LinkedExam {
  studyUid: string;
  label: string;
  /** Null: not matched to an exam, or nothing was released. */
  edition: Awaited<ReturnType<typeof editionsOf>>[number] | null;
}

/** @throws LOGIN_REQUIRED, NOT_FOUND */
async function linkedExam(kernel: Kernel, token: string): Promise<LinkedExam> {
  const { studyUid, label } = await checkToken(kernel, token);
  if (studyUid === null) throw fail('NOT_FOUND', { what: 'study' });
  const study = await kernel.db
    .selectFrom('imaging_study')
    .select('exam_id')
    .where('uid', '=', studyUid)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!study) throw fail('NOT_FOUND', { what: 'study', studyUid });
  const editions = study.exam_id === null ? [] : await editionsOf(kernel.db, study.exam_id);
  const edition = editions.find(({ report, head }) => report.state === 'final' && head !== null) ?? null;
  return { studyUid, label, edition };
}

function refusal(error: unknown): Response {
  if (!(error instanceof YishuError)) throw error;
  const { code, message, detail } = error;
  return Response.json({ code, message, detail }, { status: errorTable[code].http });
}

/** Nothing that fails here is logged with its address: the token is part of it. */
async function paper(kernel: Kernel, printer: ReportPrinter, request: Request, caller: Caller, token: string) {
  const { edition, label } = await linkedExam(kernel, token);
  if (!edition?.head) throw fail('NOT_FOUND', { what: 'exam report' });
  const { report, head } = edition;
  await kernel.audit(
    { ...caller, person: null, rights: [], mode: 'system' },
    {
      act: 'examReports.linkedPdf',
      subject: head.accessionNumber,
      patientId: edition.patientId,
      detail: `${label}, edition ${report.edition}`,
    },
  );
  const [drawn = report] = await definedReports(kernel.db, [report]);
  const sheet = { report: drawn, head, ...(await withPaper(kernel.db, edition, null)) };
  const bytes =
    (await signedPaperInForce(kernel, report)) ??
    (await printer.renderExams([sheet], {
      verifyBase: verifyBase(kernel, new URL(request.url)),
      printedAt: kernel.clock.now().toISOString(),
      printedBy: '',
    }));
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': 'inline; filename="exam-report.pdf"',
      'cache-control': 'no-store',
    },
  });
}

export function linkedPaperRoutes(kernel: Kernel, printer: ReportPrinter): PlainRoute[] {
  const told: PlainRoute = {
    method: 'GET',
    path: '/imaging/linked-report',
    public: true,
    tokens: true,
    async handle(request) {
      try {
        const { edition } = await linkedExam(kernel, bearerOf(request) ?? '');
        const report = edition?.report;
        const answer: LinkedReport = {
          released: report
            ? { edition: report.edition, releasedAt: report.releasedAt ?? '', positive: report.content.positive }
            : null,
        };
        return Response.json(answer);
      } catch (error) {
        return refusal(error);
      }
    },
  };
  const pdf: PlainRoute = {
    method: 'GET',
    path: '/view/:token/report.pdf',
    public: true,
    tokens: true,
    handle: (request, caller, params) =>
      paper(kernel, printer, request, caller, params.token ?? '').catch((error: unknown) => {
        if (error instanceof YishuError) return refusal(error);
        kernel.log('error', 'the report behind a link could not be drawn', { error: String(error) });
        return refusal(fail('INTERNAL', { what: 'report' }));
      }),
  };
  return [told, pdf];
}
