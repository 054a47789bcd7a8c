// Lowest and highest of equal stretches of a long record: the overview strip of a day, made once.

export interface Envelope {
  /** One pair a stretch; NaN where it has no sample. */
  low: Float32Array;
  high: Float32Array;
  /** Milliseconds of one stretch. */
  stepMs: number;
}

/** `steps` stretches over the whole lead, microvolts. */
export function envelopeOf(samples: Float32Array, sampleRateHz: number, steps: number): Envelope {
  const count = Math.max(1, Math.min(steps, samples.length));
  const low = new Float32Array(count).fill(Number.NaN);
  const high = new Float32Array(count).fill(Number.NaN);
  for (let step = 0; step < count; step++) {
    const from = Math.floor((step * samples.length) / count);
    const to = Math.floor(((step + 1) * samples.length) / count);
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i++) {
      const value = samples[i] ?? Number.NaN;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most >= least) {
      low[step] = least;
      high[step] = most;
    }
  }
  return { low, high, stepMs: (samples.length * 1000) / sampleRateHz / count };
}

/** An envelope of samples that come one after the other: a day need not be in memory at once. Microvolts, NaN is "no sample". */
export function envelopeSink(
  count: number,
  sampleRateHz: number,
  steps: number,
): { push: (value: number) => void; made: () => Envelope } {
  const kept = Math.max(1, Math.min(steps, count));
  const low = new Float32Array(kept).fill(Number.NaN);
  const high = new Float32Array(kept).fill(Number.NaN);
  let at = 0;
  return {
    push(value) {
      const step = Math.min(kept - 1, Math.floor((at * kept) / Math.max(1, count)));
      at += 1;
      if (Number.isNaN(value)) return;
      // A comparison with NaN is false: the first value is taken as it is.
      if (!((low[step] ?? Number.NaN) <= value)) low[step] = value;
      if (!((high[step] ?? Number.NaN) >= value)) high[step] = value;
    },
    made: () => ({ low, high, stepMs: (count * 1000) / sampleRateHz / kept }),
  };
}
