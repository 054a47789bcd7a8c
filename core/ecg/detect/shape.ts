// A candidate that looks like the record's beats gains evidence, one that looks like none of them loses some: noise has no shape of its own.
import { clamp } from '../signal/stats.ts';
import { type Candidate, chooseBeats } from './choose.ts';
import type { LeadBand } from './envelope.ts';

const halfS = 0.1;
const slackS = 0.04;
/** Members that make a group a beat form of this record, and the groups kept. */
const fewest = 3;
const mostGroups = 12;
/**
 * A wave of a known form at the size of that form is a beat however large the others around it are: in bigeminy the own beats may have a
 * fifth of the ectopic ones' height. Size counts fully within this difference of logarithms, and not at all from its double. In noise the
 * form is no witness.
 */
const knownSize = 0.4;
const knownWorth = 1.2;

interface Group {
  /** Mean logarithm of the root energy, not in units of anything around it. */
  size: number;
  sum: Float32Array;
  form: Float32Array;
  count: number;
}

/**
 * Unit-energy window of all leads around a sample; each lead without its mean there, so that drift does not count. Returns the energy that it
 * had, 0 where there is none or the record ends too near.
 */
function windowAt(bands: readonly LeadBand[], at: number, half: number, into: Float32Array): number {
  const width = 2 * half + 1;
  let energy = 0;
  for (let lead = 0; lead < bands.length; lead++) {
    const shape = bands[lead]?.shape;
    if (!shape || at - half < 0 || at + half >= shape.length) return 0;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += shape[at - half + i] ?? 0;
    const mean = sum / width;
    for (let i = 0; i < width; i++) {
      const value = (shape[at - half + i] ?? 0) - mean;
      into[lead * width + i] = value;
      energy += value * value;
    }
  }
  if (energy <= 0) return 0;
  const scale = 1 / Math.sqrt(energy);
  for (let i = 0; i < width * bands.length; i++) into[i] = (into[i] ?? 0) * scale;
  return energy;
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

interface Match {
  group: Group | undefined;
  correlation: number;
  shift: number;
  /** Of the window that fits best. */
  size: number;
  /** False where the record ends too near for a comparison. */
  seen: boolean;
}

/** Best correlation of the candidate with any form, over the slack in its time. */
function bestMatch(
  bands: readonly LeadBand[],
  groups: readonly Group[],
  at: number,
  half: number,
  slack: number,
  work: Float32Array,
): Match {
  const best: Match = { group: undefined, correlation: 0, shift: 0, size: 0, seen: false };
  const look = (shift: number): void => {
    const energy = windowAt(bands, at + shift, half, work);
    if (energy === 0) return;
    best.seen = true;
    for (const group of groups) {
      const r = correlation(work, group.form);
      if (r > best.correlation) Object.assign(best, { group, correlation: r, shift, size: sizeOf(energy) });
    }
  };
  for (let shift = -slack; shift <= slack; shift += 3) look(shift);
  const rough = best.shift;
  for (const shift of [rough - 2, rough - 1, rough + 1, rough + 2]) look(shift);
  return best;
}

const sizeOf = (energy: number): number => 0.5 * Math.log(energy);

function join(group: Group, window: Float32Array, energy: number): void {
  group.count++;
  group.size += (sizeOf(energy) - group.size) / group.count;
  let whole = 0;
  for (let i = 0; i < window.length; i++) {
    const sum = (group.sum[i] ?? 0) + (window[i] ?? 0);
    group.sum[i] = sum;
    whole += sum * sum;
  }
  const scale = 1 / Math.sqrt(Math.max(whole, 1e-12));
  for (let i = 0; i < window.length; i++) group.form[i] = (group.sum[i] ?? 0) * scale;
}

/** Forms of the candidates that are beats by their height and place alone. */
function forms(list: readonly Candidate[], bands: readonly LeadBand[], half: number, slack: number): Group[] {
  const groups: Group[] = [];
  const work = new Float32Array((2 * half + 1) * bands.length);
  for (const index of chooseBeats(list)) {
    const candidate = list[index];
    if (!candidate || candidate.score < 0.8) continue;
    const best = bestMatch(bands, groups, candidate.at, half, slack, work);
    if (best.group && best.correlation > 0.9) {
      const energy = windowAt(bands, candidate.at + best.shift, half, work);
      if (energy > 0) join(best.group, work, energy);
      continue;
    }
    const energy = windowAt(bands, candidate.at, half, work);
    if (energy > 0) {
      if (groups.length >= mostGroups) {
        groups.sort((a, b) => b.count - a.count);
        groups.pop();
      }
      groups.push({ sum: Float32Array.from(work), form: Float32Array.from(work), count: 1, size: sizeOf(energy) });
    }
  }
  return groups.filter(({ count }) => count >= fewest);
}

/** The candidates with their evidence corrected by likeness; unchanged where the record is too short to have forms. */
export function withShape(list: readonly Candidate[], bands: readonly LeadBand[], rate: number): Candidate[] {
  const half = Math.round(halfS * rate);
  const slack = Math.max(1, Math.round(slackS * rate));
  const groups = forms(list, bands, half, slack);
  if (groups.length === 0) return [...list];
  const work = new Float32Array((2 * half + 1) * bands.length);
  return list.map((candidate) => {
    // So far below the threshold that no likeness lifts it above.
    if (candidate.score < -2.6) return candidate;
    const { group, correlation: r, size, seen } = bestMatch(bands, groups, candidate.at, half, slack, work);
    if (!seen) return candidate;
    const like = clamp(4 * (r - 0.8), -1.3, 0.7);
    const known = group ? clamp(20 * (r - 0.9), 0, 1) * clamp(2 - Math.abs(size - group.size) / knownSize, 0, 1) : 0;
    // T waves are like each other too: as blunt as they are, a form of theirs is no witness for a beat.
    const { likeBeats } = candidate;
    const gain = Math.max(0, like) * clamp(10 * (likeBeats - 0.33), 0, 1);
    const sure = knownWorth * known * candidate.clear * clamp(5 * (likeBeats - 0.75), 0, 1);
    return { ...candidate, score: candidate.score + Math.min(0, like) + gain + sure };
  });
}
