// Search-back for wide beats: ventricular beats whose flanks are too slow for the band of the QRS, between beats that are narrow.
import { movingMean } from '../signal/moving.ts';
import { clamp, median } from '../signal/stats.ts';
import type { Candidate } from './choose.ts';
import type { LeadBand } from './envelope.ts';

/** Gaps that are searched: longer than this share of the usual interval, and than this, in seconds. */
const leastRatio = 1.3;
const leastS = 0.75;
/** What may be T of the beat before the gap, and P of the beat after it, seconds. */
const afterS = 0.36;
const beforeS = 0.3;
/** Root mean square of 3 to 25 Hz over this width, as a share of that of the beats around: a wide beat has more than a narrow one. */
const widthS = 0.12;
const leastBulk = 0.8;
/** The same of what lies between, as a share of the wave: what does not come down is drift or movement, unless it is an even fast run. */
const mostRest = 0.3;
const mostRestInRun = 0.6;
/** An even fast run: so many in a row, seconds apart, the widest distance over the narrowest. */
const runOf = 4;
const runS = 0.6;
const mostUneven = 1.25;
/** Distances between two of them; a lower wave so soon after a higher one is its T. */
const refractoryS = 0.24;
const tWithinS = 0.42;
const tShare = 0.7;
const around = 4;

/**
 * `chosen` (ascending) with the wide beats found in its gaps. Height in the QRS band passes over a run of slow wide beats and so makes a
 * pause of a ventricular tachycardia.
 */
export function withWideBeats(
  chosen: readonly Candidate[],
  bands: readonly LeadBand[],
  weights: readonly number[],
  rate: number,
): Candidate[] {
  if (chosen.length < 3) return [...chosen];
  const gaps = chosen.slice(1).map(({ seconds }, i) => seconds - (chosen[i]?.seconds ?? 0));
  const usual = median(gaps);
  const searched = (gap: number) => gap > leastS && gap > leastRatio * usual;
  const count = bands[0]?.envelope.length ?? 0;
  const ends = [0, ...chosen.map(({ at }) => at), count];
  if (!ends.some((at, i) => i > 0 && searched((at - (ends[i - 1] ?? 0)) / rate))) return [...chosen];
  const bulk = bulkOf(
    bands,
    weights,
    chosen.map(({ at }) => at),
    rate,
  );
  const found: Candidate[] = [];
  for (let k = 0; k <= chosen.length; k++) {
    const [a, b] = [chosen[k - 1], chosen[k]];
    const from = a ? a.at + Math.round(afterS * rate) : Math.round(widthS * rate);
    const to = b ? b.at - Math.round(beforeS * rate) : count - Math.round(widthS * rate);
    if (searched(((b?.at ?? count) - (a?.at ?? 0)) / rate)) found.push(...wavesIn(bulk, from, to, rate));
  }
  return found.length === 0 ? [...chosen] : [...chosen, ...found].sort((x, y) => x.at - y.at);
}

/** All leads as they see the beats, each in units of its own: 1 is the power of the beats around. */
function bulkOf(
  bands: readonly LeadBand[],
  weights: readonly number[],
  beats: readonly number[],
  rate: number,
): Float32Array {
  const whole = new Float32Array(bands[0]?.envelope.length ?? 0);
  const sum = weights.reduce((a, b) => a + b, 0);
  bands.forEach(({ shape }, lead) => {
    const weight = (weights[lead] ?? 0) / Math.max(sum, 1e-9);
    if (weight === 0) return;
    const power = movingMean(
      shape.map((value) => value * value),
      widthS * rate,
    );
    const own = beats.map((at) => power[at] ?? 0);
    const levels = own.map((_, i) => median(own.slice(Math.max(0, i - around), i + around + 1)));
    let k = 0;
    for (let i = 0; i < whole.length; i++) {
      while (k < beats.length - 1 && (beats[k + 1] ?? 0) <= i) k++;
      whole[i] = (whole[i] ?? 0) + (weight * (power[i] ?? 0)) / Math.max(levels[k] ?? 0, 1e-9);
    }
  });
  return whole.map((value) => Math.sqrt(Math.max(0, value)));
}

function wavesIn(bulk: Float32Array, from: number, to: number, rate: number): Candidate[] {
  const reach = Math.round(widthS * rate);
  const peaks: number[] = [];
  for (let i = Math.max(0, from); i <= to && i < bulk.length; i++) {
    const height = bulk[i] ?? 0;
    if (height < leastBulk) continue;
    let highest = true;
    for (let k = Math.max(0, i - reach); highest && k <= i + reach && k < bulk.length; k++)
      if ((bulk[k] ?? 0) > height || (k < i && bulk[k] === height)) highest = false;
    if (highest && restBeside(bulk, i, rate) <= mostRestInRun * height) peaks.push(i);
  }
  const kept: number[] = [];
  for (const at of peaks) {
    const before = kept.at(-1);
    const apart = before === undefined ? Number.POSITIVE_INFINITY : (at - before) / rate;
    const share = (bulk[at] ?? 0) / (bulk[before ?? at] ?? 1);
    if (apart < refractoryS || (apart < tWithinS && share < tShare)) {
      // P or T of the higher wave beside it.
      if (apart < refractoryS && share > 1) kept[kept.length - 1] = at;
      continue;
    }
    kept.push(at);
  }
  const clear = kept.filter(
    (at, i) => restBeside(bulk, at, rate) <= mostRest * (bulk[at] ?? 0) || inEvenRun(kept, i, rate),
  );
  return clear.map((at) => ({
    at,
    seconds: at / rate,
    height: bulk[at] ?? 0,
    score: clamp(2 * Math.log((bulk[at] ?? 0) / leastBulk), 0, 1),
    clear: 1,
    sharp: 0,
    likeBeats: 0,
  }));
}

function inEvenRun(places: readonly number[], i: number, rate: number): boolean {
  for (let from = Math.max(0, i - runOf + 1); from <= i && from + runOf <= places.length; from++) {
    const gaps = places.slice(from + 1, from + runOf).map((at, k) => at - (places[from + k] ?? 0));
    const widest = Math.max(...gaps);
    if (widest <= runS * rate && widest <= mostUneven * Math.min(...gaps)) return true;
  }
  return false;
}

/** Least bulk within the shortest interval to either side: between two beats, however wide, the wave comes down. */
function restBeside(bulk: Float32Array, at: number, rate: number): number {
  const reach = Math.round(refractoryS * rate);
  let before = Number.POSITIVE_INFINITY;
  let after = Number.POSITIVE_INFINITY;
  for (let i = 1; i <= reach; i++) {
    before = Math.min(before, bulk[Math.max(0, at - i)] ?? 0);
    after = Math.min(after, bulk[Math.min(bulk.length - 1, at + i)] ?? 0);
  }
  return Math.max(before, after);
}
