// Channels of a DICOM waveform that were sampled one after the other, put where they belong in time (PS3.3 C.10.9.1.4).
import type { EcgLead } from '../../recording.ts';
import type { ProblemList } from '../refusal.ts';

/** Multiplexers skew by less than a sample; ten seconds is a page of leads recorded in turn. */
const mostSkewS = 10;

/**
 * Leads on one clock: each moved by its skew (seconds, the place of its first sample), in whole samples; what no channel
 * recorded is empty, and that they were moved is said. A skew beyond ten seconds is left alone, and said.
 */
export function aligned(
  leads: readonly EcgLead[],
  skews: readonly number[],
  sampleRateHz: number,
  where: string,
  problems: ProblemList,
): EcgLead[] {
  const moves = skews.map((skew, at) => {
    if (Math.abs(skew) <= mostSkewS) return Math.round(skew * sampleRateHz);
    problems.add('SKEW_INVALID', `${where}, channel ${leads[at]?.name ?? ''}`, `A skew of ${skew} s is not followed`);
    return 0;
  });
  const first = Math.min(...moves);
  const span = Math.max(...moves) - first;
  if (!(span > 0)) return [...leads];
  problems.add(
    'CHANNELS_SKEWED',
    where,
    `The channels begin up to ${span} samples apart, and were put where they belong`,
  );
  return leads.map(({ name, samples }, at) => {
    const moved = new Float32Array(samples.length + span).fill(Number.NaN);
    moved.set(samples, (moves[at] ?? 0) - first);
    return { name, samples: moved };
  });
}
