// Search-back for fast runs whose beats differ in size or form: small beats between large ones are told from T waves by their sharpness.
import { clamp, median } from '../signal/stats.ts';
import type { Candidate } from './choose.ts';
import type { LeadBand } from './envelope.ts';
import { type Levels, levelAt } from './level.ts';
import { usualSharpness } from './sharp.ts';

/** Distances within a run, seconds: 100 to 290 beats a minute. */
const shortestS = 0.205;
const longestS = 0.6;
const fewestBeats = 8;
const fewestNew = 4;
/** Height from which a wave is looked at, of the beats around it; sharpness below which it is T, P or F, of the beats' own. */
const leastHeight = 0.2;
const leastSharp = 0.6;
/** How far two distances in a row may lie apart, and how far they typically do, as shares. */
const mostUneven = 0.3;
const usuallyUneven = 0.12;
/**
 * Likeness that the typical added wave has to a neighbour in the run, upright or turned over, and how much more of it an uneven run must
 * show: beats are like each other and evenly apart, bursts of noise that happen to lie evenly are neither.
 */
const leastLike = 0.8;
const dearness = 1.5;
/** Share of the run that must be new for a search-back to be worth its risk, and share of the first choice that it may contradict. */
const leastNew = 0.15;
const mostLost = 0.15;
/** Share of the run up to which the new ones only fill gaps in what is known to be one. */
const mostGap = 0.25;

/**
 * The chosen beats, with those added that the first choice passed over in fast even runs. A threshold on height alone takes the smaller of
 * two alternating beats for a T wave, and thereby half the rate of a bidirectional tachycardia; but T, however tall, holds far less of its
 * power above 8 Hz than the QRS before it does.
 */
export function withFastRuns(
  list: readonly Candidate[],
  chosen: readonly number[],
  bands: readonly LeadBand[],
  weights: readonly number[],
  levels: Levels,
  rate: number,
): number[] {
  if (chosen.length < 3) return [...chosen];
  const taken = new Set(chosen);
  const fit = sharpWaves(list, chosen, levels);
  if (fit.every(({ index }) => taken.has(index))) return [...chosen];
  let beats = [...chosen];
  for (const { waves: run, uneven } of evenRuns(fit)) {
    const [from, to] = [run[0], run.at(-1)];
    if (!from || !to) continue;
    const inside = beats.filter((index) => within(list[index], from.seconds, to.seconds));
    const held = new Set(run.map(({ index }) => index));
    const lost = inside.filter((index) => !held.has(index)).length;
    const fresh = run.filter(({ index }) => !taken.has(index)).length;
    const worth = fresh >= fewestNew && fresh >= leastNew * run.length;
    const gap = fresh > 0 && fresh <= mostGap * run.length;
    if (!(worth || gap) || lost > mostLost * inside.length) continue;
    const places = run.map(({ index }) => ({ at: list[index]?.at ?? 0, added: !taken.has(index) }));
    if (ownLikeness(bands, weights, places, rate) < leastLike + dearness * uneven) continue;
    beats = [...beats.filter((index) => !inside.includes(index)), ...held].sort((a, b) => a - b);
  }
  return beats;
}

const within = (candidate: Candidate | undefined, fromS: number, toS: number) =>
  candidate !== undefined && candidate.seconds >= fromS && candidate.seconds <= toS;

interface Wave {
  index: number;
  seconds: number;
  /** Above 0; grows with the height. */
  worth: number;
}

function sharpWaves(list: readonly Candidate[], chosen: readonly number[], levels: Levels): Wave[] {
  const usual = usualSharpness(list, chosen);
  const waves: Wave[] = [];
  let k = 0;
  list.forEach(({ seconds, height, sharp }, index) => {
    while (k < chosen.length - 1 && (chosen[k + 1] ?? 0) <= index) k++;
    const level = levelAt(levels, seconds);
    const share = height / Math.max(Math.min(level.beat, level.near), 1e-9);
    if (share < leastHeight) return;
    if (chosen[k] !== index && sharp < leastSharp * (usual[k] ?? 0)) return;
    waves.push({ index, seconds, worth: clamp(1 + Math.log(share / leastHeight), 1, 3) });
  });
  return waves;
}

