// The step of a lead's samples, so that a writer stores the whole numbers that the device stored.

/** Steps finer than this are noise of single precision. */
const finest = 0.001;

/** Fewer levels can lie on whole steps by chance. */
const fewestLevels = 32;

const isWhole = (samples: Float32Array, step: number): boolean => {
  for (const value of samples) {
    if (Number.isNaN(value)) continue;
    const count = value / step;
    // Single precision keeps 24 bits, and derived leads are sums of two such values.
    const tolerance = Math.min(step / 50, Math.max(1e-3, Math.abs(value) * 3e-7));
    if (Math.abs(count - Math.round(count)) * step > tolerance) return false;
  }
  return true;
};

/** A step that no short decimal names, as one of 6470.95 to the millivolt: made finer over longer and longer distances. */
function refined(gap: number, levels: readonly number[]): number {
  const [first = 0] = levels;
  const distances = [
    ...levels.map((level) => level - first),
    // All are whole steps from nought, which may lie far from the samples.
    ...levels.map(Math.abs).sort((a, b) => a - b),
  ];
  let step = gap;
  for (const distance of distances) {
    const count = Math.round(distance / step);
    if (count > 0 && Math.abs(distance / step - count) < 0.25 && distance >= gap) step = distance / count;
  }
  // As many digits as a decimal string of DICOM takes.
  return Number(step.toPrecision(10));
}

/** Microvolts per bit with which every sample is a whole number, the largest that was found; 0.001 where there is none. */
export function stepOf(samples: Float32Array): number {
  const levels = [...new Set(samples)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  let gap = Number.POSITIVE_INFINITY;
  let before: number | undefined;
  for (const level of levels) {
    const step = before === undefined ? Math.abs(level) : level - before;
    if (step >= finest / 2) {
      gap = Math.min(gap, step);
      before = level;
    } else before ??= level;
  }
  if (!Number.isFinite(gap)) return 1;
  for (const divisor of [1, 2, 4, 8]) {
    for (const decimals of [1, 2, 3, 4]) {
      const step = Number((gap / divisor).toFixed(decimals));
      if (step >= finest && isWhole(samples, step)) return step;
    }
  }
  if (levels.length < fewestLevels) return finest;
  const step = refined(gap, levels);
  return step >= finest && isWhole(samples, step) ? step : finest;
}
