// The alarm of a recording (危急预警): raised at once by the machine's suspicion or by a doctor, told to named recipients, answered, retracted.
import { z } from 'zod';
import { Id, Instant, LongText, ShortText, Version } from '../../kernel/contract.ts';
import { DangerFinding, DangerLevel } from './recording.ts';

/** ECG-34: the reading doctors, who recorded it, who asked for it, who answers for the department. */
export const RecipientRole = z.enum(['reader', 'acquisition', 'clinician', 'departmentHead']);
export type RecipientRole = z.infer<typeof RecipientRole>;

export const AlertRecipient = z.object({
  role: RecipientRole,
  /** A named person, or (null) everybody of the role who acts for the institution or department. */
  personId: Id.nullable(),
  /** Of the person or recorder; of readers, their institution's. */
  name: ShortText,
  /** Institution for readers, department for the others; empty is everybody of the role. */
  place: z.string().max(64),
  /** Queued to their stations and, for clinicians, to the HIS. */
  sentAt: Instant,
  /** The alert stood on a screen: first station that said so. */
  reachedAt: Instant.nullable(),
  reachedBy: ShortText,
  acknowledgedAt: Instant.nullable(),
  acknowledgedBy: ShortText,
  /** Those who were alarmed have to see the retraction too. */
  retractionReachedAt: Instant.nullable(),
});
export type AlertRecipient = z.infer<typeof AlertRecipient>;

/** raised: nobody answered. acknowledged: a reading doctor has it. confirmed, dismissed: a doctor decided; dismissed is told to all. */
export const AlertState = z.enum(['raised', 'acknowledged', 'confirmed', 'dismissed']);
export type AlertState = z.infer<typeof AlertState>;

export const EcgAlert = z.object({
  id: Id,
  version: Version,
  recordingId: Id.nullable(),
  examId: Id.nullable(),
  accession: z.string().max(16),
  patientName: ShortText,
  level: DangerLevel,
  by: z.enum(['machine', 'person']),
  findings: z.array(DangerFinding),
  /** What a person wrote who raised it by hand. */
  text: LongText,
  institutionId: z.string().max(64),
  readingInstitutionId: z.string().max(64),
  /** True: no doctor reads at that institution, and none above it was found: nobody will answer by this system. */
  noReader: z.boolean().optional(),
  departmentId: z.string().max(64),
  departmentName: ShortText,
  departmentPhone: ShortText,
  state: AlertState,
  raisedAt: Instant,
  /** Escalates when no reading doctor answered by then. */
  escalateAt: Instant,
  escalations: z.number().int().nonnegative(),
  recipients: z.array(AlertRecipient),
  steps: z.array(
    z.object({
      kind: z.enum([
        'raised',
        'reached',
        'acknowledged',
        'escalated',
        'confirmed',
        'dismissed',
        'matched',
        'takenOff',
        'moved',
      ]),
      at: Instant,
      by: ShortText,
      role: RecipientRole.nullable(),
      note: LongText,
    }),
  ),
  /** Set when dismissed: the message that replaces the alarm. */
  retraction: z.object({ at: Instant, by: ShortText, reason: LongText }).nullable(),
});
export type EcgAlert = z.infer<typeof EcgAlert>;
