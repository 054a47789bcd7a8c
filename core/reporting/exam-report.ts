// The report of an exam: free text in sections, structured fields, measurements and key images; two persons sign, nothing signed is changed.
import { z } from 'zod';
import { Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamReportState, ExamService } from '../orders/exam.ts';
import { mostReportStrips, ReportStrip } from './report-strip.ts';

/** A picture in the report: the object and frame it came from, how it was shown, and the drawn picture itself. */
export const KeyImage = z.object({
  studyUid: z.string().max(64),
  seriesUid: z.string().max(64),
  sopInstanceUid: z.string().max(64),
  frame: z.number().int().positive(),
  caption: ShortText,
  /** JPEG data URL, at most 1024 px on the long side: what the reader saw, with its annotations. */
  picture: z.string().max(2_000_000),
});
export type KeyImage = z.infer<typeof KeyImage>;

export const ReportMeasurement = z.object({
  label: ShortText,
  value: z.string().max(64),
  unit: z.string().max(32),
  /** Where it was measured: SOP Instance UID and frame, or lead and time; empty when typed. */
  source: z.string().max(200),
});
export type ReportMeasurement = z.infer<typeof ReportMeasurement>;

/** A coded statement, e.g. of the AHA/ACC/HRS list; `text` is what is printed. */
export const ReportStatement = z.object({
  code: z.string().max(64),
  text: ShortText,
  textEn: ShortText,
  by: z.enum(['person', 'machine', 'device']),
});
export type ReportStatement = z.infer<typeof ReportStatement>;

/** A structured field as its template defines it. */
export const ReportField = z.object({
  key: z.string().max(64),
  label: ShortText,
  /** Absent: it has the same name in every language. */
  labelEn: ShortText.optional(),
  kind: z.enum(['text', 'number', 'choice']),
  unit: z.string().max(32),
  choices: z.array(ShortText).max(50),
});
export type ReportField = z.infer<typeof ReportField>;

/** What the writer edits. */
export const ExamReportContent = z.object({
  title: ShortText,
  method: LongText,
  findings: z.string().max(20_000),
  impression: z.string().max(10_000),
  positive: z.boolean().nullable(),
  fields: z.record(z.string().max(64), z.string().max(2000)),
  /**
   * What the fields were when it was written: a template that is changed, withdrawn or private to its author does not change the report.
   * Absent in reports from before they were kept.
   */
  fieldDefinitions: z.array(ReportField).max(200).optional(),
  statements: z.array(ReportStatement).max(60),
  measurements: z.array(ReportMeasurement).max(200),
  keyImages: z.array(KeyImage).max(24),
  /** Of a long ECG, chosen by its reader; absent is none. */
  strips: z.array(ReportStrip).max(mostReportStrips).optional(),
  templateId: z.string().max(64),
});
export type ExamReportContent = z.infer<typeof ExamReportContent>;

export const Signature = z.object({
  role: z.enum(['author', 'reviewer']),
  personId: Id,
  personName: ShortText,
  at: Instant,
  /** PNG data URL of the handwriting as it was then. */
  picture: z.string().nullable(),
  /** The second confirmation (二次确认) by one whom the reading institution designated; absent: an ordinary signature. */
  confirms: z.literal(true).optional(),
});

/** One corrected part: what the author submitted and what the reviewer made of it. */
export const Correction = z.object({
  by: ShortText,
  at: Instant,
  part: z.enum([
    'title',
    'method',
    'findings',
    'impression',
    'positive',
    'fields',
    'statements',
    'measurements',
    'keyImages',
    'strips',
  ]),
  before: z.string(),
  after: z.string(),
});
export type Correction = z.infer<typeof Correction>;

/** One version of the report of an exam. A final one only changes by being superseded or recalled. */
export const ExamReport = z.object({
  id: Id,
  examId: Id,
  service: ExamService,
  /** Grows with each stored change (expected version of commands). */
  version: Version,
  /** 1 for the first report, 2 for its amendment … */
  edition: z.number().int().positive(),
  state: ExamReportState.exclude(['none']).or(z.enum(['superseded'])),
  content: ExamReportContent,
  authorId: Id,
  author: ShortText,
  startedAt: Instant,
  savedAt: Instant,
  submittedAt: Instant.nullable(),
  releasedAt: Instant.nullable(),
  reviewer: ShortText,
  /** Why it was given back to the author. */
  returnReason: LongText,
  /** Why an edition after the first was written. */
  amendReason: LongText,
  corrections: z.array(Correction),
  signatures: z.array(Signature),
  verificationCode: z.string().max(32),
  contentHash: z.string().max(64),
  recall: z.object({ reason: LongText, by: ShortText, at: Instant }).nullable(),
});
export type ExamReport = z.infer<typeof ExamReport>;

/** Report template: public to all, of a department, or private to its owner (RAD-33). */
export const ExamReportTemplate = z.object({
  id: Id,
  version: Version,
  service: ExamService,
  scope: z.enum(['public', 'department', 'private']),
  ownerId: z.string().max(64),
  /** Path in the tree, e.g. `胸部/正常`. */
  path: z.array(ShortText).max(6),
  name: ShortText,
  /** Empty: any. */
  modality: z.string().max(16),
  bodyPart: ShortText,
  sex: z.enum(['', 'male', 'female']),
  method: LongText,
  findings: z.string().max(20_000),
  impression: z.string().max(10_000),
  positive: z.boolean().nullable(),
  /** Structured fields: name, kind, choices, and what stands in them at first. */
  fields: z.array(ReportField.extend({ initial: z.string().max(2000) })),
  active: z.boolean(),
});
export type ExamReportTemplate = z.infer<typeof ExamReportTemplate>;

/** A common phrase (常用词条); one click puts it at the cursor. */
export const ExamPhrase = z.object({
  id: Id,
  version: Version,
  service: ExamService,
  scope: z.enum(['public', 'department', 'private']),
  ownerId: z.string().max(64),
  path: z.array(ShortText).max(6),
  text: LongText,
  /** Which part it belongs to. */
  part: z.enum(['findings', 'impression', 'statement']),
  /** Statement code when it is one. */
  code: z.string().max(64),
  active: z.boolean(),
});
export type ExamPhrase = z.infer<typeof ExamPhrase>;
