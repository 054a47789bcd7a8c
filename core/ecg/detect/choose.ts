// Which envelope peaks are beats: the most plausible sequence of all (dynamic programming), not one threshold after another.
import { clamp, median } from '../signal/stats.ts';
import { type Level, type Levels, levelAt } from './level.ts';

export interface Candidate {
  /** Sample of the envelope. */
  at: number;
  seconds: number;
  height: number;
  /** Evidence for a QRS: above 0 more likely than not. About the natural logarithm of height over a fair threshold. */
  score: number;
  /** 0 to 1: how far it stands above the noise around it, however large the beats are. */
  clear: number;
  /** Share of its power above 8 Hz (`withSharpness`); 0 until it is known. */
  sharp: number;
  /** The same as a share of what the beats around it have. */
  likeBeats: number;
}

/** Shortest time between two beats: the ventricles' refractory period (Pan and Tompkins 1985). */
const refractoryS = 0.2;
/** Share of the level of beats at which a wave is as likely a QRS as not. */
export const beatThreshold = 0.32;
/** The most that height alone says, and the most that a pause costs: less, so that a lone clear beat counts however slow the rhythm. */
const mostEvidence = 2.2;
const mostGapCost = 2;

/** Every local maximum that is the highest within 90 ms, with the evidence of its height between rest and beat level. */
export function candidates(
  envelope: Float32Array,
  rate: number,
  levels: Levels,
  threshold: number = beatThreshold,
): Candidate[] {
  const reach = Math.max(1, Math.round(0.09 * rate));
  const edge = Math.round(0.06 * rate);
  const found: Candidate[] = [];
  for (let i = 0; i < envelope.length; i++) {
    const height = envelope[i] ?? 0;
    if (!(height > 0) || height < (envelope[i - 1] ?? 0) || height <= (envelope[i + 1] ?? 0)) continue;
    let highest = true;
    for (let k = Math.max(0, i - reach); highest && k <= i + reach && k < envelope.length; k++) {
      if ((envelope[k] ?? 0) > height) highest = false;
    }
    if (!highest) continue;
    const seconds = i / rate;
    const level = levelAt(levels, seconds);
    if (height < 0.06 * level.beat) continue;
    // At the record's edge half a wave and the filter's start look alike: only a full beat counts there.
    if ((i < edge || i >= envelope.length - edge) && height < 0.75 * level.beat) continue;
    const clear = clamp(Math.log2(height / Math.max(noiseOf(level), 1e-9)), 0, 1);
    found.push({ at: i, seconds, height, score: evidence(height, level, threshold), clear, sharp: 0, likeBeats: 0 });
  }
  return found;
}

const noiseOf = ({ rest, loudness }: Level): number => Math.max(2.2 * rest, 1.6 * loudness);

/** The threshold lies at a share of the beat level, higher where it is loud. */
function evidence(height: number, level: Level, share: number): number {
  const threshold = Math.max(share * level.beat, Math.min(noiseOf(level), 0.65 * level.beat));
  return clamp(2 * Math.log(height / Math.max(threshold, 1e-9)), -4, mostEvidence);
}

/** What the distance between two chosen beats costs, in units of evidence. */
function gapCost(gapS: number, usualS: number, later: Candidate, earlier: Candidate): number {
  const ratio = gapS / usualS;
  let cost = 0;
  if (ratio < 0.75) cost += 1.6 * (0.75 - ratio);
  // A low peak 0.2 to 0.4 s after a high one is a T wave (Hamilton and Tompkins 1986).
  if (gapS < 0.42 && later.height < 0.6 * earlier.height) cost += 1.5 * (1 - later.height / (0.6 * earlier.height));
  if (gapS < 0.32 && earlier.height < 0.5 * later.height) cost += 1;
  // However tall they are, T after a QRS and P before one are far less sharp than it; a wide ectopic beat is so by less.
  if (gapS < tWithinS) cost += blunt(later, earlier);
  if (gapS < pWithinS) cost += blunt(earlier, later);
  if (ratio > 1.5) cost += Math.min(1.2 * (ratio - 1.5), mostGapCost);
  return cost;
}

/** A wave that follows within the first, or goes before within the second, may be T or P of the sharper one beside it. */
const tWithinS = 0.42;
const pWithinS = 0.32;
const bluntShare = 0.5;
const bluntCost = 4;
const looksT = 1;

function blunt(wave: Candidate, beside: Candidate): number {
  if (!(beside.sharp > 0)) return 0;
  // A blunt wave as high as the beat beside it is a wide beat.
  const lower = clamp(2 * (1 - wave.height / beside.height), 0, 1);
  return bluntCost * lower * Math.max(0, 1 - wave.sharp / (bluntShare * beside.sharp));
}

/** Median distance of the strong candidates around each candidate, those left out that look like T; 0.8 s where there are none. */
function usualIntervals(list: readonly Candidate[]): Float32Array {
  const strong: Candidate[] = [];
  for (const candidate of list) {
    const before = strong.at(-1);
    const t = before && candidate.seconds - before.seconds < tWithinS && blunt(candidate, before) > looksT;
    if (candidate.score > 0.7 && !t) strong.push(candidate);
  }
  const gaps = strong.slice(1).map((candidate, i) => candidate.seconds - (strong[i]?.seconds ?? 0));
  const smooth = gaps.map((_, i) => median(gaps.slice(Math.max(0, i - 6), i + 7)));
  const usual = new Float32Array(list.length);
  let k = 0;
  for (let i = 0; i < list.length; i++) {
    while (k < strong.length - 1 && (strong[k + 1]?.seconds ?? 0) <= (list[i]?.seconds ?? 0)) k++;
    usual[i] = clamp(smooth[Math.min(k, smooth.length - 1)] ?? 0.8, 0.27, 1.8);
  }
  return usual;
}

/** Beats as indices into `list`: the sequence with the highest sum of evidence less the cost of its distances. */
export function chooseBeats(list: readonly Candidate[]): number[] {
  const usual = usualIntervals(list);
  const best = new Float64Array(list.length);
  const from = new Int32Array(list.length).fill(-1);
  let settled = 0;
  let settledAt = -1;
  for (let i = 0; i < list.length; i++) {
    const here = list[i];
    if (!here) continue;
    // Whatever lies more than 6 s back costs the same however far it is.
    while (settledAt + 1 < i && here.seconds - (list[settledAt + 1]?.seconds ?? 0) > 6) {
      settledAt++;
      if ((best[settledAt] ?? 0) > (best[settled] ?? Number.NEGATIVE_INFINITY)) settled = settledAt;
    }
    let value = here.score;
    let previous = -1;
    if (settledAt >= 0 && (best[settled] ?? 0) - mostGapCost + here.score > value) {
      value = (best[settled] ?? 0) - mostGapCost + here.score;
      previous = settled;
    }
    for (let k = i - 1; k > settledAt; k--) {
      const before = list[k];
      if (!before) continue;
      const gap = here.seconds - before.seconds;
      if (gap < refractoryS) continue;
      const sum = (best[k] ?? 0) + here.score - gapCost(gap, usual[i] ?? 0.8, here, before);
      if (sum > value) {
        value = sum;
        previous = k;
      }
    }
    best[i] = value;
    from[i] = previous;
  }
  let end = -1;
  for (let i = 0; i < list.length; i++) if (end < 0 || (best[i] ?? 0) > (best[end] ?? 0)) end = i;
  if (end < 0 || (best[end] ?? 0) <= 0) return [];
  const chosen: number[] = [];
  for (let i = end; i >= 0; i = from[i] ?? -1) chosen.push(i);
  return chosen.reverse();
}
