// Order statistics on plain arrays: what robust levels and medians of beats are made of.

/** Value below which the share `q` (0 to 1) of the values lies, linearly interpolated; NaN for none. Does not change the input. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const count = values.length;
  if (count === 0) return Number.NaN;
  const at = clamp(q, 0, 1) * (count - 1);
  const below = Math.floor(at);
  const work = copied(values);
  select(work, below);
  const low = work[below] ?? Number.NaN;
  if (at === below) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < count; i++) if ((work[i] ?? 0) < high) high = work[i] ?? 0;
  return low + (high - low) * (at - below);
}

/** Brings the k-th smallest value to place k, the smaller ones before it (Hoare's selection): a full sort costs several times more. */
function select(work: Float64Array, k: number): void {
  let left = 0;
  let right = work.length - 1;
  while (left < right) {
    const pivot = work[k] ?? 0;
    let i = left;
    let j = right;
    while (i <= j) {
      while ((work[i] ?? 0) < pivot) i++;
      while ((work[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const held = work[i] ?? 0;
      work[i++] = work[j] ?? 0;
      work[j--] = held;
    }
    if (j < k) left = i;
    if (i > k) right = j;
  }
}

function copied(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values);
}

/** About the quantile of a long stretch of signal, from at most 500 of its values. */
export function roughQuantile(values: ArrayLike<number>, q: number): number {
  return quantile(thinned(values, 500), q);
}

/** One of each group of neighbours, at a place that differs from group to group: even steps see mains hum always at one phase, as nothing. */
function thinned(values: ArrayLike<number>, most: number): ArrayLike<number> {
  if (values.length <= most) return values;
  const kept = new Float64Array(most);
  for (let i = 0; i < most; i++) kept[i] = values[Math.floor(((i + ((i * golden) % 1)) * values.length) / most)] ?? 0;
  return kept;
}

/** Its multiples fill the unit interval more evenly than those of any other number. */
const golden = (Math.sqrt(5) - 1) / 2;

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return values.length === 0 ? Number.NaN : sum / values.length;
}

/** Standard deviation (n - 1); 0 for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? 0) - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** Median absolute deviation, scaled to the standard deviation of normally spread values; of long stretches from 500 values. */
export function robustDeviation(values: ArrayLike<number>): number {
  if (values.length === 0) return 0;
  const few = copied(thinned(values, 500));
  const centre = median(few);
  return 1.4826 * median(few.map((value) => Math.abs(value - centre)));
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
