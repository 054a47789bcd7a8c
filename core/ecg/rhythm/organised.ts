// Whether a running wave repeats itself: tachycardia and flutter of one form do for seconds, fibrillation and torsades only from one wave to the next.

const fastestBpm = 480;
const slowestBpm = 120;
/** Likeness of the stretch to itself one wave later, and about two seconds later. */
const leastNext = 0.9;
const leastLater = 0.85;
const laterS = 2;
/** Among lags that are equally good the shortest is the wave, the others are its multiples. */
const nearlyBest = 0.95;
/** How far the wave may have wandered from the multiple of its first distance, as a share of it. */
const wander = 0.15;

/**
 * Rate at which all leads together repeat, waves a minute; `null` where they do not. `leads` are stretches of the same four seconds at
 * about 100 samples a second, without drift.
 */
export function steadyRepetition(leads: readonly Float32Array[], rate: number): number | null {
  const from = Math.floor((60 / fastestBpm) * rate);
  const to = Math.ceil((60 / slowestBpm) * rate);
  const likeness: number[] = [];
  for (let lag = from; lag <= to; lag++) likeness.push(selfLikeness(leads, lag));
  const best = Math.max(...likeness);
  if (best < leastNext) return null;
  const at = likeness.findIndex(
    (value, i) =>
      value >= nearlyBest * best && value >= (likeness[i - 1] ?? -1) && value >= (likeness[i + 1] ?? -1) && i > 0,
  );
  if (at < 0) return null;
  const period = from + at;
  // Peak by peak outward, so that a distance that is off by half a sample does not add up.
  let lag = period;
  while (lag < laterS * rate) {
    const next = peakNear(leads, lag + period, Math.max(1, Math.round(wander * period)));
    if (next.likeness < leastLater) return null;
    lag = next.lag;
  }
  const waves = Math.round(lag / period);
  return (60 * rate * waves) / lag;
}

function peakNear(leads: readonly Float32Array[], around: number, reach: number): { lag: number; likeness: number } {
  let found = { lag: around, likeness: -1 };
  for (let lag = around - reach; lag <= around + reach; lag++) {
    const likeness = selfLikeness(leads, lag);
    if (likeness > found.likeness) found = { lag, likeness };
  }
  return found;
}

/** Of all leads to themselves `lag` later, -1 to 1. */
function selfLikeness(leads: readonly Float32Array[], lag: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const lead of leads)
    for (let i = 0; i + lag < lead.length; i++) {
      const a = lead[i] ?? 0;
      const b = lead[i + lag] ?? 0;
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
