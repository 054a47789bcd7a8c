// Rules of uploading applied to what was there before them (对未读的重新套用, ECG-41): seen first, then done by an explicit act.
import { z } from 'zod';
import { base, commandInput, Id, Instant, ShortText, Version } from '../../kernel/contract.ts';
import { DangerLevel } from './recording.ts';

/** So many days back unread exams are looked for; what waits longer, a person sends. */
export const reapplyDays = 30;
/** So many at once; the rest by the next act. */
export const mostReapplied = 200;

/** An exam that nobody has in hand and that the rules in force would send up. No patient's name: rules are kept without sight of any. */
export const ReapplyRow = z.object({
  examId: Id,
  accession: z.string(),
  acquiredAt: Instant.nullable(),
  level: DangerLevel,
  institutionName: ShortText,
  toInstitutionId: z.string(),
  toInstitutionName: ShortText,
});
export type ReapplyRow = z.infer<typeof ReapplyRow>;

export const ReapplyPreview = z.object({
  /** Of the plan by which it was looked; another one in force refuses the act. */
  planVersion: Version,
  /** Unread exams that were looked at. */
  examined: z.number().int(),
  rows: z.array(ReapplyRow).max(mostReapplied),
  /** True: there are more than are shown. */
  more: z.boolean(),
});
export type ReapplyPreview = z.infer<typeof ReapplyPreview>;

export const reapplyContract = {
  reapplyPreview: base.route({ method: 'GET', path: '/ecg/forwarding/unread' }).output(ReapplyPreview),
  /** Each is judged again; what somebody took in hand meanwhile stays. @throws VERSION_CONFLICT when the plan changed since */
  reapplyForwarding: base
    .route({ method: 'POST', path: '/ecg/forwarding/unread' })
    .input(commandInput({ planVersion: Version, examIds: z.array(Id).min(1).max(mostReapplied) }))
    .output(z.object({ sent: z.number().int(), stayed: z.number().int() })),
};
