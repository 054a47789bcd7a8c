// The released report behind a link to one ECG: its words for the clinicians' page, its paper as PDF and as JPEG. A link opens this exam's report and no other.
import type { LinkedEcgReport } from '../../../../core/ecg/flow/linked.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { bearerOf } from '../../imaging/module.ts';
import { ecgSheetOf } from '../ecg-pdf/sheet-of.ts';
import { verifyBase } from '../paper-routes.ts';
import type { PrintWorker } from '../pdf/print-worker.ts';
import { signedPaperInForce } from './certified.ts';
import type { RecordingForPrint } from './paper.ts';
import { editionsOf } from './store.ts';

/** From the area that keeps the links; it writes the look into the audit trail. @throws LOGIN_REQUIRED, NOT_FOUND */
export type LookAtEcgExam = (
  kernel: Kernel,
  caller: Caller,
  look: { token: string; act: string },
) => Promise<{ examId: string | null }>;

export interface EcgLinkParts {
  kernel: Kernel;
  printer: PrintWorker;
  look: LookAtEcgExam;
  recordingOf: RecordingForPrint;
}

async function releasedOf(kernel: Kernel, examId: string | null) {
  const editions = examId === null ? [] : await editionsOf(kernel.db, examId);
  for (const { report, head } of editions) if (report.state === 'final' && head !== null) return { report, head };
  return null;
}

/** Nothing that fails here is logged with its address: the token is part of it. */
function refusal(kernel: Kernel, error: unknown): Response {
  const known = error instanceof YishuError ? error : fail('INTERNAL', { what: 'report' });
  if (known !== error) kernel.log('error', 'the ECG report behind a link could not be drawn', { error: String(error) });
  const { code, message, detail } = known;
  return Response.json({ code, message, detail }, { status: errorTable[code].http });
}

async function told({ kernel, look }: EcgLinkParts, request: Request, caller: Caller): Promise<Response> {
  const { examId } = await look(kernel, caller, { token: bearerOf(request) ?? '', act: 'ecg.replayReport' });
  const found = await releasedOf(kernel, examId);
  const { content, edition, releasedAt, signatures } = found?.report ?? {};
  const answer: LinkedEcgReport = {
    released:
      content && edition !== undefined
        ? {
            edition,
            releasedAt: releasedAt ?? '',
            findings: content.findings,
            impression: content.impression,
            positive: content.positive,
            measurements: content.measurements.map((one) => ({ ...one, source: '' })),
            signatures: (signatures ?? []).map(({ role, personName, at }) => ({ role, name: personName, at })),
          }
        : null,
  };
  return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
}

type Form = 'pdf' | 'jpg';

async function paper(parts: EcgLinkParts, request: Request, caller: Caller, token: string, form: Form) {
  const { kernel, printer, look, recordingOf } = parts;
  const act = form === 'pdf' ? 'examReports.linkedPdf' : 'examReports.linkedPicture';
  const { examId } = await look(kernel, caller, { token, act });
  const sheet = await releasedOf(kernel, examId);
  if (!sheet || examId === null) throw fail('NOT_FOUND', { what: 'exam report' });
  const made = ecgSheetOf(sheet, await recordingOf(examId, {}, sheet.report.content.strips), {
    verifyBase: verifyBase(kernel, new URL(request.url)),
    printedAt: kernel.clock.now().toISOString(),
    printedBy: '',
  });
  const bytes =
    form === 'pdf'
      ? ((await signedPaperInForce(kernel, sheet.report)) ?? (await printer.renderEcg([made])))
      : await printer.renderEcgPicture(made, { type: 'image/jpeg', dpi: 200, page: null });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': form === 'pdf' ? 'application/pdf' : 'image/jpeg',
      'content-disposition': `inline; filename="ecg-report.${form}"`,
      'cache-control': 'no-store',
    },
  });
}

export function ecgLinkedRoutes(parts: EcgLinkParts): PlainRoute[] {
  const guarded = (answer: Promise<Response>) => answer.catch((error: unknown) => refusal(parts.kernel, error));
  const papers = (['pdf', 'jpg'] as const).map(
    (form): PlainRoute => ({
      method: 'GET',
      path: `/ecg-view/:token/report.${form}`,
      public: true,
      tokens: true,
      handle: (request, caller, { token = '' }) => guarded(paper(parts, request, caller, token, form)),
    }),
  );
  return [
    {
      method: 'GET',
      path: '/ecg/replay/report',
      public: true,
      tokens: true,
      handle: (request, caller) => guarded(told(parts, request, caller)),
    },
    ...papers,
  ];
}
