// The calibration pulse that Philips carts record at the end of every channel: it is no heart's, and is cut off.

/**
 * Where the leads stop being different from each other, if what follows is a rectangular pulse between zeros; else
 * `undefined`. Leads that carry no signal at all do not count.
 */
export function calibrationStart(leads: readonly Int16Array[]): number | undefined {
  const [first, ...others] = leads;
  if (!first || others.length === 0) return undefined;
  let at = first.length;
  while (at > 0 && others.every((lead) => lead.length === first.length && lead[at - 1] === first[at - 1])) at--;
  const levels = new Set(first.subarray(at));
  const isPulse = levels.size === 2 && levels.has(0) && first.at(-1) === 0;
  return at > 0 && isPulse ? at : undefined;
}

/** A channel that carries nothing but zeros and the pulse. */
export function isEmptyChannel(values: Int16Array): boolean {
  const levels = new Set(values);
  return levels.size <= 2 && levels.has(0);
}
