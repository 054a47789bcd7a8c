// The reporting area: report versions, print and preview, labels, and the page that says whether a report is genuine.
import { fail } from '../../../core/kernel/errors.ts';
import { isUnaltered } from '../../../core/reporting/canonical.ts';
import { readCode } from '../../../core/reporting/verification-code.ts';
import { maySeeGroup, requireAccess } from '../../kernel/access.ts';
import type { AreaModule, PlainRoute } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { createDictionaryCache, type ReportPort } from '../lab/module.ts';
import { createReportPrinter, type ReportPrinter } from './pdf/index.ts';
import { labelOf, printReports, reportsToPrint } from './print.ts';
import { releaseReport, reportByCode, reportHash, reportsOfSpecimen, withdrawReport } from './store.ts';
import { unknownCode, verificationOf, verificationPage } from './verify-page.ts';

/** What a signature in any area needs of reports. */
export function reportPort(kernel: Kernel): ReportPort {
  const dictionaries = createDictionaryCache();
  return {
    async release(work, document) {
      await releaseReport(kernel, work, document, await dictionaries.load(work.tx));
    },
    withdraw: withdrawReport,
  };
}

async function verify(kernel: Kernel, typed: string) {
  const code = readCode(typed);
  const report = code && (await reportByCode(kernel.db, code));
  return report ? verificationOf(report, isUnaltered(report, reportHash)) : unknownCode;
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

const papers = ['A4', 'A5', 'B5'] as const;

function plainRoutes(kernel: Kernel, printer: ReportPrinter): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/reports/pdf',
      public: false,
      async handle(request, caller) {
        requireAccess(caller, 'lab.print');
        const { searchParams, origin } = new URL(request.url);
        const ids = (searchParams.get('ids') ?? '').split(',').filter((id) => /^[0-9a-f-]{36}$/.test(id));
        if (ids.length === 0 || ids.length > 500)
          throw fail('INPUT_INVALID', { fields: ['ids: one to 500 report ids'] });
        const reports = await reportsToPrint(kernel, caller, ids);
        const copies = Math.min(5, Math.max(1, Number(searchParams.get('copies')) || 1));
        for (const report of reports) {
          await kernel.audit(caller, {
            act: 'reporting.pdf',
            subject: report.barcode,
            detail: `version ${report.version}`,
          });
        }
        const bytes = await printer.renderReports(Array.from({ length: copies }, () => reports).flat(), {
          verifyUrl: (code) => `${origin}/verify/${code}`,
          printedAt: kernel.clock.now().toISOString(),
          paper: papers.find((paper) => paper === searchParams.get('paper')),
          printedBy: caller.person?.name ?? '',
        });
        return pdf(bytes, 'report.pdf');
      },
    },
    {
      method: 'GET',
      path: '/reports/label',
      public: false,
      async handle(request, caller) {
        requireAccess(caller, 'lab.print');
        const { searchParams } = new URL(request.url);
        const specimenId = searchParams.get('specimen') ?? '';
        const label = await labelOf(kernel, caller, specimenId);
        await kernel.audit(caller, { act: 'reporting.label', subject: label.barcode });
        const copies = Math.min(10, Math.max(1, Number(searchParams.get('copies')) || 1));
        return pdf(await printer.renderLabel(Array.from({ length: copies }, () => label)), 'label.pdf');
      },
    },
    {
      method: 'GET',
      path: '/verify/:code',
      public: true,
      async handle(_request, _caller, params) {
        const page = verificationPage(await verify(kernel, params.code ?? ''), kernel.hospital.name);
        return new Response(page, {
          headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
        });
      },
    },
  ];
}

export const module: AreaModule = {
  name: 'reporting',
  plain: (kernel) => plainRoutes(kernel, createReportPrinter()),
  documents: (kernel) => [
    {
      kind: 'report',
      span: 'recent',
      async read(ids, caller) {
        const rows = await kernel.db
          .selectFrom('report')
          .select(['id', 'group_id', 'doc'])
          .where('id', 'in', [...ids])
          .execute();
        return new Map(rows.filter((row) => maySeeGroup(caller, row.group_id)).map((row) => [row.id, row.doc]));
      },
    },
  ],
  routes: (kernel, os) => ({
    reporting: os.reporting.router({
      versions: os.reporting.versions.handler(({ input, context }) =>
        kernel.read(
          context.caller,
          'lab.view',
          { act: 'reporting.versions', subject: input.specimenId },
          async (db) => {
            const row = await db
              .selectFrom('lab_specimen')
              .select('group_id')
              .where('id', '=', input.specimenId)
              .executeTakeFirst();
            if (!row) throw fail('NOT_FOUND', { specimenId: input.specimenId });
            if (!maySeeGroup(context.caller, row.group_id)) throw fail('RIGHT_MISSING', { groupId: row.group_id });
            return reportsOfSpecimen(db, input.specimenId);
          },
        ),
      ),
      print: os.reporting.print.handler(({ input, context }) => printReports(kernel, context.caller, input)),
      verify: os.reporting.verify.handler(({ input }) => verify(kernel, input.code)),
    }),
  }),
};
