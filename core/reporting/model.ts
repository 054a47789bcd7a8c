// The report as data: what a PDF is drawn from, what is hashed for its verification code, and what stays when it is recalled.
import { z } from 'zod';
import { Id, Instant, ShortText } from '../kernel/contract.ts';
import { Sex } from '../patient/model.ts';

export const ReportState = z.enum(['released', 'printed', 'recalled', 'superseded']);

export const ReportLine = z.object({
  testCode: z.string(),
  name: z.string(),
  nameEn: z.string(),
  value: z.string(),
  unit: z.string(),
  range: z.string(),
  /** What is printed beside the value: ↑ ↓ ⇈ ⇊ or *; words carry the sense too. */
  mark: z.enum(['', 'low', 'high', 'criticalLow', 'criticalHigh', 'abnormal', 'criticalAbnormal']),
  method: z.string(),
});
export type ReportLine = z.infer<typeof ReportLine>;

export const LabReport = z.object({
  id: Id,
  specimenId: Id,
  version: z.number().int().positive(),
  state: ReportState,
  /** 12 characters, printed and in the QR code; the server's page confirms it (LAB-60). */
  verificationCode: z.string(),
  /** SM3 of the canonical content, hex. */
  contentHash: z.string(),
  title: ShortText,
  hospital: ShortText,
  patient: z.object({
    name: z.string(),
    sex: Sex,
    age: z.string(),
    number: z.string(),
  }),
  visit: z.object({
    kind: z.string(),
    number: z.string(),
    departmentName: z.string(),
    bed: z.string(),
    diagnosis: z.string(),
  }),
  barcode: z.string(),
  sampleNumber: z.string(),
  specimenType: z.string(),
  orderingDoctor: z.string(),
  items: z.string(),
  lines: z.array(ReportLine),
  histograms: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['histogram', 'scattergram', 'image']),
      mediaType: z.string(),
      /** base64 picture, or the channel counts of a histogram. */
      picture: z.string().nullable(),
      counts: z.array(z.number()).nullable(),
    }),
  ),
  remark: z.string(),
  footer: z.string(),
  collectedAt: Instant.nullable(),
  receivedAt: Instant.nullable(),
  testedAt: Instant.nullable(),
  releasedAt: Instant,
  testedBy: z.string(),
  reviewedBy: z.string(),
  /** PNG data URLs of the scanned signatures as they were at release. */
  testedBySignature: z.string().nullable(),
  reviewedBySignature: z.string().nullable(),
  recall: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable(),
  paper: z.enum(['A4', 'A5', 'B5']),
  doubleColumnFrom: z.number().int().nullable(),
});
export type LabReport = z.infer<typeof LabReport>;
