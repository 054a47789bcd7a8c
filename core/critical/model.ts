// Critical values (危急值): raise, notify, read back, acknowledge, escalate. Shared by laboratory, radiology, ECG and pathology.
import { z } from 'zod';
import { Id, Instant, ShortText, Version } from '../kernel/contract.ts';

export const CriticalStep = z.object({
  kind: z.enum([
    'raised',
    'notified',
    'readBack',
    'acknowledged',
    'handled',
    'escalated',
    'reached',
    'attemptFailed',
    'withdrawn',
  ]),
  at: Instant,
  by: ShortText,
  /** Of whom it stood on the screen. */
  personId: Id.optional(),
  /** Who was spoken to, at which telephone. */
  to: ShortText.optional(),
  phone: ShortText.optional(),
  note: z.string().max(1000).optional(),
  /** When it was done, if the server heard of it later: a call that was documented while the station was offline. */
  madeAt: Instant.optional(),
});
export type CriticalStep = z.infer<typeof CriticalStep>;

export const CriticalState = z.enum(['open', 'notified', 'acknowledged', 'closed', 'withdrawn']);

export const CriticalDocument = z.object({
  id: Id,
  version: Version,
  area: z.enum(['lab', 'radiology', 'ecg', 'pathology']),
  /** What it is about: the specimen, its test and the result version. */
  subjectId: Id,
  testCode: z.string(),
  testName: z.string(),
  resultId: Id,
  value: z.string(),
  unit: z.string(),
  direction: z.enum(['low', 'high', 'abnormal']),
  limitText: z.string(),
  patientName: ShortText,
  patientId: Id,
  barcode: z.string(),
  departmentId: z.string(),
  departmentName: ShortText,
  departmentPhone: ShortText.optional(),
  orderingDoctor: z.string(),
  /** The ordering doctor's account, where the name is that of exactly one person of the place; it is told on the screen (RAD-44). */
  doctorId: Id.optional(),
  /** Who answers for the department that raised it: told when nobody answers in time. */
  heads: z.array(z.object({ personId: Id, name: ShortText })).optional(),
  groupId: z.string(),
  state: CriticalState,
  raisedAt: Instant,
  /** Escalates when not acknowledged by then. */
  escalateAt: Instant,
  steps: z.array(CriticalStep),
  /** Calls documented at this station that the server does not have yet. */
  pendingCalls: z.number().int().optional(),
});
export type CriticalDocument = z.infer<typeof CriticalDocument>;
