// Figures of an ECG department over a period: positive rate, conclusions, workload, fees, items, by institution, ECG type, upload point and day (ECG-21, ECG-52, ECG-56).
import { z } from 'zod';
import { Day, ShortText } from '../../kernel/contract.ts';

export const StatisticsPeriod = z.object({
  /** Both days included, by the hospital's calendar. */
  from: Day,
  to: Day,
  /** Empty is all that the caller may see. */
  institutionId: z.string().max(64).default(''),
  /** Department that asked for the exam; empty is all. */
  departmentId: z.string().max(64).default(''),
});
export type StatisticsPeriod = z.output<typeof StatisticsPeriod>;

const Count = z.number().int().nonnegative();
/** Cents; null for one who asks for exams and does not run the department. */
const Fee = z.number().int().nullable();

/**
 * Who asks (ECG-56, by role level). department: everything. staff: of the workload the own line. requester: the exams that the own
 * department asked for, without workload and fees.
 */
export const StatisticsLevel = z.enum(['department', 'staff', 'requester']);
export type StatisticsLevel = z.infer<typeof StatisticsLevel>;

export const EcgStatistics = z.object({
  level: StatisticsLevel,
  period: StatisticsPeriod,
  totals: z.object({
    exams: Count,
    recordings: Count,
    reported: Count,
    positive: Count,
    negative: Count,
    /** positive / (positive + negative); null when nothing was judged. */
    positiveRate: z.number().nullable(),
    critical: Count,
    majorPositive: Count,
    /** Minutes from recording to release, median; null when nothing was released. */
    medianMinutesToReport: z.number().nullable(),
    feeCent: Fee,
  }),
  byInstitution: z.array(
    z.object({
      institutionId: z.string(),
      name: ShortText,
      exams: Count,
      reported: Count,
      positive: Count,
      negative: Count,
      feeCent: Fee,
    }),
  ),
  /** By the department that asked. */
  byDepartment: z.array(
    z.object({
      departmentId: z.string(),
      name: ShortText,
      exams: Count,
      reported: Count,
      positive: Count,
      negative: Count,
      feeCent: Fee,
    }),
  ),
  /** By ECG type (ECG-50): of exams from before there were types that of their item. */
  byType: z.array(
    z.object({
      code: z.string(),
      name: ShortText,
      nameEn: ShortText,
      exams: Count,
      reported: Count,
      positive: Count,
      negative: Count,
      feeCent: Fee,
    }),
  ),
  /** By the upload point of the exam's first recording (ECG-52), so that each exam counts once; an empty id: came through none, or is not recorded yet. */
  byUploadPoint: z.array(
    z.object({
      id: z.string(),
      name: ShortText,
      institutionName: ShortText,
      recordings: Count,
      exams: Count,
      reported: Count,
      positive: Count,
      negative: Count,
      feeCent: Fee,
    }),
  ),
  /** Minutes from recording to release of the released ones; null where none was released. */
  turnaround: z.array(
    z.object({
      priority: z.enum(['emergency', 'urgent', 'routine']),
      reported: Count,
      medianMinutes: z.number().nullable(),
      /** Nine of ten were released within it. */
      p90Minutes: z.number().nullable(),
      longestMinutes: z.number().nullable(),
    }),
  ),
  byDay: z.array(z.object({ day: Day, exams: Count, reported: Count, positive: Count, negative: Count })),
  conclusions: z.array(z.object({ text: z.string(), count: Count })),
  /** What the request says the person has (申请诊断). */
  diseases: z.array(z.object({ text: z.string(), exams: Count, reported: Count, positive: Count, negative: Count })),
  workload: z.array(z.object({ name: ShortText, acquired: Count, written: Count, reviewed: Count })),
  items: z.array(z.object({ code: z.string(), name: ShortText, count: Count, positive: Count, feeCent: Fee })),
});
export type EcgStatistics = z.infer<typeof EcgStatistics>;
