// Complete AV block: what is left without QRS and T repeats at an even distance of its own, faster than the QRS and in no fixed place to it.
import { align } from '../../delineate/average.ts';
import type { Measured } from '../../measure/measurement.ts';
import { median } from '../../signal/stats.ts';
import type { Block } from './facts.ts';
import type { Stretch } from './signal.ts';

const fastestS = 0.4;
const slowestS = 1.25;

/** `beats` are samples of the recording inside the stretch; at least five, evenly apart. */
export function completeBlock(stretch: Stretch, beats: readonly number[], measured: Measured): Block | null {
  const { medianBeat, heartRateBpm, rhythmDetail } = measured;
  const { qrs } = medianBeat?.waves ?? {};
  if (!medianBeat || !qrs || heartRateBpm === null || heartRateBpm > 60 || rhythmDetail.fibrillationShare > 0.2)
    return null;
  const places = upon(
    stretch,
    beats.map((sample) => stretch.place(sample)),
  );
  const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
  if (gaps.length < 4) return null;
  const usual = median(gaps);
  if (gaps.some((gap) => Math.abs(gap - usual) > 0.12 * usual)) return null;
  const scale = stretch.rate / medianBeat.sampleRateHz;
  const from = Math.round((qrs.onset - medianBeat.origin) * scale) - Math.round(0.04 * stretch.rate);
  const first = places[0] ?? 0;
  const last = (places.at(-1) ?? 0) + from;
  const rests = stretch.leads.map(({ samples }) => withoutBeats(samples, places, from).subarray(first, last));
  // Where QRS stood, its own variation outweighs any P wave: nothing is known there, neither a wave nor rest.
  const least = Math.round(0.06 * stretch.rate);
  const before = Math.max(least, Math.round((medianBeat.origin - qrs.onset) * scale) + 2);
  const after = Math.max(least, Math.round((qrs.offset - medianBeat.origin) * scale) + 2);
  const known = new Uint8Array(last - first).fill(1);
  for (const place of places)
    known.fill(0, Math.max(0, place - first - before), Math.max(0, place - first + after + 1));
  const train = periodOf(rests, known, stretch.rate);
  if (!train || train.period > 0.85 * usual) return null;
  // The same place in the cycle for every QRS would be conduction.
  let sin = 0;
  let cos = 0;
  for (const place of places) {
    const phase = (2 * Math.PI * (place - first)) / train.period;
    sin += Math.sin(phase);
    cos += Math.cos(phase);
  }
  if (Math.hypot(sin, cos) / places.length > 0.6) return null;
  const pMs: number[] = [];
  for (let at = first + train.peak; at < last; at += train.period) pMs.push(stretch.ms(at));
  return {
    kind: 'complete',
    fromMs: stretch.ms(first),
    toMs: stretch.ms(last),
    count: pMs.length,
    pMs,
    atrialRateBpm: (60 * stretch.rate) / train.period,
  };
}

/** A notched QRS is marked at one peak in one beat and at the other in the next: all are moved to where most have it. */
function upon({ leads, rate }: Stretch, places: readonly number[]): number[] {
  const samples = leads.map((lead) => lead.samples);
  const reference = places[places.length >> 1] ?? 0;
  // Twice: one look reaches 24 ms, notches lie twice as far apart.
  const look = (place: number) => align(samples, rate, reference, place).sample;
  const moved = places.map((place) => look(look(place)));
  const usual = median(moved.map((place, i) => place - (places[i] ?? 0)));
  return moved.map((place) => Math.round(place - usual));
}

/**
 * The mean cycle taken off each cycle, which begins `from` (negative) before the QRS: T wherever it ends, and what the filter leaves behind
 * it, come with the QRS; what stands in no fixed place to it stays.
 */
function withoutBeats(samples: Float32Array, places: readonly number[], from: number): Float32Array {
  const rest = samples.slice();
  const starts = places.map((place) => place + from);
  const widths = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
  const cycles = widths.map((width, i) => ({ start: starts[i] ?? 0, width }));
  for (let i = 0; i < Math.max(...widths); i++) {
    const inside = cycles.filter(({ start, width }) => i < width && start + i >= 0);
    const middle = median(inside.map(({ start }) => samples[start + i] ?? 0));
    for (const { start } of inside) rest[start + i] = (rest[start + i] ?? 0) - middle;
  }
  return rest;
}