/** Median over the added waves of the best likeness to one of the two waves before and the two after. */
function ownLikeness(
  bands: readonly LeadBand[],
  weights: readonly number[],
  run: readonly { at: number; added: boolean }[],
  rate: number,
): number {
  const half = Math.round(0.07 * rate);
  const slack = Math.round(0.03 * rate);
  const best = run.flatMap(({ at, added }, i) => {
    if (!added) return [];
    let most = 0;
    for (const step of [-2, -1, 1, 2]) {
      const other = run[i + step]?.at;
      for (let shift = -slack; other !== undefined && shift <= slack; shift++)
        most = Math.max(most, correlation(bands, weights, at, other + shift, half));
    }
    return [most];
  });
  return median(best);
}

function correlation(
  bands: readonly LeadBand[],
  weights: readonly number[],
  a: number,
  b: number,
  half: number,
): number {
  let sum = 0;
  let all = 0;
  bands.forEach(({ shape }, lead) => {
    if ((weights[lead] ?? 0) === 0) return;
    let ab = 0;
    let aa = 0;
    let bb = 0;
    for (let i = -half; i <= half; i++) {
      const x = shape[a + i] ?? 0;
      const y = shape[b + i] ?? 0;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    // Where the vector turns, each lead's wave grows, shrinks and turns over in its own time: each is compared by itself.
    const power = Math.sqrt(aa * bb);
    sum += Math.abs(ab);
    all += power;
  });
  return all > 0 ? sum / all : 0;
}

interface Run {
  waves: Wave[];
  /** Median step from one distance to the next, over the median distance. */
  uneven: number;
}

interface Link {
  /** Place of the earlier wave. */
  from: number;
  /** Distance of the run here, seconds. */
  gap: number;
  sum: number;
  count: number;
  before: Link | null;
}

/** Chains of waves at even fast distances, the best first, none sharing a stretch with a better one. */
function evenRuns(waves: readonly Wave[]): Run[] {
  const ends: Link[][] = waves.map(() => []);
  const all: { link: Link; to: number }[] = [];
  waves.forEach((here, i) => {
    for (let j = i - 1; j >= 0; j--) {
      const earlier = waves[j];
      if (!earlier) continue;
      const apart = here.seconds - earlier.seconds;
      if (apart > longestS) break;
      if (apart < shortestS) continue;
      let before: Link | null = null;
      let cost = 0;
      let gap = apart;
      // Where the heart's vector turns through a lead's zero line, that lead misses a beat: the run goes on behind it, the beat stays unseen.
      for (const beats of [1, 2])
        for (const link of ends[j] ?? []) {
          const uneven = Math.abs(Math.log(apart / beats / link.gap));
          const price = 2 * uneven + (beats - 1);
          if (uneven > mostUneven / beats || (before && link.sum - price <= before.sum - cost)) continue;
          before = link;
          cost = price;
          gap = apart / beats;
        }
      const link: Link = {
        from: j,
        gap,
        sum: here.worth + (before ? before.sum - cost : earlier.worth),
        count: (before?.count ?? 1) + 1,
        before,
      };
      ends[i]?.push(link);
      all.push({ link, to: i });
    }
  });
  const runs: Run[] = [];
  const spans: [number, number][] = [];
  for (const { link, to } of all.sort((a, b) => b.link.sum - a.link.sum)) {
    if (link.count < fewestBeats) continue;
    const places = [to];
    const gaps: number[] = [];
    for (let one: Link | null = link; one; one = one.before) {
      places.push(one.from);
      gaps.push(one.gap);
    }
    places.reverse();
    const first = places[0] ?? 0;
    if (spans.some(([from, until]) => first < until && to > from)) continue;
    const uneven = unevenness(gaps);
    if (uneven > usuallyUneven) continue;
    spans.push([first, to]);
    runs.push({ waves: places.flatMap((place) => waves[place] ?? []), uneven });
  }
  return runs;
}

function unevenness(gaps: readonly number[]): number {
  const steps = gaps.slice(1).map((gap, i) => Math.abs(gap - (gaps[i] ?? 0)));
  return median(steps) / median(gaps);
}
