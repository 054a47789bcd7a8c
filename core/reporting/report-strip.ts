// A stretch of a long recording that its reader wants on the paper: from when to when, and what it shows.
import { z } from 'zod';
import { Id, ShortText } from '../kernel/contract.ts';

/** The longest that is printed at the standard scale: six rows of ten seconds. */
export const mostStripMs = 60_000;
export const leastStripMs = 1000;
export const mostReportStrips = 24;

export const ReportStrip = z
  .object({
    recordingId: Id,
    /** On the clock of the recording. */
    fromMs: z.number().nonnegative(),
    toMs: z.number().positive(),
    label: ShortText,
  })
  .refine(({ fromMs, toMs }) => toMs - fromMs >= leastStripMs && toMs - fromMs <= mostStripMs, {
    message: `between ${leastStripMs} and ${mostStripMs} ms`,
    path: ['toMs'],
  });
export type ReportStrip = z.infer<typeof ReportStrip>;
