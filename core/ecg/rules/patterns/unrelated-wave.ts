// A wave that runs through the recording at a pace of its own: tremor, chest compressions, a shaken cable. What it adds to ST, T and the form of a beat is
// no heart's, however alike it looks from beat to beat; where single sharp QRS stand above it, it is no fibrillation either.
import { median } from '../../signal/stats.ts';
import type { UnrelatedWave } from './facts.ts';
import { lineIn, type PowerSpectrum, spectrumOf } from './running-line.ts';
import type { Stretch } from './signal.ts';

/** Share of the band that one line with its overtones holds: of real strips without such a wave 98 in 100 stay below 0.56. */
const leastShare = 0.6;
/** Power in the emptiest part of the cycle, as a share of the mean: what varies with the beats (T, P at changing distances) leaves rest elsewhere. */
const leastEven = 0.4;
const parts = 10;
/** From crest to trough in the lead that shows it best, microvolts; slow ones must be higher than P waves, which in block run at their own pace too. */
const leastUv = 80;
const slowHz = 2.6;
const leastSlowUv = 300;
const fewestBeats = 4;
const leastSeconds = 4;
/** Seconds around the main deflection in which the variation of QRS outweighs everything. */
const qrsBeforeS = 0.07;
const qrsAfterS = 0.09;
/** A cycle begins before P, so that P and T both lie upon their like whatever the interval. */
const pBeforeS = 0.28;
const mostBeforeShare = 0.35;

/** `places` are main deflections in indices of the stretch, ascending. `null` where there is no such wave, or too little to tell. */
export function unrelatedWave(stretch: Stretch, places: readonly number[]): UnrelatedWave | null {
  const { leads, rate } = stretch;
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  if (places.length < fewestBeats || last - first < leastSeconds * rate) return null;
  const usual = median(places.slice(1).map((place, i) => place - (places[i] ?? 0)));
  const before = Math.round(Math.min(pBeforeS * rate, mostBeforeShare * usual));
  const starts = places.map((place) => Math.max(0, place - before));
  const known = new Uint8Array(last - first).fill(1);
  for (const place of places) {
    const at = place - first;
    known.fill(0, Math.max(0, at - Math.round(qrsBeforeS * rate)), Math.max(0, at + Math.round(qrsAfterS * rate)));
  }
  let whole: PowerSpectrum = new Float64Array(0);
  const held = new Float64Array(parts);
  const power = new Float64Array(parts);
  const uv: Record<string, number> = {};
  for (const { name, samples } of leads) {
    const rest = withoutCycle(samples, starts).subarray(first, last);
    const quiet = rest.map((value, i) => (known[i] ? value : 0));
    const own = spectrumOf(quiet, rate);
    whole = whole.length === 0 ? own : whole.map((value, i) => value + (own[i] ?? 0));
    let sum = 0;
    let seen = 0;
    let cycle = 0;
    for (let i = 0; i < rest.length; i++) {
      while (cycle < starts.length - 1 && (starts[cycle + 1] ?? 0) <= i + first) cycle++;
      if (!known[i]) continue;
      const square = (rest[i] ?? 0) ** 2;
      sum += square;
      seen++;
      const start = starts[cycle] ?? 0;
      const width = (starts[cycle + 1] ?? start + usual) - start;
      const part = Math.min(parts - 1, Math.max(0, Math.floor((parts * (i + first - start)) / width)));
      power[part] = (power[part] ?? 0) + square;
      held[part] = (held[part] ?? 0) + 1;
    }
    uv[name] = fromRms * Math.sqrt(sum / Math.max(1, seen));
  }
  const { hz, share } = lineIn(whole);
  const most = Math.max(0, ...Object.values(uv));
  const isLarge = most >= (hz < slowHz ? leastSlowUv : leastUv);
  return isLarge && share >= leastShare && evenness(power, held, rate) >= leastEven
    ? { hz, uv, fromMs: stretch.ms(first), toMs: stretch.ms(last) }
    : null;
}

/** Height of a sine from crest to trough over its root mean square. */
const fromRms = 2 * Math.SQRT2;

/** Power of the part with the second least, over the mean of all; parts that QRS fills do not count. */
function evenness(power: Float64Array, held: Float64Array, rate: number): number {
  const means = [...power].flatMap((value, i) => ((held[i] ?? 0) > 0.1 * rate ? [value / (held[i] ?? 1)] : []));
  const sorted = means.toSorted((a, b) => a - b);
  const mean = means.reduce((a, b) => a + b, 0) / means.length;
  return mean > 0 ? (sorted[1] ?? 0) / mean : 0;
}

/** The lead less its middle cycle; where fewer than three cycles reach nothing is known of what belongs to the beat, and nothing is left. */
function withoutCycle(samples: Float32Array, starts: readonly number[]): Float32Array {
  const rest = samples.slice();
  const cycles = starts.slice(1).map((to, i) => ({ start: starts[i] ?? 0, width: to - (starts[i] ?? 0) }));
  const longest = Math.max(...cycles.map(({ width }) => width));
  for (let i = 0; i < longest; i++) {
    const inside = cycles.filter(({ width }) => i < width);
    const middle = median(inside.map(({ start }) => samples[start + i] ?? 0));
    for (const { start } of inside) rest[start + i] = inside.length < 3 ? 0 : (samples[start + i] ?? 0) - middle;
  }
  return rest;
}

/** Leads of the arms hold at least so much of what the other limb leads do, and the chest at most half: the wave comes from an arm, not from the atria. */
const armShare = 0.8;
const chestShare = 0.5;
/** How near the rate of flutter must lie to a tone of the wave, as a share. */
const near = 0.08;

/**
 * Whether what was named flutter is this wave: an overtone of a slower one, or one that comes from the arms. Of the atria lead I shows the least; a
 * wave at the pace of flutter that is seen elsewhere may be either.
 */
export function isTakenForFlutter({ hz, uv }: UnrelatedWave, { atrialRateBpm }: { atrialRateBpm: number }): boolean {
  const ratio = atrialRateBpm / 60 / hz;
  const tone = Math.round(ratio);
  if (tone < 1 || Math.abs(ratio - tone) > near * tone) return false;
  if (tone > 1) return hz < slowHz;
  const limbs = ['II', 'III', 'aVF'].flatMap((name) => uv[name] ?? []);
  const chest = Object.entries(uv).flatMap(([name, height]) => (name.startsWith('V') ? [height] : []));
  const arms = uv.I ?? 0;
  return arms > 0 && arms >= armShare * Math.max(0, ...limbs) && Math.max(0, ...chest) <= chestShare * arms;
}
