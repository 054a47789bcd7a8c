// Second-order Butterworth sections and their zero-phase use: forward, then backward, so that no wave moves in time.

export interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

/** Bilinear transform with the corner pre-warped; a corner at or above half the rate is held just below it. */
function corner(sampleRateHz: number, cornerHz: number): { k: number; norm: number } {
  const k = Math.tan(Math.PI * Math.min(cornerHz / sampleRateHz, 0.49));
  return { k, norm: 1 / (1 + Math.SQRT2 * k + k * k) };
}

export function lowPass(sampleRateHz: number, cornerHz: number): Biquad {
  const { k, norm } = corner(sampleRateHz, cornerHz);
  const b0 = k * k * norm;
  return { b0, b1: 2 * b0, b2: b0, a1: 2 * (k * k - 1) * norm, a2: (1 - Math.SQRT2 * k + k * k) * norm };
}

export function highPass(sampleRateHz: number, cornerHz: number): Biquad {
  const { k, norm } = corner(sampleRateHz, cornerHz);
  return { b0: norm, b1: -2 * norm, b2: norm, a1: 2 * (k * k - 1) * norm, a2: (1 - Math.SQRT2 * k + k * k) * norm };
}

/** Stop band of one mains frequency; `q` is centre by width. */
export function notch(sampleRateHz: number, centreHz: number, q = 20): Biquad {
  const w = (2 * Math.PI * centreHz) / sampleRateHz;
  const alpha = Math.sin(w) / (2 * q);
  const norm = 1 / (1 + alpha);
  return { b0: norm, b1: -2 * Math.cos(w) * norm, b2: norm, a1: -2 * Math.cos(w) * norm, a2: (1 - alpha) * norm };
}

/** One pass in place, started as if the first value had stood for ever, so that there is no step at the start. */
function pass(samples: Float64Array, section: Biquad, backward: boolean): void {
  const { b0, b1, b2, a1, a2 } = section;
  const count = samples.length;
  const first = (backward ? samples[count - 1] : samples[0]) ?? 0;
  const settled = ((b0 + b1 + b2) / (1 + a1 + a2)) * first;
  let z2 = b2 * first - a2 * settled;
  let z1 = b1 * first - a1 * settled + z2;
  const step = backward ? -1 : 1;
  for (let n = 0, i = backward ? count - 1 : 0; n < count; n++, i += step) {
    const x = samples[i] ?? 0;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    samples[i] = y;
  }
}

/**
 * Zero-phase filtering: every section forward and backward (so its attenuation counts twice), edges extended by odd reflection.
 * The samples must have no NaN (`fillGaps`).
 */
export function zeroPhase(samples: ArrayLike<number>, sections: readonly Biquad[], padSamples: number): Float32Array {
  const count = samples.length;
  const pad = Math.max(0, Math.min(Math.round(padSamples), count - 1));
  const work = new Float64Array(count + 2 * pad);
  const first = samples[0] ?? 0;
  const last = samples[count - 1] ?? 0;
  for (let i = 0; i < pad; i++) {
    work[i] = 2 * first - (samples[pad - i] ?? 0);
    work[pad + count + i] = 2 * last - (samples[count - 2 - i] ?? 0);
  }
  work.set(samples, pad);
  for (const section of sections) {
    pass(work, section, false);
    pass(work, section, true);
  }
  return new Float32Array(work.subarray(pad, pad + count));
}