/** Period whose folding keeps most of the energy, in one wave; the shortest among the equally good, since its multiples keep it too. */
function periodOf(
  rests: readonly Float32Array[],
  known: Uint8Array,
  rate: number,
): { period: number; peak: number } | null {
  const count = rests[0]?.length ?? 0;
  const longest = Math.min(slowestS * rate, count / 5);
  let energy = 0;
  for (const rest of rests) for (let i = 0; i < rest.length; i++) if (known[i]) energy += (rest[i] ?? 0) ** 2;
  const room: Room = {
    known,
    bins: new Uint16Array(count),
    held: new Float64Array(Math.ceil(longest) + 1),
    sums: new Float64Array(Math.ceil(longest) + 1),
  };
  const tried: { period: number; share: number }[] = [];
  let best = 0;
  for (let period = fastestS * rate; period <= longest; period += 0.5) {
    const kept = energy > 0 ? keptBy(rests, period, room) / energy : 0;
    // Folding noise keeps one part in `cycles`: that is no wave.
    const cycles = count / period;
    const share = (kept - 1 / cycles) / (1 - 1 / cycles);
    tried.push({ period, share });
    best = Math.max(best, share);
  }
  const found = best >= 0.45 ? tried.find(({ share }) => share >= 0.93 * best) : undefined;
  if (!found) return null;
  const { peak, compact, height } = waveOf(rests, found.period, rate, room);
  return compact >= 0.42 && height >= 50 ? { period: found.period, peak } : null;
}

/** Work space for hundreds of periods, as long as the stretch and as the longest period. */
interface Room {
  /** 1 for the samples that take part. */
  known: Uint8Array;
  /** Place in the cycle of every sample. */
  bins: Uint16Array;
  /** Samples that fall on each place. */
  held: Float64Array;
  sums: Float64Array;
}

/** Lays out the cycle; returns the number of places. The same for all leads, so it is done once for a period. */
function layOut(period: number, { known, bins, held }: Room): number {
  const places = Math.round(period);
  held.fill(0);
  // A running place instead of a remainder for each sample.
  const step = places / period;
  let place = 0;
  for (let i = 0; i < bins.length; i++) {
    const bin = Math.floor(place);
    bins[i] = bin;
    held[bin] = (held[bin] ?? 0) + (known[i] ?? 0);
    place += step;
    if (place >= places) place -= places;
  }
  return places;
}

function fold(rest: Float32Array, { known, bins, sums }: Room): void {
  sums.fill(0);
  for (let i = 0; i < rest.length; i++) {
    const bin = bins[i] ?? 0;
    sums[bin] = (sums[bin] ?? 0) + (known[i] ? (rest[i] ?? 0) : 0);
  }
}

/** Energy that the mean cycle of each lead holds. */
function keptBy(rests: readonly Float32Array[], period: number, room: Room): number {
  const places = layOut(period, room);
  const { held, sums } = room;
  let kept = 0;
  for (const rest of rests) {
    fold(rest, room);
    for (let bin = 0; bin < places; bin++) kept += (sums[bin] ?? 0) ** 2 / Math.max(1, held[bin] ?? 1);
  }
  return kept;
}

/** Where the cycle's wave stands, the share of its power within 70 ms of there, and its height in the lead that shows it best. */
function waveOf(rests: readonly Float32Array[], period: number, rate: number, room: Room) {
  const places = layOut(period, room);
  const power = new Float64Array(places);
  let height = 0;
  for (const rest of rests) {
    fold(rest, room);
    let low = 0;
    let high = 0;
    for (let bin = 0; bin < places; bin++) {
      const value = (room.sums[bin] ?? 0) / Math.max(1, room.held[bin] ?? 1);
      low = Math.min(low, value);
      high = Math.max(high, value);
      power[bin] = (power[bin] ?? 0) + value * value;
    }
    height = Math.max(height, high - low);
  }
  const half = Math.round(0.07 * rate);
  let peak = 0;
  power.forEach((value, bin) => {
    if (value > (power[peak] ?? 0)) peak = bin;
  });
  let near = 0;
  let total = 0;
  power.forEach((value, bin) => {
    const distance = Math.min(Math.abs(bin - peak), places - Math.abs(bin - peak));
    total += value;
    if (distance <= half) near += value;
  });
  return { peak, compact: total > 0 ? near / total : 0, height };
}
