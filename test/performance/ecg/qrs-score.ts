// Beat-by-beat comparison of detected beats with reference beats (ANSI/AAMI EC57): 150 ms window, whole record, each beat matched once.

export interface QrsScore {
  reference: number;
  missed: number;
  extra: number;
  /** Index of the detected beat for each reference beat, or -1. */
  match: Int32Array;
}

export function scoreQrs(reference: readonly number[], detected: readonly number[], sampleRateHz: number): QrsScore {
  const window = 0.15 * sampleRateHz;
  const match = new Int32Array(reference.length).fill(-1);
  const taken = new Set<number>();
  let from = 0;
  reference.forEach((time, i) => {
    while (from < detected.length && (detected[from] ?? 0) < time - window) from++;
    let best = -1;
    let distance = Number.POSITIVE_INFINITY;
    for (let k = from; k < detected.length && (detected[k] ?? 0) <= time + window; k++) {
      const off = Math.abs((detected[k] ?? 0) - time);
      if (off < distance && !taken.has(k)) {
        distance = off;
        best = k;
      }
    }
    if (best >= 0) taken.add(best);
    match[i] = best;
  });
  const found = taken.size;
  return { reference: reference.length, missed: reference.length - found, extra: detected.length - found, match };
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((100000 * part) / whole) / 1000;
}
