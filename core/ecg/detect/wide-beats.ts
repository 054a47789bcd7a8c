// Search-back for wide beats: ventricular beats whose flanks are too slow for the band of the QRS, between beats that are narrow.
import { movingMean } from '../signal/moving.ts';
import { clamp, median, quantile } from '../signal/stats.ts';
import type { Candidate } from './choose.ts';
import type { LeadBand } from './envelope.ts';

/** Gaps that are searched, seconds: room for a beat after T of the one before and before P of the next, however usual they are (bigeminy, interpolated beats). */
const leastS = 0.75;
/** What may be T of the beat before the gap, and P of the beat after it, seconds. */
const afterS = 0.36;
const beforeS = 0.3;
/** Root mean square of 3 to 25 Hz over this width, as a share of that of the beats around: a wide beat has more than a narrow one. */
const widthS = 0.12;
const leastBulk = 0.8;
/**
 * In a gap longer than usual by this share a smaller wave counts that is so many times what usually lies in the gaps around (late T, P of an own
 * pace, noise), from this size on. What is usual is told by the gaps that are lower than most, since every other one may hold a wide beat.
 */
const longerRatio = 1.25;
/**
 * So also in every gap of a rhythm that seems as slow as this, since unseen beats in bigeminy halve the rate; there, where every gap may hold one,
 * T of the beat before it tells what is usual.
 */
const slowS = 1.2;
const aboveT = 2.1;
const tFromS = 0.2;
const tToS = 0.3;
const aboveUsual = 2.5;
const leastSmall = 0.45;
const lowerShare = 0.3;
const nearGaps = 12;
/** The same of what lies between, as a share of the wave: what does not come down is drift or movement, unless it is an even fast run. */
const mostRest = 0.3;
const mostRestInRun = 0.75;
/** Seen in one of several leads and by no more than this in the next best, a lone wave is that lead's noise. */
const leastElsewhere = 0.15;
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
  const count = bands[0]?.envelope.length ?? 0;
  const ends = [0, ...chosen.map(({ at }) => at), count];
  const usual = median(chosen.slice(1).map(({ seconds }, i) => seconds - (chosen[i]?.seconds ?? 0)));
  const isSearched = ends.map((at, i) => i > 0 && (at - (ends[i - 1] ?? 0)) / rate > leastS).slice(1);
  if (!isSearched.includes(true)) return [...chosen];
  const bulk = bulkOf(
    bands,
    weights,
    chosen.map(({ at }) => at),
    rate,
  );
  const rooms = isSearched.flatMap((searched, k): Room[] => {
    const [a, b] = [chosen[k - 1], chosen[k]];
    const from = a ? a.at + Math.round(afterS * rate) : Math.round(widthS * rate);
    const to = b ? b.at - Math.round(beforeS * rate) : count - Math.round(widthS * rate);
    const gap = ((ends[k + 1] ?? 0) - (ends[k] ?? 0)) / rate;
    const t = a && b && gap > slowS ? mostIn(bulk.whole, a.at + tFromS * rate, a.at + tToS * rate) : null;
    const isLong = gap > longerRatio * usual || t !== null;
    return from < to ? [{ from: Math.max(0, from), to, most: mostIn(bulk.whole, from, to), t, isLong, searched }] : [];
  });
  const found = rooms.flatMap(({ from, to, isLong, searched }, k) => {
    if (!searched) return [];
    if (!isLong) return wavesIn(bulk, from, to, rate, leastBulk);
    const near = rooms.slice(Math.max(0, k - nearGaps), k + nearGaps + 1);
    const there = aboveUsual * lower(near.map(({ most }) => most));
    const ts = near.flatMap(({ t }) => t ?? []);
    const aboveTs = ts.length > near.length / 2 ? aboveT * median(ts) : leastBulk;
    const least = clamp(Math.min(there, aboveTs), leastSmall, leastBulk);
    return wavesIn(bulk, from, to, rate, least);
  });
  return found.length === 0 ? [...chosen] : [...chosen, ...found].sort((x, y) => x.at - y.at);
}

/** Bulk of a wave in the lead that shows it second best; in a single lead there is nothing to compare with. */
function secondLead({ leads }: Bulk, at: number): number {
  if (leads.length < 2) return Number.POSITIVE_INFINITY;
  return leads.map((lead) => Math.sqrt(Math.max(0, lead[at] ?? 0))).toSorted((x, y) => y - x)[1] ?? 0;
}

const lower = (values: readonly number[]): number => quantile(values, lowerShare);

/** Between two beats, in samples, with the greatest bulk that lies there. */
interface Room {
  from: number;
  to: number;
  most: number;
  /** The same of T of the beat before a slow gap; `null` elsewhere. */
  t: number | null;
  isLong: boolean;
  /** Wide enough for a beat; narrower ones only tell what is usual. */
  searched: boolean;
}

function mostIn(bulk: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let i = Math.max(0, Math.round(from)); i <= to && i < bulk.length; i++) most = Math.max(most, bulk[i] ?? 0);
  return most;
}

interface Bulk {
  /** Root of the mean power of all leads by weight, each in units of its own beats: 1 is that of the beats around. */
  whole: Float32Array;
  /** The power of each lead that has a weight, in the same units. */
  leads: readonly Float32Array[];
}

/** All leads as they see the beats. */
function bulkOf(bands: readonly LeadBand[], weights: readonly number[], beats: readonly number[], rate: number): Bulk {
  const whole = new Float32Array(bands[0]?.envelope.length ?? 0);
  const sum = weights.reduce((a, b) => a + b, 0);
  const leads = bands.flatMap(({ shape }, lead) => {
    const weight = (weights[lead] ?? 0) / Math.max(sum, 1e-9);
    if (weight === 0) return [];
    const power = movingMean(
      shape.map((value) => value * value),
      widthS * rate,
    );
    const own = beats.map((at) => power[at] ?? 0);
    const levels = own.map((_, i) => median(own.slice(Math.max(0, i - around), i + around + 1)));
    let k = 0;
    for (let i = 0; i < whole.length; i++) {
      while (k < beats.length - 1 && (beats[k + 1] ?? 0) <= i) k++;
      power[i] = (power[i] ?? 0) / Math.max(levels[k] ?? 0, 1e-9);
      whole[i] = (whole[i] ?? 0) + weight * (power[i] ?? 0);
    }
    return [power];
  });
  return { whole: whole.map((value) => Math.sqrt(Math.max(0, value))), leads };
}

function wavesIn(all: Bulk, from: number, to: number, rate: number, least: number): Candidate[] {
  const bulk = all.whole;
  const reach = Math.round(widthS * rate);
  const peaks: number[] = [];
  for (let i = from; i <= to && i < bulk.length; i++) {
    const height = bulk[i] ?? 0;
    if (height < least) continue;
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
  const clear = kept.filter((at, i) => {
    if (inEvenRun(kept, i, rate)) return true;
    return restBeside(bulk, at, rate) <= mostRest * (bulk[at] ?? 0) && secondLead(all, at) >= leastElsewhere;
  });
  return clear.map((at) => ({
    at,
    seconds: at / rate,
    height: bulk[at] ?? 0,
    score: clamp(2 * Math.log((bulk[at] ?? 0) / least), 0, 1),
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
