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
  patientId: z.string().nullable(),
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
