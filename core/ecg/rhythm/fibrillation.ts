// Atrial fibrillation: intervals without any pattern and no P wave that repeats. Both are asked for; either alone misleads.
import { clamp, median } from '../signal/stats.ts';
import type { Interval } from './intervals.ts';

export interface FibrillationWindow {
  fromMs: number;
  toMs: number;
  /** 0 to 1. */
  probability: number;
}

/** Intervals in a window, about 10 s at usual rates, and how far one window lies from the next. */
const windowIntervals = 14;
const stepIntervals = 4;

/**
 * How patternless the intervals are, about 0 (steady) to 1. Two things are asked for: the typical change from one interval to the next is
 * large, and few pairs of intervals are alike. Premature beats in a steady rhythm make large changes too, but their intervals come in two
 * or three lengths. Ventricular beats and the pauses after them are left out.
 */
export function chaos(list: readonly Interval[]): number | null {
  const changes: number[] = [];
  const own: number[] = [];
  for (let i = 0; i < list.length; i++) {
    const here = list[i];
    if (!here || here.from === 'ventricular' || here.to === 'ventricular') continue;
    own.push(here.ms);
    const next = list[i + 1];
    if (next && next.to !== 'ventricular' && next.fromMs === here.toMs) changes.push(next.ms - here.ms);
  }
  if (own.length < 5 || changes.length < 4) return null;
  const usual = median(own);
  const typical = median(changes.map((change) => Math.abs(change) / usual));
  return clamp((typical - 0.035) / 0.07, 0, 1) * clamp((0.42 - alikePairs(own, 0.04 * usual)) / 0.16, 0, 1);
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
    const p = pRepeats(first.fromMs, last.toMs);
    const probability = p === null ? value : value * clamp((0.77 - p) / 0.33, 0, 1);
    windows.push({ fromMs: first.fromMs, toMs: last.toMs, probability });
  }
  return windows;
}

/** Stretches in fibrillation: windows with a probability above one half, joined where they overlap. */
export function fibrillationSpans(
  windows: readonly FibrillationWindow[],
): { fromMs: number; toMs: number; probability: number }[] {
  const spans: { fromMs: number; toMs: number; probability: number }[] = [];
  for (const { fromMs, toMs, probability } of windows) {
    if (probability <= 0.5) continue;
    const last = spans.at(-1);
    if (last && fromMs <= last.toMs) {
      last.toMs = toMs;
      last.probability = Math.max(last.probability, probability);
    } else spans.push({ fromMs, toMs, probability });
  }
  return spans;
}
