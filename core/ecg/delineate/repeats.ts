// Does a stretch of the beat repeat from beat to beat? What does not is no wave: so fibrillation and noise give none.

/**
 * Mean correlation of each member's stretch with the mean of the others (leave one out), all leads together, each without its
 * straight line: near 1 for a wave, near 0 for what is random. 1 for a single member, which cannot be judged.
 */
export function repeats(members: readonly (readonly Float32Array[])[], from: number, to: number): number {
  if (members.length < 2) return 1;
  const width = to - from + 1;
  const cuts = members.map((leads) => {
    const cut = new Float64Array(width * leads.length);
    leads.forEach((lead, k) => {
      levelled(lead, from, width, cut, k * width);
    });
    return cut;
  });
  const size = cuts[0]?.length ?? 0;
  const total = new Float64Array(size);
  for (const cut of cuts) for (let i = 0; i < size; i++) total[i] = (total[i] ?? 0) + (cut[i] ?? 0);
  let sum = 0;
  for (const cut of cuts) {
    let products = 0;
    let own = 0;
    let others = 0;
    for (let i = 0; i < size; i++) {
      const x = cut[i] ?? 0;
      const y = (total[i] ?? 0) - x;
      products += x * y;
      own += x * x;
      others += y * y;
    }
    if (own > 0 && others > 0) sum += products / Math.sqrt(own * others);
  }
  return sum / cuts.length;
}

/** Least-squares line taken off, so that drift is not mistaken for repetition. */
function levelled(lead: Float32Array, from: number, width: number, into: Float64Array, at: number): void {
  let sum = 0;
  let moment = 0;
  const centre = (width - 1) / 2;
  for (let i = 0; i < width; i++) {
    const value = lead[from + i] ?? 0;
    sum += value;
    moment += value * (i - centre);
  }
  const slope = moment / Math.max(1, (width * (width * width - 1)) / 12);
  for (let i = 0; i < width; i++) into[at + i] = (lead[from + i] ?? 0) - sum / width - slope * (i - centre);
}
