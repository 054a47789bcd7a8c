// Reports per campus in the four states 已写, 未写, 已审, 未审 (RAD-91), and the exams behind each number.
import { z } from 'zod';
import { Day, Id, Instant, ShortText } from '../kernel/contract.ts';
import { ExamReportState, ExamService } from './exam.ts';

/** written + unwritten are all that were examined; reviewed + unreviewed are all that is written. */
export const ReportCountState = z.enum(['written', 'unwritten', 'reviewed', 'unreviewed']);
export type ReportCountState = z.infer<typeof ReportCountState>;

/** By the day of the arrival, in China's time; `to` is included. */
export const ReportCountQuery = z.object({ service: ExamService, from: Day, to: Day });
export type ReportCountQuery = z.infer<typeof ReportCountQuery>;

const count = z.number().int().nonnegative();

export const ReportCountRow = z.object({
  institutionId: z.string(),
  institutionName: ShortText,
  written: count,
  unwritten: count,
  reviewed: count,
  unreviewed: count,
});
export type ReportCountRow = z.infer<typeof ReportCountRow>;

export const ReportCounts = z.object({
  /** The institution of this server first. */
  rows: z.array(ReportCountRow),
  /** `network`: all exams of all institutions. `asked`: its own, and what others asked it to read. */
  scope: z.enum(['network', 'asked']),
  asOf: Instant,
});
export type ReportCounts = z.infer<typeof ReportCounts>;

export const CountedExam = z.object({
  examId: Id,
  accessionNumber: z.string(),
  patientName: ShortText,
  modality: z.string(),
  procedureName: ShortText,
  institutionName: ShortText,
  /** When the person came. */
  at: Instant,
  reportState: ExamReportState,
  author: ShortText,
  reviewer: ShortText,
  /** Its images and report may be opened by the caller. */
  open: z.boolean(),
});
export type CountedExam = z.infer<typeof CountedExam>;

export const CountedExamQuery = ReportCountQuery.extend({
  state: ReportCountState,
  /** Empty: of all institutions. */
  institutionId: z.string().max(64),
});

/** The line of all campuses together. */
export function totalOf(rows: readonly ReportCountRow[]): Pick<ReportCountRow, ReportCountState> {
  const total = { written: 0, unwritten: 0, reviewed: 0, unreviewed: 0 };
  for (const row of rows) for (const state of ReportCountState.options) total[state] += row[state];
  return total;
}
