// Sliding sums and decimation: the cheap linear filters that long records need.

/** Mean over a centred window of `width` samples (made odd); at the edges over what is there. */
export function movingMean(samples: ArrayLike<number>, width: number): Float32Array {
  const half = Math.max(0, Math.floor(width / 2));
  const count = samples.length;
  const result = new Float32Array(count);
  let sum = 0;
  let held = 0;
  for (let i = 0; i < Math.min(half, count); i++) {
    sum += samples[i] ?? 0;
    held++;
  }
  for (let i = 0; i < count; i++) {
    if (i + half < count) {
      sum += samples[i + half] ?? 0;
      held++;
    }
    if (i - half > 0) {
      sum -= samples[i - half - 1] ?? 0;
      held--;
    }
    result[i] = sum / held;
  }
  return result;
}

/** Every `factor` samples become their mean; a rest that fills no group is left out. */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  if (factor <= 1) return samples;
  const count = Math.floor(samples.length / factor);
  const result = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < factor; k++) sum += samples[i * factor + k] ?? 0;
    result[i] = sum / factor;
  }
  return result;
}
