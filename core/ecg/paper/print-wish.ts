// What a person chooses when an ECG is printed; absent is the sensible way of the recording at hand.
import { z } from 'zod';
import { arrangements } from './arrange.ts';

/** Of a recording longer than a page: its key strips, all of it small, both, or its beginning alone. */
export const longPrints = ['strips', 'overview', 'both', 'start'] as const;
export type LongPrint = (typeof longPrints)[number];

/** As query parameters of the paper's address. */
export const PrintWish = z.object({
  /** How the leads stand; absent is the department's way. */
  arrangement: z.enum(arrangements).optional(),
  long: z.enum(longPrints).optional(),
  /** With the table of amplitudes and ST levels of each lead. */
  matrix: z.literal('1').optional(),
});
export type PrintWish = z.infer<typeof PrintWish>;

const anHourMs = 3_600_000;

/** Up to an hour the overview is a page or two: it comes with the strips. A day's is asked for. */
export const longPrintOf = (wish: LongPrint | undefined, durationMs: number): LongPrint =>
  wish ?? (durationMs <= anHourMs ? 'both' : 'strips');
