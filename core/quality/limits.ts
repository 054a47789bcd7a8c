// How soon a report should be out after the images are there: rules by priority and type of device, first match counts.
import { z } from 'zod';
import { Instant, ShortText, Version } from '../kernel/contract.ts';
import { ExamPriority } from '../orders/exam.ts';

export const TimeLimit = z.object({
  /** Empty: any. */
  priority: ExamPriority.or(z.literal('')),
  /** DICOM modality; empty: any. */
  modality: z.string().trim().max(16),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(60 * 24 * 30),
});
export type TimeLimit = z.infer<typeof TimeLimit>;

export const QualitySettings = z.object({
  version: Version,
  limits: z.array(TimeLimit).max(60),
  /** Minutes in which somebody must know of a critical value. */
  criticalMinutes: z.number().int().min(1).max(1440),
  /** Null: as shipped, nobody of the hospital has said that these are its limits. */
  confirmed: z.object({ by: ShortText, at: Instant }).nullable(),
});
export type QualitySettings = z.infer<typeof QualitySettings>;

/** Usual figures, for the hospital to confirm. */
export const shippedSettings: QualitySettings = {
  version: 1,
  limits: [
    { priority: 'emergency', modality: '', minutes: 30 },
    { priority: '', modality: 'MR', minutes: 24 * 60 },
    { priority: '', modality: 'CT', minutes: 120 },
    { priority: '', modality: 'DX', minutes: 120 },
    { priority: '', modality: 'CR', minutes: 120 },
  ],
  criticalMinutes: 10,
  confirmed: null,
};

/** Minutes for an exam; null where no rule speaks of it: such an exam is neither in time nor late. */
export function limitFor(
  limits: readonly TimeLimit[],
  exam: { priority: TimeLimit['priority']; modality: string },
): number | null {
  const found = limits.find(
    ({ priority, modality }) =>
      (priority === '' || priority === exam.priority) && (modality === '' || modality === exam.modality),
  );
  return found?.minutes ?? null;
}

/** A rule behind one that takes everything of it is never asked. */
export function deadLimits(limits: readonly TimeLimit[]): number[] {
  return limits.flatMap((later, index) => {
    const covered = limits
      .slice(0, index)
      .some(
        (earlier) =>
          (earlier.priority === '' || earlier.priority === later.priority) &&
          (earlier.modality === '' || earlier.modality === later.modality),
      );
    return covered ? [index] : [];
  });
}
