// P and T alike: a smooth hump. Its peak stands furthest from the chord; each end is where the trapezium area is greatest.

/**
 * Index that stands furthest from the straight line between the ends `from` and `to`, and its height over it with its sign; sought in
 * `low..high`, which is the whole stretch where it is not given.
 */
export function furthestFromChord(
  signal: Float32Array,
  from: number,
  to: number,
  low = from,
  high = to,
): { at: number; height: number } {
  const first = signal[from] ?? 0;
  const slope = ((signal[to] ?? 0) - first) / Math.max(1, to - from);
  let at = low;
  let height = 0;
  for (let i = low; i <= high; i++) {
    const value = (signal[i] ?? 0) - first - slope * (i - from);
    if (Math.abs(value) > Math.abs(height)) {
      height = value;
      at = i;
    }
  }
  return { at, height };
}

/**
 * The end of a hump of `height` on the side of `limit` (which may lie before the peak: then it is the onset). The fall ends at the latest
 * where the signal turns back (the valley between T and P); within it, from the steepest point on, the end is the point whose trapezium
 * with the far reference has the greatest area (Vazquez-Seisdedos 2011), drawn a third of the way to where the steepest tangent meets the
 * level of the reference: the trapezium alone ends late on a shallow fall.
 */
export function humpEnd(signal: Float32Array, peak: number, limit: number, height: number): number {
  const step = limit >= peak ? 1 : -1;
  const span = Math.abs(limit - peak);
  if (span < 3) return limit;
  const sign = height >= 0 ? 1 : -1;
  const at = (n: number) => sign * (signal[peak + step * n] ?? 0);
  const reference = turn(at, Math.abs(height), span);
  let steepest = 1;
  let slope = Number.NEGATIVE_INFINITY;
  for (let n = 1; n < reference; n++) {
    const fall = at(n - 1) - at(n + 1);
    if (fall > slope) {
      slope = fall;
      steepest = n;
    }
  }
  let best = steepest;
  let area = Number.NEGATIVE_INFINITY;
  const top = at(steepest);
  for (let n = steepest; n <= reference; n++) {
    const value = (top - at(n)) * (2 * reference - n - steepest);
    if (value > area) {
      area = value;
      best = n;
    }
  }
  // Of a flank that ends higher than it is steepest the tangent meets that level before the flank, at worst far before the peak.
  const tangent = slope > 0 ? Math.max(0, Math.min(reference, steepest + (2 * (top - at(reference))) / slope)) : best;
  return peak + step * Math.round(0.3 * tangent + 0.7 * best);
}

/** Where the fall ends: its lowest point before the signal comes back by a tenth of the fall; `span` where it never does. */
function turn(at: (n: number) => number, height: number, span: number): number {
  let lowest = 0;
  for (let n = 1; n <= span; n++) {
    if (at(n) < at(lowest)) lowest = n;
    const fallen = at(0) - at(lowest);
    if (fallen > 0.3 * height && at(n) - at(lowest) > Math.max(0.1 * fallen, 0.05 * height)) return Math.max(3, lowest);
  }
  return span;
}
