// Patients and visits as every station sees them: numbers arrive masked, the full ones are a logged act.
import { z } from 'zod';
import { Day, Id, Instant, ShortText } from '../kernel/contract.ts';

export const Sex = z.enum(['male', 'female', 'unknown']);
export type Sex = z.infer<typeof Sex>;

export const VisitKind = z.enum(['outpatient', 'emergency', 'inpatient', 'checkup']);

export const PatientBrief = z.object({
  id: Id,
  /** Hospital's patient number (PID-3). */
  number: ShortText,
  name: ShortText,
  sex: Sex,
  birthDate: Day.nullable(),
  /** Masked by the server: `110***********123X`. */
  identityNumberMasked: z.string().optional(),
  phoneMasked: z.string().optional(),
  allergies: z.array(ShortText).optional(),
});
export type PatientBrief = z.infer<typeof PatientBrief>;

export const VisitBrief = z.object({
  id: Id,
  kind: VisitKind,
  /** Outpatient or inpatient number (PV1-19). */
  number: ShortText,
  departmentId: z.string(),
  departmentName: ShortText,
  bed: ShortText.optional(),
  diagnosis: ShortText.optional(),
});
export type VisitBrief = z.infer<typeof VisitBrief>;

export const RevealedIdentity = z.object({
  identityNumber: z.string().nullable(),
  phone: z.string().nullable(),
  revealedAt: Instant,
});
