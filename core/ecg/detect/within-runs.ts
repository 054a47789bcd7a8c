// Search-back within runs: beats that were passed over between, before and after beats that are like them and an even distance apart.
import type { Candidate } from './choose.ts';
import type { LeadBand } from './envelope.ts';

/** Distances within a run, seconds: 100 to 250 beats a minute. */
const shortestS = 0.24;
const longestS = 0.6;
/** How far a beat may lie from its even place, as a share of the distance. */
const slack = 0.15;
/** Signed likeness to both neighbours in the run, all leads together, and root power as a share of the smaller of them: T is turned over, or lower. */
const leastLike = 0.9;
const leastSize = 0.75;
const halfS = 0.08;
/** Beats missing between two that were found. */
const mostBetween = 2;
/** Beats added at one end of a run. */
const mostBeyond = 12;

/** `chosen` (ascending) with the beats of fast even runs that height and gaps passed over: a run of three is no couple, and none is a pause. */
export function withinRuns(
  chosen: readonly Candidate[],
  bands: readonly LeadBand[],
  weights: readonly number[],
  rate: number,
): Candidate[] {
  const waves = new Waves(bands, weights, rate);
  const between = chosen.flatMap((here, i) => [here, ...missedBetween(here, chosen[i + 1], waves, rate)]);
  const all: Candidate[] = [];
  between.forEach((here, i) => {
    const before = all.at(-1);
    const after = between[i + 1];
    if (before) {
      // From the run to its next beat, one after another up to the beat that was found.
      all.push(...missedBeyond(all.at(-2), before, here, waves, rate));
      const later = missedBeyond(after, here, before, waves, rate).reverse();
      const last = all.at(-1);
      all.push(...later.filter(({ at }) => last && at - last.at >= shortestS * rate));
    }
    all.push(here);
  });
  return all;
}

function missedBetween(a: Candidate, b: Candidate | undefined, waves: Waves, rate: number): Candidate[] {
  if (!b) return [];
  for (let missing = 1; missing <= mostBetween; missing++) {
    const step = (b.at - a.at) / (missing + 1);
    if (step < shortestS * rate || step > longestS * rate) continue;
    if (waves.likeness(a.at, b.at) < leastLike) return [];
    const found = Array.from({ length: missing }, (_, k) =>
      waves.nearest(a.at + (k + 1) * step, slack * step, [a.at, b.at]),
    );
    if (found.every((at) => at !== null)) return found.map((at) => beatAt(at, a, rate));
  }
  return [];
}

/** From the pair `inner`, `end` outward to `limit`, at the pair's distance. */
function missedBeyond(
  inner: Candidate | undefined,
  end: Candidate,
  limit: Candidate,
  waves: Waves,
  rate: number,
): Candidate[] {
  const found: Candidate[] = [];
  if (!inner) return found;
  const step = end.at - inner.at;
  if (Math.abs(step) < shortestS * rate || Math.abs(step) > longestS * rate) return found;
  const away = Math.sign(step);
  if (waves.likeness(inner.at, end.at) < leastLike) return found;
  let last = end.at;
  while (found.length < mostBeyond && (limit.at - (last + step)) * away >= shortestS * rate) {
    const at = waves.nearest(last + step, slack * Math.abs(step), [inner.at, end.at]);
    if (at === null || (limit.at - at) * away < shortestS * rate) break;
    found.push(beatAt(at, end, rate));
    last = at;
  }
  return found;
}

const beatAt = (at: number, like: Candidate, rate: number): Candidate => ({
  ...like,
  at,
  seconds: at / rate,
  score: 0,
});

/** Windows of all leads around samples, by the leads' weights. */
class Waves {
  private readonly half: number;
  private readonly leads: readonly { shape: Float32Array; weight: number }[];

  constructor(bands: readonly LeadBand[], weights: readonly number[], rate: number) {
    this.half = Math.round(halfS * rate);
    this.leads = bands.flatMap(({ shape }, k) => {
      const weight = weights[k] ?? 0;
      return weight > 0 ? [{ shape, weight }] : [];
    });
  }

  private product(a: number, b: number): number {
    let sum = 0;
    for (const { shape, weight } of this.leads) {
      let own = 0;
      for (let i = -this.half; i <= this.half; i++) own += (shape[a + i] ?? 0) * (shape[b + i] ?? 0);
      sum += weight * own;
    }
    return sum;
  }

  /** -1 to 1, at the best of a few shifts: marks of one form differ by some samples. */
  likeness(a: number, b: number): number {
    const reach = Math.round(this.half / 3);
    let best = -1;
    for (let shift = -reach; shift <= reach; shift++) best = Math.max(best, this.alike(a, b + shift));
    return best;
  }

  private alike(a: number, b: number): number {
    const size = Math.sqrt(this.product(a, a) * this.product(b, b));
    return size > 0 ? this.product(a, b) / size : 0;
  }

  /** The place around `middle` that is most like the first of `models`, if it is like every one of them and as large; `null` if none is. */
  nearest(middle: number, reach: number, models: readonly [number, number]): number | null {
    const [model] = models;
    let best = 0;
    let at = 0;
    for (let place = Math.ceil(middle - reach); place <= middle + reach; place++) {
      const like = this.alike(model, place);
      if (like > best) {
        best = like;
        at = place;
      }
    }
    if (best < leastLike) return null;
    const least = leastSize ** 2 * Math.min(...models.map((one) => this.product(one, one)));
    return this.product(at, at) >= least && models.every((one) => this.likeness(one, at) >= leastLike) ? at : null;
  }
}
