// Intervals that are long because a beat between them was not recorded: they tell nothing of rate and regularity. As pauses they stay.
import { median } from '../signal/stats.ts';
import type { Interval } from './intervals.ts';

interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** Share of the usual interval from which a beat may be missing in one. */
const longShare = 1.4;
/** Where so many of the usual intervals hold a still stretch too, the recorder is coarse, or the heart is a simulator's. */
const mostUsual = 0.2;

/** `still` (ascending) are stretches in which all leads are missing or exactly still. The input itself where all intervals count. */
export function seenIntervals(list: readonly Interval[], still: readonly TimeSpan[]): readonly Interval[] {
  if (still.length === 0 || list.length < 3) return list;
  const usual = median(list.map(({ ms }) => ms));
  const holds = ({ fromMs, toMs }: Interval) => still.some((span) => span.fromMs < toMs && span.toMs > fromMs);
  const short = list.filter(({ ms }) => ms <= longShare * usual);
  if (short.filter(holds).length > mostUsual * short.length) return list;
  return list.filter((one) => one.ms <= longShare * usual || !holds(one));
}
