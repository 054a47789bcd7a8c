// Quality of an exam (质控): the grade of its images, the technician's repeats, the grades of its reports; and every change of them.
import { z } from 'zod';
import { Code, Id, Instant, ShortText, Version } from '../kernel/contract.ts';

/** 甲级, 乙级, 丙级, 废片 */
export const ImageGrade = z.enum(['A', 'B', 'C', 'reject']);
export type ImageGrade = z.infer<typeof ImageGrade>;

/** 甲级, 乙级, 丙级 */
export const ReportGrade = z.enum(['A', 'B', 'C']);
export type ReportGrade = z.infer<typeof ReportGrade>;

/** What a reason may be given for: images below 甲级 and repeats share theirs. */
export const ReasonKind = z.enum(['images', 'report']);
export type ReasonKind = z.infer<typeof ReasonKind>;

/** One entry of the dictionary. `other` of each kind asks for a note. */
export const QualityReason = z.object({
  kind: ReasonKind,
  code: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  position: z.number().int().min(0).max(999),
  active: z.boolean(),
  version: Version,
});
export type QualityReason = z.infer<typeof QualityReason>;

export const otherReason = 'other';

export const QualityPerson = z.object({ personId: Id, personName: ShortText });
export type QualityPerson = z.infer<typeof QualityPerson>;

export const QualityNote = z.string().max(1000);
export const Reasons = z.array(Code).max(12);

const said = { reasons: Reasons, note: QualityNote, by: QualityPerson, at: Instant };

export const ImageMark = z.object({ grade: ImageGrade, ...said });
export type ImageMark = z.infer<typeof ImageMark>;

export const ReportMark = z.object({ grade: ReportGrade, edition: z.number().int().positive(), ...said });
export type ReportMark = z.infer<typeof ReportMark>;

/** Exposures or sequences that were taken again (重拍). */
export const Repeats = z.object({ count: z.number().int().min(0).max(50), ...said });
export type Repeats = z.infer<typeof Repeats>;

/** What stood in one part of the record; `value` is the grade, or the number of repeats. */
export const QualityState = z.object({ value: z.string().max(16), reasons: Reasons, note: QualityNote });
export type QualityState = z.infer<typeof QualityState>;

export const QualityChange = z.object({
  at: Instant,
  by: QualityPerson,
  part: z.enum(['images', 'repeats', 'report']),
  /** Of a report. */
  edition: z.number().int().positive().nullable(),
  before: QualityState.nullable(),
  after: QualityState.nullable(),
});
export type QualityChange = z.infer<typeof QualityChange>;

export const ExamQuality = z.object({
  examId: Id,
  /** 0: nobody has said anything yet. */
  version: Version,
  /** Who finished the exam at the device. */
  technician: QualityPerson.nullable(),
  images: ImageMark.nullable(),
  repeats: Repeats.nullable(),
  /** By the id of the edition. */
  reports: z.record(Id, ReportMark),
  /** Oldest first; nothing is ever taken out. */
  history: z.array(QualityChange),
});
export type ExamQuality = z.infer<typeof ExamQuality>;

export function blankQuality(examId: string): ExamQuality {
  return { examId, version: 0, technician: null, images: null, repeats: null, reports: {}, history: [] };
}
