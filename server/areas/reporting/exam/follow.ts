// What follows from a change of a report: the exam's short form of it, a remote request that is done, and messages to who waits for it.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { followReport } from '../../../../core/orders/exam-remote.ts';
import type { ExamContext } from '../../../../core/orders/exam-rules.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { reportSummary } from '../../../../core/reporting/exam-summary.ts';
import type { CommandWork } from '../../../kernel/types.ts';
import { reportSystems, saveExam } from '../../orders/module.ts';
import { editionsOf } from './store.ts';

/** Stores the exam with its report as it now is; `release` gives the lock back. */
export async function followExam(
  work: CommandWork,
  exam: ExamDocument,
  context: ExamContext,
  part: Partial<ExamDocument> = {},
): Promise<ExamDocument> {
  const editions = await editionsOf(work.tx, exam.id);
  const printed = editions.find((one) => one.report.releasedAt !== null)?.printed ?? null;
  const report = reportSummary(
    editions.map((one) => one.report),
    printed,
  );
  const changed = { ...exam, ...part, report, version: exam.version + 1 };
  return saveExam(work, exam, { ...changed, remote: followReport(changed, context) });
}

/** To the HIS, and to the institution that asked and those that sent it on, where they have systems of their own (RAD-64, ECG-41). */
export async function tellReport(work: CommandWork, exam: ExamDocument, report: ExamReport): Promise<void> {
  for (const peer of await reportSystems(work.tx, exam)) {
    work.outgoing({
      interface: 'hl7',
      peer,
      type: 'ORU^R01',
      subject: exam.accessionNumber,
      payload: { kind: 'examReport', examId: exam.id, reportId: report.id },
    });
  }
}
