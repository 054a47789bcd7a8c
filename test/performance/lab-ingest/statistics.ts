// Medians and percentiles of measured values, rounded as a reader wants them.

/** The value below which the share `at` of all lies (nearest rank); NaN for none. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * at) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
