// Several leads become one envelope: each in units of its own beat level, weighted by how far its beats stand out there.
import { type Level, type Levels, levelAt, localLevels } from './level.ts';

/** Microvolts below which a lead's beat level counts as no signal (lead off, shorted input, quantisation noise). */
const faintestBeat = 8;

export interface Fused {
  envelope: Float32Array;
  levels: Levels;
  /** Mean weight of each lead, 0 where it never helped. */
  weights: number[];
}

/** Weight of a lead at a moment: square of the logarithm of beat over noise, so that a lead full of noise falls out. */
function weight({ beat, rest, loudness }: Level): number {
  if (!(beat > faintestBeat)) return 0;
  const ratio = beat / Math.max(rest, 0.7 * loudness, 1);
  return ratio <= 1.5 ? 0.01 : Math.log(Math.min(ratio, 30) / 1.4) ** 2;
}

export function fuse(envelopes: readonly Float32Array[], rate: number): Fused {
  const count = Math.max(0, ...envelopes.map((envelope) => envelope.length));
  const levels = envelopes.map((envelope) => localLevels(envelope, rate));
  const fused = new Float32Array(count);
  const block = Math.max(1, Math.round((levels[0]?.stepS ?? 0.7) * rate));
  const totals = envelopes.map(() => 0);
  for (let from = 0; from < count; from += block) {
    const at = (from + block / 2) / rate;
    const here = levels.map((level) => levelAt(level, at));
    const weights = here.map(weight);
    const sum = weights.reduce((a, b) => a + b, 0);
    if (sum === 0) continue;
    for (let lead = 0; lead < envelopes.length; lead++) {
      const share = (weights[lead] ?? 0) / sum;
      totals[lead] = (totals[lead] ?? 0) + share;
      const gain = share / Math.max(here[lead]?.beat ?? 1, 1e-6);
      const envelope = envelopes[lead];
      if (share === 0 || !envelope) continue;
      const to = Math.min(from + block, envelope.length);
      for (let i = from; i < to; i++) fused[i] = (fused[i] ?? 0) + gain * (envelope[i] ?? 0);
    }
  }
  const blocks = Math.max(1, Math.ceil(count / block));
  return { envelope: fused, levels: localLevels(fused, rate), weights: totals.map((total) => total / blocks) };
}
