// The reporting area: report versions, print and preview, labels, and the page that says whether a report is genuine.
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { AreaModule, DocumentSource, PlainRoute } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import { type Retention, startRetention } from '../../kernel/retention.ts';
import type { Kernel } from '../../kernel/types.ts';
import { makeThrottle } from '../identity/module.ts';
import { createDictionaryCache, type ReportPort } from '../lab/module.ts';
import type { Signer } from '../signing/module.ts';
import type { RequireLooked } from './exam/certified.ts';
import { ecgLinkedRoutes, type LookAtEcgExam } from './exam/ecg-linked.ts';
import { definedReports } from './exam/field-definitions.ts';
import { linkedPaperRoutes } from './exam/linked-paper.ts';
import { ecgPictureRoute, examPaperRoute, type RecordingForPrint } from './exam/paper.ts';
import { visibleReports } from './exam/read.ts';
import { examReportRoutes } from './exam/routes.ts';
import { shipTemplates } from './exam/ship.ts';
import { slipRoutes } from './exam/slip-routes.ts';
import { reportsTold } from './exam/told.ts';
import { logoRoute } from './layouts/logo.ts';
import { paperRoutes } from './paper-routes.ts';
import { createPrintWorker, type PrintWorker } from './pdf/print-worker.ts';
import { printReports } from './print.ts';
import { type ReleasedPaper, releasedPaper } from './released-paper.ts';
import { releaseReport, reportsOfSpecimen, withdrawReport } from './store.ts';
import { makeVerifier, type Verifier } from './verify.ts';
import { verificationResponse } from './verify-page.ts';

export { autosave } from './exam/draft.ts';
export { definedReports } from './exam/field-definitions.ts';
export { releaseReport as releaseExamReport, submitReport } from './exam/sign.ts';
export { reportById as examReportById } from './exam/store.ts';
export { saveTemplate } from './exam/templates.ts';
export type { ReleasedPaper } from './released-paper.ts';

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

/** A job only names reports: after a month it is printed anew. */
const printJobRetention: readonly Retention[] = [{ table: 'report_print_job', column: 'at', keptMs: 30 * 86_400_000 }];

interface Parts {
  printer: PrintWorker;
  verifier: Verifier;
}

function makeParts(kernel: Kernel): Parts {
  // A person compares a few papers in a minute; thirty tries find no code of 60 bits.
  const throttle = makeThrottle({ tries: 30, perMs: 60_000, now: () => kernel.clock.now().getTime() });
  return {
    printer: createPrintWorker({ log: kernel.log }),
    verifier: makeVerifier({ kernel, allow: throttle.allow }),
  };
}

function verifyRoute(kernel: Kernel, verifier: Verifier): PlainRoute {
  return {
    method: 'GET',
    path: '/verify/:code',
    public: true,
    async handle(_request, caller, params) {
      try {
        return verificationResponse(await verifier.verify(caller, params.code ?? ''), kernel.hospital.name);
      } catch (error) {
        if (!(error instanceof YishuError) || error.code !== 'SERVER_BUSY') throw error;
        return verificationResponse('busy', kernel.hospital.name);
      }
    },
  };
}

function reportDocuments(kernel: Kernel): DocumentSource {
  return {
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
  };
}

function examReportDocuments(kernel: Kernel): DocumentSource {
  return {
    kind: 'examReport',
    span: 'recent',
    async read(ids, caller) {
      const seen = await visibleReports(kernel, caller, uuidsOf(ids));
      const reports = await definedReports(
        kernel.db,
        seen.map(({ report }) => report),
      );
      return new Map(reports.map((report) => [report.id, report]));
    },
    told: (changes, caller) => reportsTold(kernel, changes, caller),
  };
}

export interface ReportingArea extends AreaModule {
  /** The paper of a report that went out, as PDF. @throws NOT_FOUND */
  paper(kernel: Kernel, wanted: ReleasedPaper): Promise<Uint8Array>;
}

const noLink: LookAtEcgExam = async () => {
  throw fail('NOT_FOUND', { what: 'link' });
};

/** `signer`: certificates under reports; `recordingOf`: where the tracing of an ECG report comes from; `lookAtEcg`: which exam a link to an ECG opens; `requireLooked`: what has to be opened before it is signed. */
export function reportingModule(
  signer: (kernel: Kernel) => Signer,
  recordingOf: RecordingForPrint = async () => null,
  lookAtEcg: LookAtEcgExam = noLink,
  requireLooked: RequireLooked = async () => {},
): ReportingArea {
  let parts: Parts | null = null;
  /** One printer and one count of tries for the server, whichever of the functions below is asked first. */
  function partsFor(kernel: Kernel): Parts {
    parts ??= makeParts(kernel);
    return parts;
  }
  return {
    name: 'reporting',
    paper: (kernel, wanted) => releasedPaper(kernel, partsFor(kernel).printer, recordingOf, wanted),
    plain: (kernel) => {
      const { printer, verifier } = partsFor(kernel);
      return [
        ...paperRoutes(kernel, printer),
        examPaperRoute(kernel, printer, recordingOf),
        ecgPictureRoute(kernel, printer, recordingOf),
        ...linkedPaperRoutes(kernel, printer),
        ...slipRoutes(kernel, printer),
        logoRoute(kernel),
        ...ecgLinkedRoutes({ kernel, printer, look: lookAtEcg, recordingOf }),
        verifyRoute(kernel, verifier),
      ];
    },
    documents: (kernel) => [reportDocuments(kernel), examReportDocuments(kernel)],
    start: async (kernel) => {
      await shipTemplates(kernel);
      const retention = startRetention(kernel, printJobRetention);
      return {
        async stop() {
          await retention.stop();
          await partsFor(kernel).printer.close();
        },
      };
    },
    routes: (kernel, os) => ({
      examReports: examReportRoutes(
        kernel,
        os,
        () => partsFor(kernel).verifier,
        () => partsFor(kernel).printer,
        (origin = '') => ({
          signer: signer(kernel),
          printer: partsFor(kernel).printer,
          recordingOf,
          requireLooked,
          verifyBase: `${kernel.publicOrigin ?? origin}/verify/`,
        }),
      ),
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
        verify: os.reporting.verify.handler(({ input, context }) =>
          partsFor(kernel).verifier.verify(context.caller, input.code),
        ),
      }),
    }),
  };
}
