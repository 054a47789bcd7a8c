// The calibration pulse that Philips carts record at the end of every channel: it is no heart's, and is cut off.

export interface Calibration {
  /** First sample that belongs to the pulse. */
  start: number;
  /** Places of the leads that end otherwise than most: what was recorded at once by all is not what they hold. */
  without: number[];
}

/** Start of what both leads end with, if that is a rectangular pulse between zeros. */
function commonPulse(one: Int16Array, other: Int16Array): number | undefined {
  if (one.length !== other.length) return undefined;
  let at = one.length;
  while (at > 0 && one[at - 1] === other[at - 1]) at--;
  const levels = new Set(one.subarray(at));
  return at > 0 && levels.size === 2 && levels.has(0) && one.at(-1) === 0 ? at : undefined;
}

/** So many leads do not end with the same rectangle by chance. One wrong bit in II spoils the four leads that are stored against it too. */
const enough = 3;

/**
 * Where most leads, or three, stop being different from each other, if what follows is a rectangular pulse between zeros; else `undefined`.
 * Leads that are empty do not count.
 */
export function calibrationPulse(leads: readonly Int16Array[]): Calibration | undefined {
  let best: Calibration | undefined;
  leads.forEach((lead, place) => {
    const starts = leads.map((other, at) => (at === place ? undefined : commonPulse(lead, other)));
    const shared = starts.filter((start) => start !== undefined);
    if (shared.length === 0 || shared.length + 1 < Math.min(enough, leads.length / 2 + 0.5)) return;
    const without = starts.flatMap((start, at) => (start === undefined && at !== place ? [at] : []));
    if (best && best.without.length <= without.length) return;
    best = { start: Math.max(...shared), without: without.filter((at) => (leads[at]?.length ?? 0) > 0) };
  });
  return best;
}

/** A channel that carries nothing but zeros and the pulse. */
export function isEmptyChannel(values: Int16Array): boolean {
  const levels = new Set(values);
  return levels.size <= 2 && levels.has(0);
}
