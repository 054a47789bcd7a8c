// A median beat of a slow recorder at twice its rate or more: bounds of waves are sought in steps of a sample, and 8 ms are too coarse a step.
import type { MedianBeat } from './median-beat.ts';

/** Rate from which a beat is fine enough. */
const fineHz = 200;
/** Samples to each side that make one between them. */
const taps = 6;

/** The beat itself where it is fine enough. Nothing is added above half the old rate: between the samples lies what their band says. */
export function finer(beat: MedianBeat): MedianBeat {
  const factor = Math.ceil(fineHz / beat.sampleRateHz);
  if (factor <= 1) return beat;
  const each = (leads: readonly Float32Array[]) => leads.map((lead) => interpolated(lead, factor));
  return {
    ...beat,
    sampleRateHz: factor * beat.sampleRateHz,
    origin: factor * beat.origin,
    leads: each(beat.leads),
    members: beat.members.map(each),
  };
}

/** `factor` values for each sample: sinc under a Hann window, weights of sum one. */
function interpolated(samples: Float32Array, factor: number): Float32Array {
  const last = samples.length - 1;
  const kernels = Array.from({ length: factor }, (_, part) => kernel(part / factor));
  return Float32Array.from({ length: last * factor + 1 }, (_, n) => {
    const at = Math.floor(n / factor);
    const part = n % factor;
    if (part === 0) return samples[at] ?? 0;
    let sum = 0;
    kernels[part]?.forEach((weight, k) => {
      sum += weight * (samples[Math.min(Math.max(at + k - taps + 1, 0), last)] ?? 0);
    });
    return sum;
  });
}

function kernel(fraction: number): number[] {
  const weights = Array.from({ length: 2 * taps }, (_, k) => {
    const x = k - taps + 1 - fraction;
    if (x === 0) return 1;
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / taps));
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
