// What a station can ask and do about reports of exams; printing is a plain route, /exam-reports/pdf?id=ID, and its preview the same PDF.
import { z } from 'zod';
import { base, commandInput, Id, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';
import { CertificateUse, SignatureAnswer } from '../signing/model.ts';
import { ExamPhrase, ExamReport, ExamReportContent, ExamReportTemplate } from './exam-report.ts';
import { paperLayoutContract } from './paper-layout-contract.ts';

/** Signatures with certificates under one edition, as checked now. */
export const ReportSignatures = z.object({ reportId: Id, signatures: z.array(SignatureAnswer) });
export type ReportSignatures = z.infer<typeof ReportSignatures>;

const reportCommand = <Shape extends z.ZodRawShape>(shape: Shape) =>
  commandInput({ reportId: Id, expectedVersion: Version, ...shape });

export const examReportContract = {
  ...paperLayoutContract,
  /** All editions of an exam's report, newest first. */
  ofExam: base
    .route({ method: 'GET', path: '/exam-reports/of-exam/{examId}' })
    .input(z.object({ examId: Id }))
    .output(z.array(ExamReport)),
  /**
   * Stores the draft (made at the first save). `fence` is that of the exam's lock; another holder is refused with LOCK_LOST and both
   * drafts are kept: the refused one comes back as a parked command that its author decides about.
   */
  saveDraft: base
    .route({ method: 'POST', path: '/exam-reports/draft' })
    .input(
      commandInput({
        examId: Id,
        reportId: Id,
        expectedVersion: Version,
        fence: z.number().int().positive(),
        content: ExamReportContent,
      }),
    )
    .output(ExamReport),
  /** Under each edition that the asker may see. */
  signatures: base
    .route({ method: 'GET', path: '/exam-reports/signatures/{examId}' })
    .input(z.object({ examId: Id }))
    .output(z.array(ReportSignatures)),
  /** The author signs; waits for the reviewer. */
  submit: base
    .route({ method: 'POST', path: '/exam-reports/submit' })
    .input(reportCommand({ content: ExamReportContent, certificate: CertificateUse.optional() }))
    .output(ExamReport),
  /** Back to the author, with the reason. */
  giveBack: base
    .route({ method: 'POST', path: '/exam-reports/return' })
    .input(reportCommand({ reason: LongText.min(2) }))
    .output(ExamReport),
  /** The second person signs; what he changed stays visible as corrections. One person may do both only where the hospital allows it. */
  release: base
    .route({ method: 'POST', path: '/exam-reports/release' })
    .input(reportCommand({ content: ExamReportContent, certificate: CertificateUse.optional() }))
    .output(ExamReport),
  /** Opens the next edition with the content of the last. */
  amend: base
    .route({ method: 'POST', path: '/exam-reports/amend' })
    .input(reportCommand({ reason: LongText.min(2) }))
    .output(ExamReport),
  recall: base
    .route({ method: 'POST', path: '/exam-reports/recall' })
    .input(reportCommand({ reason: LongText.min(2) }))
    .output(ExamReport),
  /** Says that the paper was printed. */
  printed: base
    .route({ method: 'POST', path: '/exam-reports/printed' })
    .input(commandInput({ reportId: Id }))
    .output(ExamReport),
  templates: base
    .route({ method: 'GET', path: '/exam-reports/templates' })
    .input(z.object({ service: ExamService }))
    .output(z.object({ templates: z.array(ExamReportTemplate), phrases: z.array(ExamPhrase) })),
  saveTemplate: base
    .route({ method: 'POST', path: '/exam-reports/templates' })
    .input(commandInput({ template: ExamReportTemplate }))
    .output(ExamReportTemplate),
  savePhrase: base
    .route({ method: 'POST', path: '/exam-reports/phrases' })
    .input(commandInput({ phrase: ExamPhrase }))
    .output(ExamPhrase),
  /** Confirms a printed code, without a session. */
  verify: base
    .route({ method: 'GET', path: '/exam-reports/verify/{code}' })
    .input(z.object({ code: z.string().min(6).max(32) }))
    .output(
      z.object({
        valid: z.boolean(),
        state: z.string().nullable(),
        patientName: ShortText.nullable(),
        title: ShortText.nullable(),
        accessionNumber: z.string().nullable(),
        releasedAt: z.string().nullable(),
        edition: z.number().nullable(),
        /** As checked now; empty when nobody signed with a certificate. */
        signatures: z.array(SignatureAnswer),
      }),
    ),
};
