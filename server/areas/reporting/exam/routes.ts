// The exam reports' part of the contract: each procedure names its act or its read, nothing more.
import type { Kernel } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import { paperLayoutRoutes } from '../layouts/routes.ts';
import type { ReportPrinter } from '../pdf/index.ts';
import type { Verifier } from '../verify.ts';
import { type Certified, signaturesOfExam } from './certified.ts';
import { autosave } from './draft.ts';
import { markPrinted } from './paper.ts';
import { reportsOfExam } from './read.ts';
import { amendReport, giveReportBack, recallReport, releaseReport, submitReport } from './sign.ts';
import { savePhrase, saveTemplate, templatesFor } from './templates.ts';

export function examReportRoutes(
  kernel: Kernel,
  { examReports }: Implementer,
  verifier: () => Verifier,
  printer: () => ReportPrinter,
  certified: (origin: string | undefined) => Certified,
) {
  return examReports.router({
    ...paperLayoutRoutes(kernel, examReports, printer),
    ofExam: examReports.ofExam.handler(({ input, context }) => reportsOfExam(kernel, context.caller, input.examId)),
    signatures: examReports.signatures.handler(({ input, context }) =>
      signaturesOfExam(kernel, context.caller, input.examId),
    ),
    saveDraft: examReports.saveDraft.handler(({ input, context }) => autosave(kernel, context.caller, input)),
    submit: examReports.submit.handler(({ input, context }) =>
      submitReport(kernel, context.caller, input, certified(context.origin)),
    ),
    giveBack: examReports.giveBack.handler(({ input, context }) => giveReportBack(kernel, context.caller, input)),
    release: examReports.release.handler(({ input, context }) =>
      releaseReport(kernel, context.caller, input, certified(context.origin)),
    ),
    amend: examReports.amend.handler(({ input, context }) => amendReport(kernel, context.caller, input)),
    recall: examReports.recall.handler(({ input, context }) => recallReport(kernel, context.caller, input)),
    printed: examReports.printed.handler(({ input, context }) => markPrinted(kernel, context.caller, input)),
    templates: examReports.templates.handler(({ input, context }) =>
      templatesFor(kernel, context.caller, input.service),
    ),
    saveTemplate: examReports.saveTemplate.handler(({ input, context }) => saveTemplate(kernel, context.caller, input)),
    savePhrase: examReports.savePhrase.handler(({ input, context }) => savePhrase(kernel, context.caller, input)),
    verify: examReports.verify.handler(({ input, context }) => verifier().verifyExam(context.caller, input.code)),
  });
}
