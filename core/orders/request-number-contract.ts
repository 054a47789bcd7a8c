// What the archive's keeper asks and does about request numbers of reported exams: those without, one number, a list of them (RAD-45).
import { z } from 'zod';
import { base, CommandMeta, commandInput, Day, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamDocument, ExamService } from './exam.ts';
import { requestFileLimit, requestVerdicts } from './request-number.ts';

/** A reported exam as the lists show it. */
export const ReportedExam = z.object({
  examId: Id,
  version: Version,
  accessionNumber: z.string(),
  requestNumber: z.string(),
  patientName: ShortText,
  patientNumber: ShortText,
  modality: z.string(),
  procedureName: ShortText,
  departmentName: ShortText,
  requestedAt: Instant,
  releasedAt: Instant.nullable(),
});
export type ReportedExam = z.infer<typeof ReportedExam>;

export const CheckedRequest = z.object({
  line: z.number().int(),
  accessionNumber: z.string(),
  requestNumber: z.string(),
  verdict: z.enum(requestVerdicts),
  other: z.string(),
  exam: ReportedExam.nullable(),
});
export type CheckedRequest = z.infer<typeof CheckedRequest>;

export const RequestNumberChange = z.object({
  at: Instant,
  by: ShortText,
  before: z.string(),
  after: z.string(),
  reason: LongText,
  source: z.enum(['person', 'list']),
});
export type RequestNumberChange = z.infer<typeof RequestNumberChange>;

const RequestNumber = z.string().min(1).max(64);

export const requestNumberContract = {
  /** Reported exams without a request number, by the day of the report; with `text` any reported exam that it names, to correct its number. */
  requestNumberGaps: base
    .route({ method: 'POST', path: '/exams/request-numbers/gaps' })
    .input(
      z.object({
        service: ExamService,
        from: Day,
        to: Day,
        /** An accession or patient number, or part of a name. */
        text: z.string().max(100).default(''),
        limit: z.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(z.object({ count: z.number().int(), rows: z.array(ReportedExam) })),
  requestNumberHistory: base
    .route({ method: 'GET', path: '/exams/{examId}/request-numbers' })
    .input(z.object({ examId: Id }))
    .output(z.array(RequestNumberChange)),
  /** @throws DUPLICATE with the accession number of the exam that has it, REASON_REQUIRED to replace one */
  setRequestNumber: base
    .route({ method: 'POST', path: '/exams/request-numbers' })
    .input(commandInput({ examId: Id, expectedVersion: Version, requestNumber: RequestNumber, reason: LongText }))
    .output(ExamDocument),
  /** What a list would do, row by row; nothing is stored. CSV (UTF-8 or GBK) or XLSX. */
  checkRequestNumbers: base
    .route({ method: 'POST', path: '/exams/request-numbers/check' })
    .input(
      z.object({
        service: ExamService,
        name: z.string().max(200),
        /** Base64. */
        content: z.string().max(Math.ceil(requestFileLimit / 3) * 4),
      }),
    )
    .output(z.array(CheckedRequest)),
  /** Each row is a command of its own: in its own transaction, repeated without harm. */
  fillRequestNumbers: base
    .route({ method: 'POST', path: '/exams/request-numbers/fill' })
    .input(
      z.object({
        rows: z
          .array(z.object({ command: CommandMeta, examId: Id, expectedVersion: Version, requestNumber: RequestNumber }))
          .min(1)
          .max(100),
      }),
    )
    .output(z.array(z.object({ examId: Id, code: z.string(), detail: z.string() }))),
};
