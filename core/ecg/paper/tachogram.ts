// The RR intervals of a long record in equal stretches: shortest and longest of each, so that a day shows its pauses and its runs.
import type { Envelope } from './envelope.ts';

/** Longer is no interval but a gap in the record or in the detection. */
const longestMs = 6000;

/**
 * @param beatsMs instants of the beats, ascending, on the clock of the record
 * @returns milliseconds, NaN where no beat ends; the interval belongs to the beat that ends it
 */
export function tachogramOf(beatsMs: readonly number[], durationMs: number, steps: number): Envelope {
  const low = new Float32Array(steps).fill(Number.NaN);
  const high = new Float32Array(steps).fill(Number.NaN);
  for (let at = 1; at < beatsMs.length; at += 1) {
    const now = beatsMs[at] ?? 0;
    const rr = now - (beatsMs[at - 1] ?? 0);
    if (!(rr > 0) || rr > longestMs) continue;
    const step = Math.min(steps - 1, Math.max(0, Math.floor((now * steps) / Math.max(1, durationMs))));
    // A comparison with NaN is false: the first interval is taken as it is.
    if (!((low[step] ?? Number.NaN) <= rr)) low[step] = rr;
    if (!((high[step] ?? Number.NaN) >= rr)) high[step] = rr;
  }
  return { low, high, stepMs: durationMs / steps };
}
