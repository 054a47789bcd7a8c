// The paper of a report that went out, for who may have it by another rule than a person's: as it was signed, or drawn with the mark that it was recalled.
import { fail } from '../../../core/kernel/errors.ts';
import type { Kernel } from '../../kernel/types.ts';
import { ecgSheetOf } from './ecg-pdf/sheet-of.ts';
import { signedPaperInForce } from './exam/certified.ts';
import { definedReports } from './exam/field-definitions.ts';
import type { RecordingForPrint } from './exam/paper.ts';
import { reportById } from './exam/store.ts';
import { withPaper } from './layouts/paper.ts';
import type { PrintWorker } from './pdf/print-worker.ts';
import { reportsById } from './store.ts';

export interface ReleasedPaper {
  kind: 'exam' | 'lab';
  reportId: string;
  /** Of the page that says whether a code is genuine, up to the code. */
  verifyBase: string;
}

/** PDF. Who may have it is the caller's business. @throws NOT_FOUND for what never went out */
export async function releasedPaper(
  kernel: Kernel,
  printer: PrintWorker,
  recordingOf: RecordingForPrint,
  { kind, reportId, verifyBase }: ReleasedPaper,
): Promise<Uint8Array> {
  const options = { verifyBase, printedAt: kernel.clock.now().toISOString(), printedBy: '' };
  if (kind === 'lab') {
    const found = (await reportsById(kernel.db, [reportId])).get(reportId);
    if (!found) throw fail('NOT_FOUND', { what: 'report', reportId });
    return printer.renderReports([found.report], options);
  }
  const stored = await reportById(kernel.db, reportId);
  if (!stored?.head || stored.report.releasedAt === null) throw fail('NOT_FOUND', { what: 'exam report', reportId });
  const signed = await signedPaperInForce(kernel, stored.report);
  if (signed) return signed;
  const [report = stored.report] = await definedReports(kernel.db, [stored.report]);
  const sheet = { report, head: stored.head, ...(await withPaper(kernel.db, stored, null)) };
  return report.service === 'ecg'
    ? printer.renderEcg([ecgSheetOf(sheet, await recordingOf(report.examId, {}, report.content.strips), options)])
    : printer.renderExams([sheet], options);
}
