// Limits how often one address may try: a bucket of tries that fills again with time.

export interface Throttle {
  /** Takes one try; false when there is none left. */
  allow(key: string): boolean;
}

export function makeThrottle(parts: { tries: number; perMs: number; now(): number }): Throttle {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    allow(key) {
      const now = parts.now();
      const bucket = buckets.get(key) ?? { left: parts.tries, at: now };
      const left = Math.min(parts.tries, bucket.left + ((now - bucket.at) / parts.perMs) * parts.tries);
      // Full buckets say nothing: they are dropped when there are many.
      if (buckets.size > 10_000)
        for (const [name, other] of buckets) if (now - other.at > parts.perMs) buckets.delete(name);
      buckets.delete(key);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
      return left >= 1;
    },
  };
}
