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

/**
 * In blocks long enough to hold a beat at 43/min the maximum is a beat's and the lower quartile is what lies between beats;
 * the medians over 8 s to both sides follow a change of gain and pass over a short burst of noise. Blocks in an `absent` stretch tell nothing.
 */
export function localLevels(envelope: Float32Array, rate: number, absent: readonly Span[]): Levels {
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
  for (let k = 0; k < count; k++) {
    const from = Math.max(0, k - reach);
    const known = (list: Float32Array) => list.subarray(from, k + reach + 1).filter((_, i) => told[from + i] === 1);
    beat[k] = quantile(known(peaks), 0.5) || 0;
    rest[k] = quantile(known(rests), 0.5) || 0;
  }
  return { stepS, beat, rest, near: peaks, loudness };
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
