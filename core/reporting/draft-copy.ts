// Text of a report that the server does not have: what it was written on, and when.
import { z } from 'zod';
import { Instant } from '../kernel/contract.ts';
import { ExamReportContent } from './exam-report.ts';

export const DraftCopy = z.object({
  at: Instant,
  /** Version of the report that was written on; 0 when there was none. */
  baseVersion: z.number().int(),
  content: ExamReportContent,
});
export type DraftCopy = z.infer<typeof DraftCopy>;

/** What a station keeps of one person's text about one exam, until the server has it or the person throws it away. */
export const KeptText = z.object({
  /** What is being written. */
  typed: DraftCopy.nullable(),
  /** What an earlier look at the exam left over, the newest first; nobody has decided about it yet. */
  left: z.array(DraftCopy).max(5),
});
export type KeptText = z.infer<typeof KeptText>;
