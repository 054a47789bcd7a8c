// Mean electrical axis in the frontal plane, from net areas in I and aVF; near zero in both there is no direction to name.

export type Axis = { state: 'measured'; degrees: number } | { state: 'indeterminate' } | { state: 'absent' };

/** Net area of one wave, microvolt milliseconds, over the line between its ends. */
export function netArea(lead: Float32Array, rate: number, onset: number, offset: number, level: number): number {
  let sum = 0;
  for (let i = onset; i <= offset; i++) sum += (lead[i] ?? 0) - level;
  return (sum * 1000) / rate;
}

/** atan2(2 aVF / sqrt 3, I) in degrees, -180 (excluded) to 180. `least` is the vector length below which it is indeterminate. */
export function frontalAxis(areaI: number, areaAvf: number, least: number): Axis {
  const y = (2 * areaAvf) / Math.sqrt(3);
  if (!Number.isFinite(areaI) || !Number.isFinite(y)) return { state: 'absent' };
  if (Math.hypot(areaI, y) < least) return { state: 'indeterminate' };
  const degrees = (Math.atan2(y, areaI) * 180) / Math.PI;
  return { state: 'measured', degrees: degrees <= -180 ? 180 : degrees };
}
