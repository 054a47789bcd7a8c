// Signatures with certificates under reports: opened before the act, made inside its transaction, with the released paper; and checked for readers.
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ReportSignatures } from '../../../../core/reporting/exam-contract.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { type ExamReportHead, signedText } from '../../../../core/reporting/exam-report-hash.ts';
import type { CertificateUse, SignatureAnswer } from '../../../../core/signing/model.ts';
import { viewRight } from '../../../kernel/access.ts';
import type { AuditEntry, Caller, CommandWork, Kernel, Tx } from '../../../kernel/types.ts';
import { type ActSigned, type ActSigning, checkReport, type Signer, signedPaper } from '../../signing/module.ts';
import { ecgSheetOf } from '../ecg-pdf/sheet-of.ts';
import { withPaper } from '../layouts/paper.ts';
import type { ExamSheet } from '../pdf/exam/sheet.ts';
import type { PrintWorker } from '../pdf/print-worker.ts';
import type { RecordingForPrint } from './paper.ts';
import { maySeeEdition, readableExam } from './read.ts';
import { editionsOf, reportById, type StoredExamReport } from './store.ts';

/** Refuses who never opened what is to be signed, where that is asked for. @throws TRACING_NOT_SEEN */
export type RequireLooked = (tx: Tx, exam: ExamDocument, personId: string) => Promise<void>;

/** What a signature under a report needs beside the report. */
export interface Certified {
  signer: Signer;
  printer: PrintWorker;
  recordingOf: RecordingForPrint;
  requireLooked: RequireLooked;
  /** Under which the page of verification codes is found, up to the code itself. */
  verifyBase: string;
}

/** Before the command; null where reports are made without people, as samples are. */
export async function prepareSigning(
  kernel: Kernel,
  certified: Certified | null,
  caller: Caller,
  input: { reportId: string; certificate?: CertificateUse | undefined },
): Promise<ActSigning | null> {
  if (certified === null) return null;
  const known = await reportById(kernel.db, input.reportId);
  if (!known) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
  return certified.signer.prepare(caller, known.report.service, input.certificate);
}

/** The paper that is signed is drawn once, at its release, in the department's arrangement; `stored` as it will be. */
export async function signReleasedPaper(
  work: CommandWork,
  signed: ActSigned,
  { printer, recordingOf, verifyBase }: Certified,
  released: { stored: StoredExamReport; head: ExamReportHead; exam: ExamDocument },
): Promise<void> {
  const { stored, head, exam } = released;
  const { report } = stored;
  await signed.signPaper(work, async () => {
    const sheet: ExamSheet = { report, head, ...(await withPaper(work.tx, stored, exam)) };
    const options = { verifyBase, printedAt: report.releasedAt ?? '', printedBy: report.reviewer };
    return report.service === 'ecg'
      ? printer.renderEcg([ecgSheetOf(sheet, await recordingOf(report.examId, {}, report.content.strips), options)])
      : printer.renderExams([sheet], options);
  });
}

/** As they are at this moment. A report without its head was not released: then only the author's act is there to be checked. */
export function signaturesUnder(
  kernel: Pick<Kernel, 'db'>,
  { report, head }: { report: ExamReport; head: ExamReportHead | null },
): Promise<SignatureAnswer[]> {
  return checkReport(kernel.db, {
    id: report.id,
    releasedContent: head && signedText(report, head),
    instants: report.signatures.map(({ at }) => at),
  });
}

/** Of all editions that the caller may see, the newest first. */
export function signaturesOfExam(kernel: Kernel, caller: Caller, examId: string): Promise<ReportSignatures[]> {
  const entry: AuditEntry = { act: 'examReports.signatures', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const { exam, actor } = await readableExam(kernel, db, caller, examId, entry);
    const editions = (await editionsOf(db, examId)).filter(({ report }) => maySeeEdition(caller, actor, exam, report));
    const told: ReportSignatures[] = [];
    for (const edition of editions) {
      const signatures = await signaturesUnder(kernel, edition);
      told.push({ reportId: edition.report.id, signatures });
    }
    return told;
  });
}

/** The signed bytes of a report in force; one that was recalled or superseded is drawn anew, with the mark that says so. */
export async function signedPaperInForce(kernel: Pick<Kernel, 'db'>, report: ExamReport): Promise<Buffer | null> {
  return report.state === 'final' ? signedPaper(kernel.db, report.id) : null;
}
