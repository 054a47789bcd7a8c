// The median beat: the record's own beats laid upon each other, each on its own isoelectric line, and the middle value taken at every instant.
import { type AverageBeat, align } from '../delineate/average.ts';
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { clamp, median } from '../signal/stats.ts';

/** Most beats that go in: more do not lower the noise further than the eye sees. */
const mostBeats = 40;

export interface MedianBeat extends AverageBeat {
  /** Samples of the recording where the beats that went in lie. */
  samples: number[];
}

/**
 * Median over like beats of all `leads`. `own` are the samples of the beats of the record's own rhythm, `all` those of every beat, which
 * limit the window. Diagnostic band: up to 150 Hz, drift taken off below 0.3 Hz without phase, so that ST stays true.
 */
export function medianBeat(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  own: readonly number[],
  all: readonly number[],
): MedianBeat | null {
  if (own.length === 0 || leads.length === 0) return null;
  const rate = sampleRateHz;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const gaps = all.slice(1).map((sample, i) => sample - (all[i] ?? 0));
  const usual = gaps.length > 0 ? median(gaps) : rate;
  const before = Math.round(clamp(0.45 * usual, ms(180), ms(450)));
  const after = Math.round(clamp(usual - ms(110), ms(260), ms(720)));
  const chosen = evenly(own, mostBeats);
  const excerpt = excerptAround(leads, rate, chosen);
  const reference = bestReference(chosen, gaps, all, usual);
  const members: Float32Array[][] = [];
  const samples: number[] = [];
  for (const sample of chosen) {
    const at = excerpt.place(sample);
    const found = align(excerpt.leads, rate, excerpt.place(reference), at);
    if (sample !== reference && found.likeness < 0.85) continue;
    samples.push(sample + found.sample - at);
    members.push(cut(excerpt.leads, found.sample, before, after));
  }
  if (members.length === 0) return null;
  const width = before + after + 1;
  const column = new Float64Array(members.length);
  const medians = leads.map((_, lead) => {
    const result = new Float32Array(width);
    for (let i = 0; i < width; i++) {
      for (let m = 0; m < members.length; m++) column[m] = members[m]?.[lead]?.[i] ?? 0;
      result[i] = middle(column);
    }
    return result;
  });
  return { sampleRateHz: rate, origin: before, leads: medians, members, samples };
}

/** Diagnostic band of one lead. */
export function diagnostic(lead: Float32Array, rate: number): Float32Array {
  const { samples } = fillGaps(lead);
  const sections = rate > 320 ? [highPass(rate, 0.3), lowPass(rate, 150)] : [highPass(rate, 0.3)];
  return zeroPhase(samples, sections, 3 * rate);
}

const reachS = 5;

interface Excerpt {
  leads: Float32Array[];
  /** Where a sample of the recording lies in it. */
  place: (sample: number) => number;
}

/** The recording in the diagnostic band; of a long one only 5 s to both sides of each chosen beat, end to end. */
function excerptAround(leads: readonly Float32Array[], rate: number, chosen: readonly number[]): Excerpt {
  const reach = Math.round(reachS * rate);
  const count = leads[0]?.length ?? 0;
  if (count <= chosen.length * 2 * reach) {
    return { leads: leads.map((lead) => diagnostic(lead, rate)), place: (sample) => sample };
  }
  const starts = chosen.map((sample) => Math.max(0, Math.min(sample - reach, count - 2 * reach)));
  const index = new Map(chosen.map((sample, i) => [sample, i * 2 * reach + sample - (starts[i] ?? 0)]));
  const joined = leads.map((lead) => {
    const whole = new Float32Array(chosen.length * 2 * reach);
    starts.forEach((start, i) => {
      whole.set(diagnostic(lead.subarray(start, start + 2 * reach), rate), i * 2 * reach);
    });
    return whole;
  });
  return { leads: joined, place: (sample) => index.get(sample) ?? 0 };
}

/** The beat whose interval before it is the most usual: neither early nor late. */
function bestReference(
  chosen: readonly number[],
  gaps: readonly number[],
  all: readonly number[],
  usual: number,
): number {
  let best = chosen[Math.floor(chosen.length / 2)] ?? 0;
  let distance = Number.POSITIVE_INFINITY;
  const place = new Map(all.map((sample, i) => [sample, i]));
  for (const sample of chosen.slice(1, -1)) {
    const i = place.get(sample) ?? 0;
    const off = Math.abs((gaps[i - 1] ?? usual * 2) - usual) + Math.abs((gaps[i] ?? usual * 2) - usual);
    if (off < distance) {
      distance = off;
      best = sample;
    }
  }
  return best;
}

function evenly(list: readonly number[], most: number): number[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / most)] ?? 0);
}

function cut(leads: readonly Float32Array[], sample: number, before: number, after: number): Float32Array[] {
  return leads.map((lead) => {
    const part = new Float32Array(before + after + 1);
    for (let i = 0; i < part.length; i++) {
      part[i] = lead[Math.min(Math.max(sample - before + i, 0), lead.length - 1)] ?? 0;
    }
    return part;
  });
}

function middle(column: Float64Array): number {
  const sorted = new Float64Array(column).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
