// Several leads become one envelope: each in units of its own beat level, weighted by how far its beats stand out there.
import { inSpan, sharedSpans } from '../signal/presence.ts';
import type { LeadBand } from './envelope.ts';
import { type Level, type Levels, levelAt, localLevels } from './level.ts';

/** Microvolts below which a lead's beat level counts as no signal (lead off, shorted input, quantisation noise). */
const faintestBeat = 8;
/** The same of the leads together, whose beats are about 1 high. */
const faintestShare = 0.03;

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

export function fuse(bands: readonly LeadBand[], rate: number): Fused {
  const count = Math.max(0, ...bands.map(({ envelope }) => envelope.length));
  const levels = bands.map(({ envelope, absent }) => localLevels(envelope, rate, absent, faintestBeat / 5));
  const fused = new Float32Array(count);
  const block = Math.max(1, Math.round((levels[0]?.stepS ?? 0.7) * rate));
  const totals = bands.map(() => 0);
  for (let from = 0; from < count; from += block) {
    const middle = from + block / 2;
    const here = levels.map((level) => levelAt(level, middle / rate));
    const weights = here.map((level, lead) => (inSpan(bands[lead]?.absent ?? [], middle) ? 0 : weight(level)));
    const sum = weights.reduce((a, b) => a + b, 0);
    if (sum === 0) continue;
    bands.forEach(({ envelope }, lead) => {
      const share = (weights[lead] ?? 0) / sum;
      totals[lead] = (totals[lead] ?? 0) + share;
      if (share === 0) return;
      const gain = share / Math.max(here[lead]?.beat ?? 1, 1e-6);
      const to = Math.min(from + block, envelope.length);
      for (let i = from; i < to; i++) fused[i] = (fused[i] ?? 0) + gain * (envelope[i] ?? 0);
    });
  }
  const blocks = Math.max(1, Math.ceil(count / block));
  return {
    envelope: fused,
    levels: localLevels(fused, rate, sharedSpans(bands.map(({ absent }) => absent)), faintestShare),
    weights: totals.map((total) => total / blocks),
  };
}
