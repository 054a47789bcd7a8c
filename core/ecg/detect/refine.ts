// From the envelope's peak to the main deflection of the beat, on the lead that sees the beats best.
import { inSpan, type Presence } from '../signal/presence.ts';

interface Deflection {
  at: number;
  height: number;
}

/** How much larger the opposite deflection must be to be taken in place of the record's usual one. */
const opposite = 1.5;

/**
 * Samples of the largest deflection from the chord between the window's ends, 70 ms to both sides of each rough time, on the lead that sees
 * the beats best of those that are there at that moment. Of the two signs that lead's usual one is taken unless the other is far larger, so
 * that an RS complex of equal halves does not make a regular rhythm jump.
 */
export function beatTimes(
  leads: readonly Presence[],
  weights: readonly number[],
  sampleRateHz: number,
  rough: readonly number[],
): number[] {
  const order = leads.map((_, i) => i).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const reach = Math.round(0.07 * sampleRateHz);
  const chosen = rough.map((time) => order.find((i) => !inSpan(leads[i]?.absent ?? [], time)) ?? order[0] ?? 0);
  const both = rough.map((time, k) => {
    const samples = leads[chosen[k] ?? 0]?.samples;
    return samples ? deflections(samples, Math.round(time), reach) : null;
  });
  const usual = leads.map((_, i) => {
    const pairs = both.flatMap((pair, k) => (pair && chosen[k] === i ? [pair] : []));
    return pairs.filter(([high, low]) => high.height >= low.height).length * 2 >= pairs.length ? 0 : 1;
  });
  return both.map((pair, k) => {
    if (!pair) return Math.round(rough[k] ?? 0);
    const sign = usual[chosen[k] ?? 0] ?? 0;
    const own = pair[sign];
    const other = pair[sign === 0 ? 1 : 0];
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
