// Atrial fibrillation: intervals without any pattern and no P wave that repeats. Both are asked for; either alone misleads.
import { clamp, median, quantile } from '../signal/stats.ts';
import type { Interval } from './intervals.ts';

export interface FibrillationWindow {
  fromMs: number;
  toMs: number;
  /** 0 to 1. */
  probability: number;
}

/** Intervals in a window, about 10 s at usual rates, and how far one window lies from the next. */
const windowIntervals = 14;
const stepIntervals = 2;

/**
 * How patternless the intervals are, about 0 (steady) to 1. Two things are asked for: the typical change from one interval to the next is
 * large, and few pairs of intervals are alike. Premature beats in a steady rhythm make large changes too, but their intervals come in two
 * or three lengths. Ventricular beats and the pauses after them are left out.
 */
export function chaos(list: readonly Interval[]): number | null {
  const changes: number[] = [];
  const own: number[] = [];
  const paired = compensated(list);
  for (let i = 0; i < list.length; i++) {
    const here = list[i];
    if (!here || here.from === 'ventricular' || here.to === 'ventricular' || paired.has(i)) continue;
    own.push(here.ms);
    const next = list[i + 1];
    if (next && next.to !== 'ventricular' && next.fromMs === here.toMs && !paired.has(i + 1))
      changes.push(next.ms - here.ms);
  }
  if (own.length < 5 || changes.length < 4) return null;
  const usual = median(own);
  const typical = median(changes.map((change) => Math.abs(change) / usual));
  const alike = alikePairs(own, 0.04 * usual);
  return (
    clamp((typical - 0.035) / 0.07, 0, 1) *
    clamp((0.42 - alike) / 0.16, 0, 1) *
    clamp((mostClustered - clustering(own, alike)) / 0.6, 0, 1)
  );
}

/** Indices of an early beat's interval and of the pause after it that together last as long as two usual ones. */
function compensated(list: readonly Interval[]): Set<number> {
  const usual = median(list.map(({ ms }) => ms));
  const found = new Set<number>();
  for (let i = 0; i + 1 < list.length; i++) {
    const early = list[i]?.ms ?? 0;
    const pause = list[i + 1]?.ms ?? 0;
    if (early < 0.8 * usual && pause > 1.2 * usual && Math.abs(early + pause - 2 * usual) < 0.1 * usual) {
      found.add(i);
      found.add(i + 1);
      i++;
    }
  }
  return found;
}

/** Clustering from which intervals are held for steps between a few lengths. */
const mostClustered = 2.4;

/**
 * How many more pairs of intervals are alike than a single bell of the same width would give: about 1 in fibrillation, far more where
 * the intervals jump between two or three lengths (block of one beat in some, bigeminy).
 */
function clustering(own: readonly number[], alike: number): number {
  const width = (quantile(own, 0.8) - quantile(own, 0.2)) / 1.683 / median(own);
  // Two draws of a bell of deviation s differ by less than d with the probability of about d / (s times the root of pi).
  return alike / Math.min(1, 0.04 / (Math.max(width, 0.02) * Math.sqrt(Math.PI)));
}

/** Share of all pairs of intervals that differ by no more than `slackMs`. */
function alikePairs(own: readonly number[], slackMs: number): number {
  let alike = 0;
  for (let i = 0; i < own.length; i++) {
    for (let k = 0; k < i; k++) if (Math.abs((own[i] ?? 0) - (own[k] ?? 0)) <= slackMs) alike++;
  }
  return alike / ((own.length * (own.length - 1)) / 2);
}

/** `pRepeats` tells for a stretch of time how well a P wave repeats (0 to 1), or `null` where it cannot say. */
export function fibrillation(
  list: readonly Interval[],
  pRepeats: (fromMs: number, toMs: number) => number | null,
): FibrillationWindow[] {
  const windows: FibrillationWindow[] = [];
  const size = Math.min(windowIntervals, list.length);
  if (size < 5) return [];
  for (let i = 0; i < list.length - size + stepIntervals; i += stepIntervals) {
    // The last window ends with the recording.
    const at = Math.min(i, list.length - size);
    const part = list.slice(at, at + size);
    const first = part[0];
    const last = part.at(-1);
    const value = chaos(part);
    if (!first || !last || value === null) continue;
    const p = value > 0 ? pRepeats(first.fromMs, last.toMs) : null;
    const probability = p === null ? value : value * clamp((0.77 - p) / 0.33, 0, 1);
    windows.push({ fromMs: first.fromMs, toMs: last.toMs, probability });
  }
  return windows;
}
