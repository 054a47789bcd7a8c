// Where the QRS ends. Few leads see a projection of the heart vector, whose last flank may be far slower than the main one: the level is its own.
import { movingMean } from '../signal/moving.ts';
import { mean, quantile } from '../signal/stats.ts';

/** Width, in seconds, of the mean that tells the flanks of the QRS from a pacing spike, which does not fill it. */
const flankS = 0.024;
/** What counts as fast, as a share of the fastest flank; no T wave is as steep. */
const fastShare = 0.4;
/** The same for few leads, where T is slow: so often as steep as the T wave, but not below this share. */
const fewFast = { timesT: 2, least: 0.3 };
/** Where T is, in seconds from the main deflection: after the widest QRS, before the next P. */
const tFromS = 0.2;
const tToS = 0.42;

/** Level at which the QRS of many leads ends: share of the greatest speed, multiple of the speed at rest, and the share that noise may not pass. */
const manyLeads = { share: 0.05, rest: 2.2, most: 0.25 };

/** The same for few leads, as shares of the last flank's speed over that of the ST segment. */
const fewLeads = { rest: 3.5, most: 0.4 };
/** One lead alone hides the last activity where that runs across it: its end lies lower than that of two or three together. */
const oneLeadShare = 0.07;
const fewLeadsShare = 0.08;
/** How much of the ST segment's own speed is no QRS. */
const plateauShare = 0.5;

/** Index at which the `speed` of more than three leads stays at rest; `strictness` multiplies the level of rest. */
export function endOfMany(speed: Float32Array, rate: number, origin: number, strictness = 1): number {
  const slow = movingMean(speed, flankS * rate);
  const peak = greatest(speed, origin - ms(rate, 70), origin + ms(rate, 70));
  const rest = quantile(speed.subarray(origin + ms(rate, 90), origin + ms(rate, 260)), 0.25);
  const level = Math.max(manyLeads.share * peak, Math.min(manyLeads.rest * rest, manyLeads.most * peak));
  const last = lastFast(slow, rate, origin, fastShare * fastest(slow, rate, origin));
  return edge(speed, last, 1, strictness * level, ms(rate, 30), ms(rate, 180));
}

/** The same of one to three leads, `count` in number. Rest is measured after the last flank: after a pacing spike that is late. */
export function endOfFew(speed: Float32Array, rate: number, origin: number, count: number, strictness = 1): number {
  const slow = movingMean(speed, flankS * rate);
  const peak = fastest(slow, rate, origin);
  const t = greatest(slow, origin + ms(rate, 1000 * tFromS), origin + ms(rate, 1000 * tToS));
  const fast = Math.min(fastShare * peak, Math.max(fewFast.least * peak, fewFast.timesT * t));
  const last = lastFast(slow, rate, origin, fast);
  const flank = greatest(speed, climb(slow, last, origin - ms(rate, 40)) - ms(rate, 8), last + ms(rate, 4));
  const st = descend(slow, last, last + ms(rate, 60));
  const plateau = plateauShare * mean(slow.subarray(st, st + ms(rate, 50) + 1));
  const rest = quantile(speed.subarray(last + ms(rate, 30), last + ms(rate, 200)), 0.25);
  const share = count > 1 ? fewLeadsShare : oneLeadShare;
  const level = Math.max(
    plateau + share * Math.max(0, flank - plateau),
    Math.min(fewLeads.rest * rest, fewLeads.most * flank),
  );
  return edge(speed, last, 1, strictness * level, ms(rate, 30), ms(rate, 180));
}

const ms = (rate: number, value: number): number => Math.round((value * rate) / 1000);

export function greatest(values: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let i = Math.max(0, from); i <= Math.min(to, values.length - 1); i++) most = Math.max(most, values[i] ?? 0);
  return most;
}

const lastPlace = (slow: Float32Array, rate: number, origin: number): number =>
  Math.min(slow.length - 1, origin + ms(rate, 160));

const fastest = (slow: Float32Array, rate: number, origin: number): number =>
  greatest(slow, origin - ms(rate, 70), lastPlace(slow, rate, origin));

/**
 * Where the last fast part of the QRS is: after a pacing spike the ventricles may hardly move for longer than the quiet that ends a QRS, so
 * the speed must reach `level` again.
 */
function lastFast(slow: Float32Array, rate: number, origin: number, level: number): number {
  let last = origin;
  for (let i = origin; i <= lastPlace(slow, rate, origin); i++) if ((slow[i] ?? 0) >= level) last = i;
  return last;
}

/** Back from `from` as long as the speed rises: the steepest point of that flank. */
function climb(slow: Float32Array, from: number, first: number): number {
  let at = from;
  while (at > first && (slow[at - 1] ?? 0) >= (slow[at] ?? 0)) at--;
  return at;
}

/** On from `from` as long as the speed falls: the ST segment, or the ramp of a T wave that begins at once. */
function descend(slow: Float32Array, from: number, last: number): number {
  let at = from;
  while (at < Math.min(last, slow.length - 1) && (slow[at + 1] ?? 0) <= (slow[at] ?? 0)) at++;
  return at;
}

/** Last point, going outward, before the speed stays below the level for `quiet` samples. */
export function edge(
  speed: Float32Array,
  origin: number,
  step: -1 | 1,
  level: number,
  quiet: number,
  furthest: number,
): number {
  let last = origin;
  for (let n = 0, below = 0; n <= furthest; n++) {
    const i = origin + step * n;
    if (i < 0 || i >= speed.length) break;
    if ((speed[i] ?? 0) >= level) {
      last = i;
      below = 0;
    } else if (++below > quiet && n > quiet + 4) break;
  }
  return last;
}
