// One signal out of several leads: their first principal component in a stretch, where a wave common to them stands out best.

/** Subtracts each lead's mean over `from..to` (the isoelectric stretch). */
export function fromLevel(leads: readonly Float32Array[], from: number, to: number): Float32Array[] {
  return leads.map((lead) => {
    let sum = 0;
    let held = 0;
    for (let i = Math.max(0, from); i <= Math.min(to, lead.length - 1); i++) {
      sum += lead[i] ?? 0;
      held++;
    }
    const level = held > 0 ? sum / held : 0;
    return lead.map((value) => value - level);
  });
}

/** Direction of the greatest energy of the leads within `from..to` (power iteration); unit length. */
export function principalDirection(leads: readonly Float32Array[], from: number, to: number): number[] {
  const n = leads.length;
  const covariance = leads.map((a) =>
    leads.map((b) => {
      let sum = 0;
      for (let i = Math.max(0, from); i <= Math.min(to, a.length - 1); i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
      return sum;
    }),
  );
  let largest = 0;
  for (let i = 1; i < n; i++) if ((covariance[i]?.[i] ?? 0) > (covariance[largest]?.[largest] ?? 0)) largest = i;
  let direction: number[] = leads.map((_, i) => (i === largest ? 1 : 0));
  for (let round = 0; round < 12; round++) {
    const next = covariance.map((row) => row.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0));
    const length = Math.hypot(...next);
    if (length === 0) return direction;
    direction = next.map((value) => value / length);
  }
  return direction;
}

export function project(leads: readonly Float32Array[], direction: readonly number[]): Float32Array {
  const result = new Float32Array(leads[0]?.length ?? 0);
  leads.forEach((lead, k) => {
    const weight = direction[k] ?? 0;
    for (let i = 0; i < result.length; i++) result[i] = (result[i] ?? 0) + weight * (lead[i] ?? 0);
  });
  return result;
}
