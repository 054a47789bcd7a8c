// Patients and visits as every station sees them: numbers arrive masked, the full ones are a logged act.
import { z } from 'zod';
import { Day, Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { mergeFindingCodes } from './merge.ts';

/** unknown: nobody asked. unspecified (未说明): it was asked and not said. Neither says anything; see `saysSex`. */
export const Sex = z.enum(['male', 'female', 'unknown', 'unspecified']);
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

/** One of two records that are compared: everything by which a person tells whether it is the same human being. */
export const PatientRecord = PatientBrief.extend({
  provisional: z.boolean(),
  mergedInto: Id.nullable(),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
  visits: z.array(
    z.object({ number: ShortText, kind: VisitKind, departmentName: ShortText, bed: ShortText.nullable() }),
  ),
  /** Laboratory specimens that carry this record, and the newest of them. */
  specimens: z.number().int(),
  lastSpecimenAt: Instant.nullable(),
});
export type PatientRecord = z.infer<typeof PatientRecord>;

export const MergeComparison = z.object({
  /** The record that would lead to the other one. */
  from: PatientRecord,
  into: PatientRecord,
  findings: z.array(z.object({ code: z.enum(mergeFindingCodes), weight: z.enum(['blocks', 'against', 'for']) })),
  /** Id of the one of the two that should stay. */
  suggested: Id,
});
export type MergeComparison = z.infer<typeof MergeComparison>;

/** A merge that was carried out, and its undoing. */
export const PatientMerge = z.object({
  id: Id,
  from: PatientBrief,
  into: PatientBrief,
  /** `his`: the register of patients said so (HL7 A40). */
  source: z.enum(['his', 'person']),
  reason: z.string(),
  byName: z.string(),
  at: Instant,
  undone: z.object({ reason: z.string(), byName: z.string(), at: Instant }).nullable(),
});
export type PatientMerge = z.infer<typeof PatientMerge>;

/** A merge with both records as they are now, for the person who may undo it. */
export const PatientMergeDetail = z.object({
  merge: PatientMerge,
  from: PatientRecord,
  into: PatientRecord,
  /** Specimens of the record that stayed, taken since the merge: nothing says whose they are, so a person checks each. */
  since: z.array(z.object({ barcode: z.string(), at: Instant })),
});
export type PatientMergeDetail = z.infer<typeof PatientMergeDetail>;
