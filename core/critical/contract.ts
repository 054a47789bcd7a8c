// What a station can ask and do about critical values.
import { z } from 'zod';
import { base, commandInput, Id, ShortText, Version } from '../kernel/contract.ts';
import { CriticalDocument } from './model.ts';

/** `ward`: the ordering doctor and department. `head`: who answers for those that raised it. */
export const Concern = z.enum(['ward', 'head']);
export type Concern = z.infer<typeof Concern>;

export const WaitingCount = z.object({
  waiting: z.number().int().nonnegative(),
  calls: z.number().int().nonnegative(),
  known: z.boolean(),
});
export type WaitingCount = z.infer<typeof WaitingCount>;

/** What was read out on the telephone: finds the value that the server has given another id than the station. */
export const CallSubject = z.object({
  subjectId: Id,
  testCode: z.string().max(60),
  value: z.string().max(200),
  unit: z.string().max(60),
});

export const DocumentCallInput = commandInput({
  criticalId: Id,
  expectedVersion: Version,
  outcome: z.enum(['readBack', 'attemptFailed']),
  /** Name of the person who was told and read the value back. */
  to: ShortText,
  phone: ShortText,
  note: z.string().max(1000),
  /** Needed for a value that the station raised by itself while the server was away. */
  about: CallSubject.optional(),
});

export const criticalContract = {
  list: base
    .route({ method: 'GET', path: '/critical' })
    .input(z.object({ state: z.enum(['open', 'all']), days: z.coerce.number().int().min(1).max(366).default(3) }))
    .output(z.object({ rows: z.array(CriticalDocument), asOf: z.string() })),
  /** Those that the asker has to know of: the ward that asked, and a head after the escalation (RAD-44); withdrawn ones until that was seen. */
  mine: base
    .route({ method: 'GET', path: '/critical/mine' })
    .input(z.object({ days: z.coerce.number().int().min(1).max(30).default(3) }))
    .output(z.object({ rows: z.array(z.object({ critical: CriticalDocument, as: Concern })), asOf: z.string() })),
  /**
   * For a screen that is locked: how many wait for its person, and how often one was raised or escalated since. Leaves no row in the trail:
   * nobody is named. `known: false`: the server is away, and only what this station raised by itself is counted.
   */
  waiting: base.route({ method: 'GET', path: '/critical/waiting' }).output(WaitingCount),
  /** It stands on the asker's screen. */
  reached: base
    .route({ method: 'POST', path: '/critical/reached' })
    .input(commandInput({ criticalId: Id }))
    .output(CriticalDocument),
  /** Documents one call: who was told, read-back, or a failed attempt. */
  documentCall: base
    .route({ method: 'POST', path: '/critical/call' })
    .input(DocumentCallInput)
    .output(CriticalDocument),
  /** The ward says what it did (also comes from the HIS). */
  acknowledge: base
    .route({ method: 'POST', path: '/critical/acknowledge' })
    .input(commandInput({ criticalId: Id, expectedVersion: Version, note: z.string().max(1000) }))
    .output(CriticalDocument),
};
