// Noise for the stress rows of the accuracy bench: muscle, drift and electrode motion of a seeded generator, at a stated ratio to the beats.

/** A small generator (mulberry32), so that every run adds the same noise. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Root mean square of the noise as a share of the lead's own deviation; muscle is white, motion a damped jerk about every 8 s. */
export function withNoise(samples: Float32Array, sampleRateHz: number, share: number, seed: number): Float32Array {
  const random = seeded(seed);
  let sum = 0;
  let squares = 0;
  for (const value of samples) {
    sum += value;
    squares += value * value;
  }
  const spread = Math.sqrt(Math.max(0, squares / samples.length - (sum / samples.length) ** 2));
  const size = share * spread;
  let drift = 0;
  let jerk = 0;
  return samples.map((value) => {
    const white = (random() + random() + random() - 1.5) * 2 * size;
    drift += 0.02 * (random() - 0.5) * size - 0.0005 * drift;
    if (random() < 1 / (8 * sampleRateHz)) jerk = (random() - 0.5) * 10 * size;
    jerk *= 1 - 6 / sampleRateHz;
    return value + white + 10 * drift + jerk;
  });
}
