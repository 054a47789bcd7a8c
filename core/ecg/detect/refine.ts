// From the envelope's peak to the main deflection of the beat, on the lead that sees the beats best.
import { fillGaps } from '../signal/gaps.ts';

interface Deflection {
  at: number;
  height: number;
}

/** How much larger the opposite deflection must be to be taken in place of the record's usual one. */
const opposite = 1.5;

/**
 * Samples of the largest deflection from the chord between the window's ends, 70 ms to both sides of each rough time. Of the two signs
 * the record's usual one is taken unless the other is far larger, so that an RS complex of equal halves does not make a regular rhythm jump.
 */
export function beatTimes(
  leads: readonly Float32Array[],
  weights: readonly number[],
  sampleRateHz: number,
  rough: readonly number[],
): number[] {
  let best = 0;
  weights.forEach((weight, i) => {
    if (weight > (weights[best] ?? 0)) best = i;
  });
  const lead = leads[best];
  if (!lead) return rough.map(Math.round);
  const { samples } = fillGaps(lead);
  const reach = Math.round(0.07 * sampleRateHz);
  const both = rough.map((time) => deflections(samples, Math.round(time), reach));
  const up = both.filter(([high, low]) => high.height >= low.height).length;
  const usual = up * 2 >= both.length ? 0 : 1;
  return both.map((pair) => {
    const own = pair[usual];
    const other = pair[usual === 0 ? 1 : 0];
    return other.height > opposite * own.height ? other.at : own.at;
  });
}

/** Highest and lowest point over the chord. */
function deflections(samples: Float32Array, time: number, reach: number): [Deflection, Deflection] {
  const from = Math.max(0, time - reach);
  const to = Math.min(samples.length - 1, time + reach);
  const first = samples[from] ?? 0;
  const slope = ((samples[to] ?? 0) - first) / Math.max(1, to - from);
  const high: Deflection = { at: time, height: 0 };
  const low: Deflection = { at: time, height: 0 };
  for (let i = from; i <= to; i++) {
    const height = (samples[i] ?? 0) - first - slope * (i - from);
    if (height > high.height) Object.assign(high, { at: i, height });
    if (-height > low.height) Object.assign(low, { at: i, height: -height });
  }
  return [high, low];
}
