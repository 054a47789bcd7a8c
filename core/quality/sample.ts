// Sampled reports (抽查): drawn at random, graded without knowing whose they are, closed when all are; closed grades count.
import { z } from 'zod';
import { Day, Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { fail } from '../kernel/errors.ts';
import { Sex } from '../patient/model.ts';
import { Correction } from '../reporting/exam-report.ts';
import { requireReasons, type Said } from './acts.ts';
import { mostSeed } from './draw.ts';
import { QualityNote, QualityPerson, Reasons, ReportGrade } from './model.ts';

export const SampleCriteria = z.object({
  /** Both days included: of the release, by the hospital's calendar. */
  from: Day,
  to: Day,
  modality: z.string().max(16),
  /** Authors; empty is everybody. */
  doctors: z.array(Id).max(200),
  perDoctor: z.number().int().min(1).max(50),
});
export type SampleCriteria = z.infer<typeof SampleCriteria>;

/** open: something is left to grade. graded: nothing is, grades may still be changed. done: closed, and its grades count. */
export const SampleState = z.enum(['open', 'graded', 'done']);

export const QualitySample = z.object({
  id: Id,
  version: Version,
  state: SampleState,
  criteria: SampleCriteria,
  seed: z.number().int().min(0).max(mostSeed),
  /** Reports that it was drawn from, and their authors. */
  candidates: z.number().int(),
  doctors: z.number().int(),
  size: z.number().int(),
  graded: z.number().int(),
  institutionId: z.string(),
  drawnBy: QualityPerson,
  drawnAt: Instant,
  closedBy: QualityPerson.nullable(),
  closedAt: Instant.nullable(),
});
export type QualitySample = z.infer<typeof QualitySample>;

export const SampleMark = z.object({
  grade: ReportGrade,
  reasons: Reasons,
  note: QualityNote,
  by: QualityPerson,
  at: Instant,
});
export type SampleMark = z.infer<typeof SampleMark>;

/** One report of a sample as the grader sees it. Whose it is comes with the grade, not before. */
export const SampleItem = z.object({
  number: z.number().int().positive(),
  modality: z.string(),
  procedureName: ShortText,
  sex: Sex,
  birthDate: Day.nullable(),
  /** When the images came. */
  at: Instant,
  clinicalDiagnosis: ShortText,
  purpose: z.string(),
  method: z.string(),
  findings: z.string(),
  impression: z.string(),
  positive: z.boolean().nullable(),
  studyUids: z.array(z.string()),
  mark: SampleMark.nullable(),
  /** Grades before the present one, oldest first. */
  former: z.array(SampleMark),
  shown: z
    .object({
      examId: Id,
      accessionNumber: z.string(),
      patientName: ShortText,
      author: ShortText,
      reviewer: ShortText,
      reviewGrade: ReportGrade.nullable(),
      corrections: z.array(Correction),
    })
    .nullable(),
});
export type SampleItem = z.infer<typeof SampleItem>;

export interface MarkedItem {
  authorId: string;
  reviewerId: string | null;
  mark: SampleMark | null;
  former: readonly SampleMark[];
}

/**
 * Nobody grades what he wrote or released. A grade that is changed was changed by one who has seen the names: the note says why.
 * @throws STATE_REFUSED when the sample is closed, SAME_PERSON, REASON_REQUIRED, INPUT_INVALID
 */
export function gradeItem(
  sample: Pick<QualitySample, 'id' | 'state'>,
  item: MarkedItem,
  given: Said & { grade: ReportGrade },
  context: { now: string; by: QualityPerson; known: ReadonlySet<string> },
): Pick<MarkedItem, 'mark' | 'former'> {
  const about = { sampleId: sample.id };
  if (sample.state === 'done') throw fail('STATE_REFUSED', { ...about, act: 'gradeSample', state: sample.state });
  const { personId } = context.by;
  if (personId === item.authorId || personId === item.reviewerId)
    throw fail('SAME_PERSON', { ...about, act: 'gradeSample' });
  const reasons = [...new Set(given.reasons)];
  const unknown = reasons.filter((code) => !context.known.has(code) && !item.mark?.reasons.includes(code));
  if (unknown.length > 0) throw fail('INPUT_INVALID', { fields: unknown.map((code) => `reasons: ${code}`) });
  requireReasons(given.grade === 'A', { reasons, note: given.note }, about);
  if (item.mark !== null && given.note.trim() === '') throw fail('REASON_REQUIRED', { ...about, field: 'note' });
  const mark = { grade: given.grade, reasons, note: given.note.trim(), by: context.by, at: context.now };
  return { mark, former: item.mark === null ? item.former : [...item.former, item.mark] };
}

export function sampleState(size: number, graded: number): 'open' | 'graded' {
  return graded >= size ? 'graded' : 'open';
}

/** @throws STATE_REFUSED while something is not graded */
export function closeSample(sample: QualitySample, context: { now: string; by: QualityPerson }): QualitySample {
  if (sample.state !== 'graded')
    throw fail('STATE_REFUSED', {
      ...{ sampleId: sample.id, act: 'closeSample', state: sample.state },
      left: sample.size - sample.graded,
    });
  return { ...sample, version: sample.version + 1, state: 'done', closedBy: context.by, closedAt: context.now };
}
