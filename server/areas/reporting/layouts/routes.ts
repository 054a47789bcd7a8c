// The layouts' part of the contract: each procedure names its act or its read, nothing more.
import type { Kernel } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import type { ReportPrinter } from '../pdf/index.ts';
import { saveLogo } from './logo.ts';
import { choosePaper, reportPaper } from './paper.ts';
import { previewLayout } from './preview.ts';
import { layoutList, saveLayout } from './save.ts';

export function paperLayoutRoutes(
  kernel: Kernel,
  examReports: Implementer['examReports'],
  printer: () => ReportPrinter,
) {
  return {
    layouts: examReports.layouts.handler(({ input, context }) => layoutList(kernel, context.caller, input.service)),
    saveLayout: examReports.saveLayout.handler(({ input, context }) => saveLayout(kernel, context.caller, input)),
    saveLogo: examReports.saveLogo.handler(({ input, context }) => saveLogo(kernel, context.caller, input)),
    previewLayout: examReports.previewLayout.handler(({ input, context }) =>
      previewLayout(kernel, context.caller, printer(), input),
    ),
    paper: examReports.paper.handler(({ input, context }) => reportPaper(kernel, context.caller, input.reportId)),
    choosePaper: examReports.choosePaper.handler(({ input, context }) => choosePaper(kernel, context.caller, input)),
  };
}
