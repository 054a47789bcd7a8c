// A stretch of the readable leads in the band where waves, not drift or noise, are compared; coarser than the recording, to be quick.
import { highPass, lowPass, zeroPhase } from '../../signal/biquad.ts';
import { fillGaps } from '../../signal/gaps.ts';
import { decimate } from '../../signal/moving.ts';

export interface Stretch {
  leads: { name: string; samples: Float32Array }[];
  rate: number;
  /** Index of a sample of the recording. */
  place(sample: number): number;
  /** Milliseconds of an index of the stretch, from the start of the recording. */
  ms(index: number): number;
}

/** `from` and `to` in samples of the recording; two seconds on either side are filtered along and stay in. */
export function stretchOf(
  leads: readonly { name: string; samples: Float32Array }[],
  sampleRateHz: number,
  from: number,
  to: number,
  band: readonly [low: number, high: number],
): Stretch {
  const start = Math.max(0, Math.floor(from - 2 * sampleRateHz));
  const end = Math.ceil(to + 2 * sampleRateHz);
  const factor = Math.max(1, Math.floor(sampleRateHz / 120));
  const rate = sampleRateHz / factor;
  return {
    rate,
    leads: leads.map(({ name, samples }) => ({
      name,
      samples: zeroPhase(
        decimate(fillGaps(samples.subarray(start, end)).samples, factor),
        [highPass(rate, band[0]), lowPass(rate, band[1])],
        rate,
      ),
    })),
    place: (sample) => Math.round((sample - start) / factor),
    ms: (index) => ((index * factor + start) * 1000) / sampleRateHz,
  };
}

/** Likeness of two windows over all leads, -1 to 1; 0 where one is flat. */
export function likeness(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  a.forEach((left, k) => {
    const right = b[k];
    if (!right) return;
    for (let i = 0; i < left.length; i++) {
      const x = left[i] ?? 0;
      const y = right[i] ?? 0;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
