// A candidate that looks like the record's beats gains evidence, one that looks like none of them loses some: noise has no shape of its own.
import { clamp } from '../signal/stats.ts';
import { type Candidate, chooseBeats } from './choose.ts';
import type { LeadBand } from './envelope.ts';

const halfS = 0.1;
const slackS = 0.04;
/** Members that make a group a beat form of this record, and the groups kept. */
const fewest = 3;
const mostGroups = 12;

interface Group {
  sum: Float32Array;
  form: Float32Array;
  count: number;
}

/** Unit-energy window of all leads around a sample; each lead without its mean there, so that drift does not count. */
function windowAt(bands: readonly LeadBand[], at: number, half: number, into: Float32Array): boolean {
  const width = 2 * half + 1;
  let energy = 0;
  for (let lead = 0; lead < bands.length; lead++) {
    const shape = bands[lead]?.shape;
    if (!shape || at - half < 0 || at + half >= shape.length) return false;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += shape[at - half + i] ?? 0;
    const mean = sum / width;
    for (let i = 0; i < width; i++) {
      const value = (shape[at - half + i] ?? 0) - mean;
      into[lead * width + i] = value;
      energy += value * value;
    }
  }
  if (energy <= 0) return false;
  const scale = 1 / Math.sqrt(energy);
  for (let i = 0; i < width * bands.length; i++) into[i] = (into[i] ?? 0) * scale;
  return true;
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
  const best: Match = { group: undefined, correlation: 0, shift: 0, seen: false };
  const look = (shift: number): void => {
    if (!windowAt(bands, at + shift, half, work)) return;
    best.seen = true;
    for (const group of groups) {
      const r = correlation(work, group.form);
      if (r > best.correlation) Object.assign(best, { group, correlation: r, shift });
    }
  };
  for (let shift = -slack; shift <= slack; shift += 3) look(shift);
  const rough = best.shift;
  for (const shift of [rough - 2, rough - 1, rough + 1, rough + 2]) look(shift);
  return best;
}

function join(group: Group, window: Float32Array): void {
  group.count++;
  let energy = 0;
  for (let i = 0; i < window.length; i++) {
    const sum = (group.sum[i] ?? 0) + (window[i] ?? 0);
    group.sum[i] = sum;
    energy += sum * sum;
  }
  const scale = 1 / Math.sqrt(Math.max(energy, 1e-12));
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
      windowAt(bands, candidate.at + best.shift, half, work);
      join(best.group, work);
    } else if (windowAt(bands, candidate.at, half, work)) {
      if (groups.length >= mostGroups) {
        groups.sort((a, b) => b.count - a.count);
        groups.pop();
      }
      groups.push({ sum: Float32Array.from(work), form: Float32Array.from(work), count: 1 });
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
    const { correlation: r, seen } = bestMatch(bands, groups, candidate.at, half, slack, work);
    if (!seen) return candidate;
    return { ...candidate, score: candidate.score + clamp(4 * (r - 0.8), -1.3, 0.7) };
  });
}
