// Whether the heights of a recording can be a heart's: a file that declares its gain ten times too large or too small is drawn as it says,
// and told. Nothing is rescaled: which of file and heart is odd, only the reader knows.
import type { EcgLead } from '../recording.ts';
import { highPass, zeroPhase } from './biquad.ts';
import { fillGaps } from './gaps.ts';
import { median, roughQuantile } from './stats.ts';

export interface ScaleDoubt {
  kind: 'too-high' | 'too-low';
  /** Peak to peak without drift: the middle one of the leads and the largest, mV to two decimals. */
  medianMv: number;
  largestMv: number;
}

/** Longest stretch that is looked at. */
const lookS = 60;
/** A lead with less than this (peak to peak, uV) has no signal to judge. */
const leastUv = 20;
/** Middle lead of the corpora of this project, 1 to 18 leads: 0.5 to 4.3 mV. Hypertrophy is tall in some leads, not in half of them. */
const mostMedianUv = 5000;
/** Low voltage is below 0.5 mV in limb and 1 mV in chest leads; all leads below this is a tenth of a heart. One or two leads may lie on its zero line. */
const leastLargestUv = 300;
const leastLargestFewUv = 100;
const manyLeads = 6;
/** Fine fibrillation and an empty strip are low for their own reasons: only with beats is a height a heart's. */
const leastBeats = 3;

/** Null where the heights are possible, or nothing is there to be judged. Samples in microvolts. */
export function doubtfulScale(leads: readonly EcgLead[], sampleRateHz: number, beats: number): ScaleDoubt | null {
  const heights = leads
    .map(({ samples }) => heightUv(samples.subarray(0, Math.round(lookS * sampleRateHz)), sampleRateHz))
    .filter((height) => height >= leastUv);
  if (heights.length === 0) return null;
  const middle = median(heights);
  const largest = Math.max(...heights);
  const told = (kind: ScaleDoubt['kind']): ScaleDoubt => ({
    kind,
    medianMv: Math.round(middle / 10) / 100,
    largestMv: Math.round(largest / 10) / 100,
  });
  if (middle > mostMedianUv) return told('too-high');
  const least = heights.length >= manyLeads ? leastLargestUv : leastLargestFewUv;
  return beats >= leastBeats && largest < least ? told('too-low') : null;
}

/** Peak to peak of all but the rarest samples, drift taken off. */
function heightUv(samples: Float32Array, sampleRateHz: number): number {
  if (samples.length < sampleRateHz) return 0;
  const steady = zeroPhase(fillGaps(samples).samples, [highPass(sampleRateHz, 1)], sampleRateHz);
  return roughQuantile(steady, 0.998) - roughQuantile(steady, 0.002);
}
