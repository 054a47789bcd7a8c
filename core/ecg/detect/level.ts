// How strong a QRS and how strong the rest is around a moment: the local measure that candidates are judged by.
import { inSpan, type Span } from '../signal/presence.ts';
import { quantile } from '../signal/stats.ts';

export interface Levels {
  /** Seconds between the entries. */
  stepS: number;
  /** Typical envelope maximum of a beat. */
  beat: Float32Array;
  /** Typical envelope between the beats. */
  rest: Float32Array;
  /** Envelope maximum of the nearest 1.4 s: a run of small beats lowers it at once. */
  near: Float32Array;
  /** Envelope that 40 % of the nearest second exceeds: a burst of noise raises it at once, the beats alone do not. */
  loudness: Float32Array;
}

const blockS = 1.4;
const nearS = 1;
const stepS = 0.35;
const reachS = 8;
/** Block maxima up to so many times the rest may be those of noise alone: 100 ms means of noise seldom pass 3. */
const maybeNoise = 4.5;
/** Peaks that are no such noise: so many times as high as the rest, and as the usual block maximum. */
const aboveRest = 5;
const aboveUsual = 4;
/** How far the level of beats is carried into silence, and how much smaller they may be there. */
const carriedS = 60;
const carriedShare = 0.5;

/**
 * In blocks long enough to hold a beat at 43/min the maximum is a beat's and the lower quartile is what lies between beats;
 * the medians over 8 s to both sides follow a change of gain and pass over a short burst of noise. Blocks in an `absent` stretch tell nothing.
 * Where most blocks hold no beat (standstill, an escape rhythm below 20/min) the few that do tell the level, and where none does the nearest
 * that did: else the noise of a pause would be counted as beats. `faintest` is the least rest that is told from zero, in the envelope's unit.
 */
export function localLevels(envelope: Float32Array, rate: number, absent: readonly Span[], faintest: number): Levels {
  const step = Math.max(1, Math.round(stepS * rate));
  const count = Math.max(1, Math.ceil(envelope.length / step));
  const peaks = new Float32Array(count);
  const rests = new Float32Array(count);
  const told = new Uint8Array(count);
  // The envelope is 100 ms smooth: every 20 ms tells its quantiles.
  const thin = Math.max(1, Math.round(0.02 * rate));
  const loudness = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const middle = k * step + step / 2;
    const block = around(envelope, middle, Math.round(blockS * rate));
    const quarter = (blockS * rate) / 4;
    if (![middle - quarter, middle, middle + quarter].some((at) => inSpan(absent, at))) told[k] = 1;
    let peak = 0;
    for (const value of block) if (value > peak) peak = value;
    peaks[k] = peak;
    rests[k] = quantile(thinned(block, thin), 0.3);
    loudness[k] = quantile(thinned(around(envelope, middle, Math.round(nearS * rate)), thin), 0.6);
  }
  const reach = Math.round(reachS / stepS);
  const beat = new Float32Array(count);
  const rest = new Float32Array(count);
  const silent = new Uint8Array(count);
  for (let k = 0; k < count; k++) {
    const from = Math.max(0, k - reach);
    const known = (list: Float32Array) => list.subarray(from, k + reach + 1).filter((_, i) => told[from + i] === 1);
    const high = known(peaks);
    rest[k] = quantile(known(rests), 0.5) || 0;
    beat[k] = quantile(high, 0.5) || 0;
    const floor = Math.max(rest[k] ?? 0, faintest);
    const usual = beat[k] ?? 0;
    if (usual > maybeNoise * floor) continue;
    const beats = high.filter((peak) => peak > Math.max(aboveRest * floor, aboveUsual * usual));
    if (beats.length > 0) beat[k] = quantile(beats, 0.5);
    else silent[k] = 1;
  }
  carryInto(beat, silent);
  return { stepS, beat, rest, near: peaks, loudness };
}

/** Gives silent entries a share of the nearest level of beats, where that is near enough and far above their own. */
function carryInto(beat: Float32Array, silent: Uint8Array): void {
  const reach = Math.round(carriedS / stepS);
  const own = Float32Array.from(beat);
  for (const step of [1, -1]) {
    let level = 0;
    let since = 0;
    for (let k = step > 0 ? 0 : beat.length - 1; k >= 0 && k < beat.length; k += step) {
      if (silent[k] !== 1) {
        level = carriedShare * (own[k] ?? 0);
        since = 0;
      } else if (++since <= reach && carriedShare * level > (own[k] ?? 0)) beat[k] = Math.max(beat[k] ?? 0, level);
    }
  }
}

function around(envelope: Float32Array, centre: number, width: number): Float32Array {
  const from = Math.max(0, Math.min(Math.floor(centre - width / 2), envelope.length - width));
  return envelope.subarray(from, from + width);
}

function thinned(block: Float32Array, every: number): Float32Array {
  const kept = new Float32Array(Math.ceil(block.length / every));
  for (let i = 0; i < kept.length; i++) kept[i] = block[i * every] ?? 0;
  return kept;
}

export interface Level {
  beat: number;
  rest: number;
  near: number;
  loudness: number;
}

export function levelAt(levels: Levels, seconds: number): Level {
  const last = levels.beat.length - 1;
  const at = Math.min(Math.max(seconds / levels.stepS - 0.5, 0), last);
  const below = Math.floor(at);
  const above = Math.min(below + 1, last);
  const share = at - below;
  const mix = (list: Float32Array) => (list[below] ?? 0) * (1 - share) + (list[above] ?? 0) * share;
  return { beat: mix(levels.beat), rest: mix(levels.rest), near: mix(levels.near), loudness: mix(levels.loudness) };
}
