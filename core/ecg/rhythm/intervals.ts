// RR intervals and what they alone tell: mean rate, regularity, pauses, runs.
import type { BeatClass, ClassifiedBeat } from '../detect/classes.ts';
import { median } from '../signal/stats.ts';

export interface Interval {
  fromMs: number;
  toMs: number;
  ms: number;
  /** Classes of the beats at its ends. */
  from: BeatClass;
  to: BeatClass;
}

/** `lost` are stretches that were not recorded, in ascending order: an interval across one is none. */
export function intervals(
  beats: readonly ClassifiedBeat[],
  sampleRateHz: number,
  lost: readonly { fromMs: number; toMs: number }[] = [],
): Interval[] {
  const list: Interval[] = [];
  for (let i = 1; i < beats.length; i++) {
    const a = beats[i - 1];
    const b = beats[i];
    if (!a || !b) continue;
    const fromMs = (a.sample * 1000) / sampleRateHz;
    const toMs = (b.sample * 1000) / sampleRateHz;
    if (lost.some((span) => span.fromMs < toMs && span.toMs > fromMs)) continue;
    list.push({ fromMs, toMs, ms: toMs - fromMs, from: a.class, to: b.class });
  }
  return list;
}

/** Mean RR, milliseconds; `null` for none. */
export function meanRr(list: readonly Interval[]): number | null {
  return list.length === 0 ? null : list.reduce((sum, { ms }) => sum + ms, 0) / list.length;
}

export type Regularity = 'regular' | 'slightly-irregular' | 'irregular' | 'unknown';

/** Irregularity of the intervals between beats of the own rhythm: median step from one to the next, over the median interval. */
export function irregularity(list: readonly Interval[]): number | null {
  const own = list.filter(({ from, to }) => from !== 'ventricular' && to !== 'ventricular');
  const steps: number[] = [];
  for (let i = 1; i < own.length; i++) {
    const a = own[i - 1];
    const b = own[i];
    if (a && b && a.toMs === b.fromMs) steps.push(Math.abs(b.ms - a.ms));
  }
  return steps.length < 3 ? null : median(steps) / median(own.map(({ ms }) => ms));
}

export function regularity(list: readonly Interval[]): Regularity {
  const value = irregularity(list);
  if (value === null) return 'unknown';
  return value < 0.04 ? 'regular' : value < 0.09 ? 'slightly-irregular' : 'irregular';
}

export interface Run {
  fromMs: number;
  toMs: number;
  beats: number;
  rateBpm: number;
}

/** Runs of at least `fewest` consecutive beats that satisfy `belongs`; the rate is that of the intervals inside. */
export function runs(
  beats: readonly ClassifiedBeat[],
  sampleRateHz: number,
  fewest: number,
  belongs: (beat: ClassifiedBeat, index: number) => boolean,
): Run[] {
  const found: Run[] = [];
  for (let i = 0; i < beats.length; i++) {
    let end = i;
    for (let beat = beats[end]; beat && belongs(beat, end); beat = beats[end]) end++;
    const first = beats[i];
    const last = beats[end - 1];
    if (end - i >= Math.max(2, fewest) && first && last) {
      const fromMs = (first.sample * 1000) / sampleRateHz;
      const toMs = (last.sample * 1000) / sampleRateHz;
      found.push({ fromMs, toMs, beats: end - i, rateBpm: (60000 * (end - i - 1)) / (toMs - fromMs) });
    }
    i = Math.max(i, end);
  }
  return found;
}
