// Sharpness: how much of a wave's power lies above 8 Hz. A QRS, however small, holds far more there than T and P, however tall.
import { clamp, median } from '../signal/stats.ts';
import { type Candidate, chooseBeats } from './choose.ts';
import type { LeadBand } from './envelope.ts';

const halfS = 0.065;
/** Sharpness of the beats around at which a small wave gains, and from which it gains fully, as shares; and what that is worth. */
const least = 0.82;
const full = 0.95;
const worth = 0.9;
/** Above this evidence height alone has decided. */
const decided = 0.8;

/** The candidates with their sharpness; a small one as sharp as the beats around it, and clear of noise, gains evidence. */
export function withSharpness(
  list: readonly Candidate[],
  bands: readonly LeadBand[],
  weights: readonly number[],
  rate: number,
): Candidate[] {
  const half = Math.round(halfS * rate);
  const sharp = list.map((candidate) => ({ ...candidate, sharp: sharpness(bands, weights, candidate.at, half) }));
  const chosen = chooseBeats(sharp);
  const usual = usualSharpness(sharp, chosen);
  let k = 0;
  return sharp.map((candidate, index): Candidate => {
    while (k < chosen.length - 1 && (chosen[k + 1] ?? 0) <= index) k++;
    const share = candidate.sharp / (usual[k] ?? 1);
    const small = candidate.score <= decided && share > least;
    const gain = small ? worth * candidate.clear * clamp((share - least) / (full - least), 0, 1) : 0;
    return { ...candidate, score: candidate.score + gain, likeBeats: share };
  });
}

/** Median sharpness of the nine beats around each chosen one. */
export function usualSharpness(list: readonly Candidate[], chosen: readonly number[]): number[] {
  const own = chosen.map((index) => list[index]?.sharp ?? 0);
  return own.map((_, i) => median(own.slice(Math.max(0, i - 4), i + 5)));
}

/** Root of the power above 8 Hz over that above 3 Hz, around a sample, over the leads as far as they see the beats. */
function sharpness(bands: readonly LeadBand[], weights: readonly number[], at: number, half: number): number {
  let high = 0;
  let all = 0;
  bands.forEach(({ shape, envelope }, lead) => {
    const weight = weights[lead] ?? 0;
    if (weight === 0) return;
    let sum = 0;
    let held = 0;
    for (let i = Math.max(0, at - half); i <= at + half && i < shape.length; i++) {
      sum += (shape[i] ?? 0) ** 2;
      held++;
    }
    high += weight * (envelope[at] ?? 0) ** 2;
    all += (weight * sum) / Math.max(1, held);
  });
  return all > 0 ? Math.sqrt(high / all) : 0;
}
