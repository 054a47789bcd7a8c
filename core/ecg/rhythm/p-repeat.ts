// How well a P wave repeats before the QRS complexes of a stretch: the second witness for and against atrial fibrillation.
import { repeats } from '../delineate/repeats.ts';
import type { ClassifiedBeat } from '../detect/classes.ts';
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { decimate } from '../signal/moving.ts';
import { clamp, median, standardDeviation } from '../signal/stats.ts';

const toS = -0.07;
/** The QRS begins where its mean is this share of its greatest slope, looked for as far back as this; the stretch ends so long before it. */
const onsetShare = 0.12;
const onsetReachS = 0.13;
const beforeOnsetS = 0.015;
/** Where P is sought, and the least distance to the beat before it: T of that beat must lie outside. Fast rhythms leave less room. */
const rooms = [
  { fromS: -0.26, leastS: 0.5 },
  { fromS: -0.17, leastS: 0.42 },
] as const;
/** Of a stretch half in sinus rhythm the P waves there say nothing about the rest. */
const leastShare = 0.5;

/**
 * Leave-one-out correlation of the stretch before the beats of the own rhythm between the given times, 0 to 1; `null` with fewer
 * than five beats, or where most follow each other so fast that T lies there. Every lead counts alike: one that wanders with each
 * breath or movement would else outweigh those that show P.
 */
export function pRepeat(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly ClassifiedBeat[],
  fromMs: number,
  toMs: number,
): number | null {
  const from = Math.max(0, Math.floor(((fromMs - 1000) * sampleRateHz) / 1000));
  const to = Math.ceil(((toMs + 1000) * sampleRateHz) / 1000);
  const inside = beats.slice(firstAt(beats, from), firstAt(beats, to + 1));
  const after = (leastS: number) =>
    inside.filter((beat, i) => {
      const before = inside[i - 1];
      return beat.class === 'normal' && before !== undefined && beat.sample - before.sample > leastS * sampleRateHz;
    });
  const room = rooms.find(({ leastS }) => {
    const { length } = after(leastS);
    return length >= 5 && length >= leastShare * inside.length;
  });
  if (!room) return null;
  const own = after(room.leastS);
  const factor = Math.max(1, Math.floor(sampleRateHz / 120));
  const rate = sampleRateHz / factor;
  const slow = leads.map((lead) =>
    zeroPhase(
      decimate(fillGaps(lead.subarray(from, to)).samples, factor),
      [highPass(rate, 1), lowPass(rate, 20)],
      rate,
    ),
  );
  const before = Math.round(-room.fromS * rate);
  const marks = own.map(({ sample }) => Math.round((sample - from) / factor));
  const end = Math.min(Math.round(toS * rate), -Math.round(onsetBefore(slow, marks, rate) + beforeOnsetS * rate));
  const width = before + end + 1;
  const members = marks.flatMap((mark) => {
    const start = mark - before;
    if (start < 0) return [];
    return [slow.map((lead) => lead.subarray(start, start + width))];
  });
  return members.length < 5 ? null : clamp(repeats(evenly(members), 0, width - 1), 0, 1);
}

/** Samples from the onset of the mean QRS to the mark: in bundle branch block the main deflection comes late, and its upstroke would repeat as no P does. */
function onsetBefore(leads: readonly Float32Array[], marks: readonly number[], rate: number): number {
  const reach = Math.round(onsetReachS * rate);
  const slope = new Float64Array(2 * reach + 1);
  for (const lead of leads) {
    const mean = new Float64Array(2 * reach + 2);
    for (const mark of marks)
      for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (lead[mark - reach + i] ?? 0) / marks.length;
    for (let i = 0; i < slope.length; i++) slope[i] = (slope[i] ?? 0) + Math.abs((mean[i + 1] ?? 0) - (mean[i] ?? 0));
  }
  const least = onsetShare * Math.max(...slope);
  // From the steepest place near the mark outward, over a notch of 20 ms.
  let onset = 0;
  let still = 0;
  for (let back = 0; back <= reach && still <= 0.02 * rate; back++) {
    if ((slope[reach - back] ?? 0) >= least) {
      onset = back;
      still = 0;
    } else still++;
  }
  return onset;
}

/** Each lead at the same mean size over the members. */
function evenly(members: readonly (readonly Float32Array[])[]): Float32Array[][] {
  const sizes = (members[0] ?? []).map((_, lead) => {
    const all = members.map((leads) => standardDeviation(Array.from(leads[lead] ?? [])));
    return Math.max(1, median(all));
  });
  return members.map((leads) => leads.map((lead, k) => lead.map((value) => value / (sizes[k] ?? 1))));
}

/** Index of the first beat at or after `sample`, by halving: long records ask for thousands of windows. */
function firstAt(beats: readonly ClassifiedBeat[], sample: number): number {
  let low = 0;
  let high = beats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((beats[middle]?.sample ?? 0) < sample) low = middle + 1;
    else high = middle;
  }
  return low;
}
