// Atrial flutter: one and the same wave without a rest in inferior leads or V1, as a line of the spectrum or as a repetition between the QRS.
import type { Measured } from '../../measure/measurement.ts';
import { median } from '../../signal/stats.ts';
import type { RateLimits } from '../../statements/rate-by-age.ts';
import type { Flutter } from './facts.ts';
import { doubtShare, flutterLines, flutterShare } from './flutter-lines.ts';
import { twoToOne } from './flutter-two-to-one.ts';
import type { Stretch } from './signal.ts';

/** Distances of flutter waves, seconds. */
const shortestS = 60 / 350;
const longestS = 60 / 240;
const shownIn: ReadonlySet<string> = new Set(['II', 'III', 'aVF', 'V1']);
const fewestLeads = 2;
/** Likeness of a wave to the next and to the one after; T and P differ from each other and from the line between them. */
const leastNext = 0.7;
const leastSecond = 0.55;
const leastUv = 80;
const fewestWaves = 12;
/** Below this no rule speaks of ST, with the waves or without. */
const leastStUv = 80;

/**
 * Conduction of 3:1, 4:1 or varying by what goes on between the beats; 2:1, where one wave lies in QRS and T, by the likeness of both halves of the
 * cycle. `beats` are samples of the recording.
 */
export function flutter(
  stretch: Stretch,
  beats: readonly number[],
  measured: Measured,
  limits: RateLimits,
): Flutter | null {
  const half = twoToOne(stretch, beats, measured, shownIn, limits);
  if (half || measured.heartRateBpm === null || measured.heartRateBpm > 120) return half;
  const places = beats.map((sample) => stretch.place(sample));
  return bySpectrum(stretch, places, measured.heartRateBpm) ?? byRepetition(stretch, places);
}

/** Waves that may be flutter but are not named so: enough to look twice at ST, for what rests between beats changes nothing there. */
export function possibleFlutter(stretch: Stretch, beats: readonly number[], measured: Measured): Flutter | null {
  if (measured.heartRateBpm === null || measured.heartRateBpm > 120) return null;
  const leads = Object.values(measured.amplitudes);
  if (leads.every(({ stJ }) => Math.abs(stJ ?? 0) < leastStUv)) return null;
  const places = beats.map((sample) => stretch.place(sample));
  return bySpectrum(stretch, places, measured.heartRateBpm, doubtShare);
}

function bySpectrum(
  stretch: Stretch,
  places: readonly number[],
  ventricularBpm: number,
  leastShare = flutterShare,
): Flutter | null {
  const lines = flutterLines(stretch, places, shownIn, ventricularBpm, leastShare);
  const [first, last] = [places[0], places.at(-1)];
  if (lines.length === 0 || first === undefined || last === undefined) return null;
  return {
    fromMs: stretch.ms(first),
    toMs: stretch.ms(last),
    atrialRateBpm: 60 * median(lines.map(({ hz }) => hz)),
    leads: lines.map(({ name }) => name),
  };
}

function byRepetition(stretch: Stretch, places: readonly number[]): Flutter | null {
  const { rate } = stretch;
  const from = Math.round(0.09 * rate);
  const free = places.slice(1).flatMap((to, i): [number, number][] => {
    const start = (places[i] ?? 0) + from;
    const end = to - Math.round(0.06 * rate);
    return end - start >= 2.4 * shortestS * rate ? [[start, end]] : [];
  });
  const found = stretch.leads.flatMap(({ name, samples }) => {
    if (!shownIn.has(name)) return [];
    const wave = repeating(samples, free, rate);
    return wave ? [{ name, ...wave }] : [];
  });
  const [first, last] = [free[0], free.at(-1)];
  if (found.length < fewestLeads || !first || !last) return null;
  const period = median(found.map((one) => one.period));
  const same = found.filter((one) => Math.abs(one.period - period) <= 0.06 * period);
  const waves = free.reduce((sum, [start, end]) => sum + Math.floor((end - start) / period), 0);
  if (same.length < fewestLeads || waves < fewestWaves) return null;
  return {
    fromMs: stretch.ms(first[0]),
    toMs: stretch.ms(last[1]),
    atrialRateBpm: (60 * rate) / period,
    leads: same.map(({ name }) => name),
  };
}

/** The distance at which the lead is most like itself inside the intervals, if that is a wave which goes on without a rest. */
function repeating(samples: Float32Array, free: readonly [number, number][], rate: number): { period: number } | null {
  let best = 0;
  let period = 0;
  for (let lag = Math.ceil(shortestS * rate); lag <= Math.floor(longestS * rate); lag++) {
    const r = likeness(samples, free, lag);
    if (r > best) {
      best = r;
      period = lag;
    }
  }
  if (best < leastNext || likeness(samples, free, 2 * period) < leastSecond) return null;
  // Half a wave on, a wave stands against itself.
  if (likeness(samples, free, Math.round(period / 2)) > -0.2) return null;
  const ranges = free.map(([start, end]) => {
    const part = samples.subarray(start, end);
    return Math.max(...part) - Math.min(...part);
  });
  return median(ranges) >= leastUv ? { period } : null;
}

/** Likeness of the lead to itself `lag` later, both inside one interval; 0 where too little is to be compared. */
function likeness(samples: Float32Array, free: readonly [number, number][], lag: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  let held = 0;
  for (const [start, end] of free)
    for (let i = start; i + lag < end; i++) {
      const a = samples[i] ?? 0;
      const b = samples[i + lag] ?? 0;
      ab += a * b;
      aa += a * a;
      bb += b * b;
      held++;
    }
  return held >= 2 * lag && aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
