// The indicators of the department (质控指标): what each counts and out of what. A rate of nothing is no rate, never 0 %.
import { z } from 'zod';
import { Day, Id, Instant, ShortText } from '../kernel/contract.ts';
import { ImageGrade } from './model.ts';

export const IndicatorId = z.enum([
  'imageGradeA',
  'imageReject',
  'repeat',
  'reportGood',
  'reportQualified',
  'doubleSign',
  'timely',
  'criticalTimely',
  'positive',
  'amended',
  'recalled',
  'sampleAgreement',
]);
export type IndicatorId = z.infer<typeof IndicatorId>;

const Count = z.number().int().nonnegative();

/** Numerator and denominator. */
export const Share = z.object({ counts: Count, of: Count });
export type Share = z.infer<typeof Share>;

/** Null when there is nothing to take a share of. */
export function rateOf({ counts, of }: Share): number | null {
  return of === 0 ? null : counts / of;
}

export const IndicatorDimension = z.enum(['modality', 'device', 'technician', 'reader', 'institution']);
export type IndicatorDimension = z.infer<typeof IndicatorDimension>;

const Filter = z.string().max(64).default('');

/** Exams by when their images came, of those reported without images by when the person came; an empty filter is all. */
export const IndicatorScope = z.object({
  from: Day,
  to: Day,
  modality: Filter,
  device: Filter,
  technician: Filter,
  /** Author of the report. */
  reader: Filter,
  institution: Filter,
});
export type IndicatorScope = z.output<typeof IndicatorScope>;

export const IndicatorRow = z.object({
  /** What it is about: the value of the dimension, a month `YYYY-MM`, or empty for all. */
  key: z.string(),
  name: z.string(),
  exams: Count,
  reported: Count,
  values: z.record(IndicatorId, Share),
  /** Images to first release. */
  medianMinutes: Count.nullable(),
  p90Minutes: Count.nullable(),
  /** Reported before their images came, or without any here: they count in no time to report. */
  untimed: Count,
  /** Repeats in all. */
  repeats: Count,
  grades: z.record(ImageGrade, Count),
});
export type IndicatorRow = z.infer<typeof IndicatorRow>;

const Choice = z.object({ key: z.string(), name: z.string() });

export const IndicatorAnswer = z.object({
  scope: IndicatorScope,
  by: IndicatorDimension,
  total: IndicatorRow,
  groups: z.array(IndicatorRow),
  /** What the filters can be set to, of the exams of the period. */
  choices: z.record(IndicatorDimension, z.array(Choice)),
  asOf: Instant,
});
export type IndicatorAnswer = z.infer<typeof IndicatorAnswer>;

/** One exam behind an indicator. */
export const IndicatorExam = z.object({
  examId: Id,
  accessionNumber: z.string(),
  patientName: ShortText,
  modality: z.string(),
  procedureName: ShortText,
  at: Instant,
  technician: z.string(),
  author: z.string(),
  reviewer: z.string(),
  imageGrade: ImageGrade.nullable(),
  reportGrade: z.string().nullable(),
  minutes: Count.nullable(),
  limitMinutes: Count.nullable(),
  /** Reported before its images came: no time to report is counted. */
  untimed: z.boolean(),
  ...Share.shape,
});
export type IndicatorExam = z.infer<typeof IndicatorExam>;

/** The months that end with the period's last one, oldest first, as `YYYY-MM`. */
export function monthsUntil(lastDay: string, count: number): string[] {
  const [year = 0, month = 1] = lastDay.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(year, month - 1 - (count - 1 - index), 1));
    return at.toISOString().slice(0, 7);
  });
}
