// The audit trail: who did or read what of whom, in a hash chain that anybody with the right can verify.
import { z } from 'zod';
import { base, Instant } from '../kernel/contract.ts';

export const AuditRow = z.object({
  pos: z.number().int(),
  at: Instant,
  personName: z.string(),
  workstation: z.string().nullable(),
  address: z.string(),
  act: z.string(),
  subject: z.string(),
  /** What people call the subject, where it is an id and still there: an accession number, a bar code, a name. Empty: as it stands. */
  subjectName: z.string(),
  patientId: z.string().nullable(),
  /** Number of the patient, or of whom the subject belongs to, as it is now; empty for none. */
  patientNumber: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  detail: z.string(),
});
export type AuditRow = z.infer<typeof AuditRow>;

export const AuditVerdict = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  unlinked: z.number().int(),
  head: z.string().nullable(),
  /** First broken position and why. */
  broken: z.object({ pos: z.number().int(), why: z.string() }).nullable(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;

export const auditContract = {
  list: base
    .route({ method: 'GET', path: '/audit' })
    .input(
      z.object({
        text: z.string().max(100).optional(),
        before: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.array(AuditRow)),
  verify: base.route({ method: 'GET', path: '/audit/verify' }).output(AuditVerdict),
};
