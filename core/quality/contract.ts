// What a station can ask and do about quality: grades, repeats, reasons, limits, samples, indicators. The workbook is a plain route, /quality/indicators.xlsx.
import { z } from 'zod';
import { base, commandInput, Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { mostSeed } from './draw.ts';
import {
  IndicatorAnswer,
  IndicatorDimension,
  IndicatorExam,
  IndicatorId,
  IndicatorRow,
  IndicatorScope,
} from './indicators.ts';
import { QualitySettings } from './limits.ts';
import { ExamQuality, ImageGrade, QualityNote, QualityReason, Reasons, ReportGrade } from './model.ts';
import { QualitySample, SampleCriteria, SampleItem } from './sample.ts';

const said = { reasons: Reasons, note: QualityNote };

/** What the devices say of an exam's images that were rejected (DICOM key object selection 113001). */
export const DeviceRejects = z.object({ images: z.number().int().nonnegative(), reasons: Reasons });
export type DeviceRejects = z.infer<typeof DeviceRejects>;

export const FeedbackRow = z.object({
  examId: Id,
  accessionNumber: z.string(),
  patientName: ShortText,
  modality: z.string(),
  procedureName: ShortText,
  acquiredAt: Instant.nullable(),
  quality: ExamQuality,
});
export type FeedbackRow = z.infer<typeof FeedbackRow>;

export const DrillQuery = IndicatorScope.extend({
  indicator: IndicatorId,
  /** `counts`: the numerator; `rest`: what of the denominator is not in it. */
  part: z.enum(['of', 'counts', 'rest']),
});

export const qualityContract = {
  ofExam: base
    .route({ method: 'GET', path: '/quality/exams/{examId}' })
    .input(z.object({ examId: Id }))
    .output(ExamQuality),
  gradeImages: base
    .route({ method: 'POST', path: '/quality/images' })
    .input(commandInput({ examId: Id, expectedVersion: Version, grade: ImageGrade.nullable(), ...said }))
    .output(ExamQuality),
  gradeReport: base
    .route({ method: 'POST', path: '/quality/reports' })
    .input(commandInput({ reportId: Id, expectedVersion: Version, grade: ReportGrade.nullable(), ...said }))
    .output(ExamQuality),
  /** The technician finishes the exam. */
  recordRepeats: base
    .route({ method: 'POST', path: '/quality/repeats' })
    .input(commandInput({ examId: Id, expectedVersion: Version, count: z.number().int().min(0).max(50), ...said }))
    .output(ExamQuality),
  deviceRejects: base
    .route({ method: 'GET', path: '/quality/exams/{examId}/rejects' })
    .input(z.object({ examId: Id }))
    .output(DeviceRejects),
  /** Graded exams that the caller took, newest grade first. */
  feedback: base
    .route({ method: 'GET', path: '/quality/feedback' })
    .input(z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }))
    .output(z.array(FeedbackRow)),
  reasons: base.route({ method: 'GET', path: '/quality/reasons' }).output(z.array(QualityReason)),
  /** `version` 0 enters a new one. @throws DUPLICATE */
  saveReason: base
    .route({ method: 'POST', path: '/quality/reasons' })
    .input(commandInput({ reason: QualityReason }))
    .output(QualityReason),
  settings: base.route({ method: 'GET', path: '/quality/settings' }).output(QualitySettings),
  /** Saving them is confirming them. */
  saveSettings: base
    .route({ method: 'POST', path: '/quality/settings' })
    .input(commandInput({ settings: QualitySettings.omit({ confirmed: true }) }))
    .output(QualitySettings),
  indicators: base
    .route({ method: 'GET', path: '/quality/indicators' })
    .input(IndicatorScope.extend({ by: IndicatorDimension.default('modality') }))
    .output(IndicatorAnswer),
  /** The twelve months that end with the period, under the same filters; a month without exams is there too. */
  trend: base.route({ method: 'GET', path: '/quality/trend' }).input(IndicatorScope).output(z.array(IndicatorRow)),
  /** The exams behind an indicator, newest first, at most 500. */
  indicatorExams: base
    .route({ method: 'GET', path: '/quality/indicators/exams' })
    .input(DrillQuery)
    .output(z.object({ rows: z.array(IndicatorExam), more: z.boolean() })),
  samples: base.route({ method: 'GET', path: '/quality/samples' }).output(z.array(QualitySample)),
  /** Doctors whose reports were released in the period, with how many. */
  sampleDoctors: base
    .route({ method: 'GET', path: '/quality/samples/doctors' })
    .input(SampleCriteria.pick({ from: true, to: true, modality: true }))
    .output(z.array(z.object({ personId: Id, personName: ShortText, reports: z.number().int() }))),
  /** Without a seed one is drawn; with one, and the same reports, the sample is the same. @throws NOT_FOUND without candidates */
  drawSample: base
    .route({ method: 'POST', path: '/quality/samples' })
    .input(commandInput({ criteria: SampleCriteria, seed: z.number().int().min(0).max(mostSeed).nullable() }))
    .output(QualitySample),
  sample: base
    .route({ method: 'GET', path: '/quality/samples/{sampleId}' })
    .input(z.object({ sampleId: Id }))
    .output(z.object({ sample: QualitySample, items: z.array(SampleItem) })),
  gradeSample: base
    .route({ method: 'POST', path: '/quality/samples/grade' })
    .input(
      commandInput({
        sampleId: Id,
        number: z.number().int().positive(),
        /** How often the report was graded before, so that two graders do not overwrite each other unseen. */
        expectedGrades: z.number().int().nonnegative(),
        grade: ReportGrade,
        ...said,
      }),
    )
    .output(QualitySample),
  closeSample: base
    .route({ method: 'POST', path: '/quality/samples/close' })
    .input(commandInput({ sampleId: Id, expectedVersion: Version }))
    .output(QualitySample),
};
