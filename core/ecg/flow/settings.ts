// What an ECG department sets for itself: time limits of alarms, who answers for a department, how reports are printed.
import { z } from 'zod';
import { Id, ShortText, Version } from '../../kernel/contract.ts';
import { arrangements } from '../paper/arrange.ts';

export const EcgSettings = z.object({
  version: Version,
  /** Until a reading doctor acknowledges, else the alarm goes to all recipients again and to the next department heads. */
  acknowledgeMinutes: z.number().int().min(1).max(240),
  /** Between one escalation and the next. */
  escalateEveryMinutes: z.number().int().min(1).max(240),
  /** After so many it stays on the screens without a further push. */
  maxEscalations: z.number().int().min(0).max(20),
  departmentHeads: z.array(z.object({ departmentId: z.string().max(64), personId: Id, name: ShortText })).max(500),
  /** A suspected critical tracing of an institution without people who read, which no rule sends on, is asked of its superior at once. */
  criticalGoesUp: z.boolean().default(true),
  /** Across midnight a recording finds the patient's exam that began so many hours before; 0: only that of the same day. */
  matchNightHours: z.number().int().min(0).max(12).default(4),
  /** What the carts' clocks may be behind by. */
  cartClockMinutes: z.number().int().min(0).max(60).default(15),
  /** How the tracing stands on printed reports, unless the person who prints says otherwise. */
  printArrangement: z.enum(arrangements).default('3x4+1'),
});
export type EcgSettings = z.infer<typeof EcgSettings>;

export const defaultSettings: EcgSettings = {
  version: 0,
  acknowledgeMinutes: 5,
  escalateEveryMinutes: 5,
  maxEscalations: 3,
  departmentHeads: [],
  criticalGoesUp: true,
  matchNightHours: 4,
  cartClockMinutes: 15,
  printArrangement: '3x4+1',
};
