// The average of aligned beats: noise falls with their number, and what does not repeat (fibrillation waves, muscle) fades.

export interface AverageBeat {
  sampleRateHz: number;
  /** Index of the beat's main deflection within each lead. */
  origin: number;
  leads: Float32Array[];
  /** The single beats that went in, lead by lead, as they were cut out. */
  members: Float32Array[][];
}

/** Sum of products of both windows, each lead without its mean, divided by the energies. */
function likeness(leads: readonly Float32Array[], a: number, b: number, half: number): number {
  let products = 0;
  let energyA = 0;
  let energyB = 0;
  for (const lead of leads) {
    if (a - half < 0 || b - half < 0 || a + half >= lead.length || b + half >= lead.length) return -1;
    let meanA = 0;
    let meanB = 0;
    for (let i = -half; i <= half; i++) {
      meanA += lead[a + i] ?? 0;
      meanB += lead[b + i] ?? 0;
    }
    meanA /= 2 * half + 1;
    meanB /= 2 * half + 1;
    for (let i = -half; i <= half; i++) {
      const x = (lead[a + i] ?? 0) - meanA;
      const y = (lead[b + i] ?? 0) - meanB;
      products += x * y;
      energyA += x * x;
      energyB += y * y;
    }
  }
  return energyA > 0 && energyB > 0 ? products / Math.sqrt(energyA * energyB) : -1;
}

/** Half width, in seconds, of the stretch that must be alike: a paced QRS lasts that long. */
const halfS = 0.1;

export interface Alignment {
  sample: number;
  likeness: number;
}

/** Moves `sample` by at most 24 ms to where its QRS lies best upon the one at `reference`. */
export function align(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  reference: number,
  sample: number,
): Alignment {
  const half = Math.round(halfS * sampleRateHz);
  const slack = Math.round(0.024 * sampleRateHz);
  let best: Alignment = { sample, likeness: -1 };
  for (let shift = -slack; shift <= slack; shift++) {
    const value = likeness(leads, reference, sample + shift, half);
    if (value > best.likeness) best = { sample: sample + shift, likeness: value };
  }
  return best;
}

/** Mean of the beats at `samples` from `before` to `after` samples around them. A beat that the record cuts off repeats its edge value. */
export function average(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  samples: readonly number[],
  before: number,
  after: number,
): AverageBeat {
  const width = before + after + 1;
  const members: Float32Array[][] = samples.map((sample) =>
    leads.map((lead) => {
      const cut = new Float32Array(width);
      const last = lead.length - 1;
      for (let i = 0; i < width; i++) {
        const at = sample - before + i;
        cut[i] = lead[at < 0 ? 0 : at > last ? last : at] ?? 0;
      }
      return cut;
    }),
  );
  const means = leads.map((_, lead) => {
    const sum = new Float64Array(width);
    for (const member of members) {
      const cut = member[lead];
      for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) + (cut?.[i] ?? 0);
    }
    return Float32Array.from(sum, (value) => value / Math.max(1, members.length));
  });
  return { sampleRateHz, origin: before, leads: means, members };
}
