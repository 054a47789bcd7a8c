// Where the QRS begins and ends: the spatial velocity of all leads leaves, and comes back to, its level of rest.
import { lowPass, zeroPhase } from '../signal/biquad.ts';
import { movingMean } from '../signal/moving.ts';
import { clamp, quantile } from '../signal/stats.ts';
import { edge, endOfFew, endOfMany, greatest } from './qrs-end.ts';

export interface QrsBounds {
  onset: number;
  offset: number;
  /** 0 to 1: how little the bounds move with the level of rest that they are sought by. */
  steadiness: number;
}

/** Levels at which the bounds are sought once more, and how far the width may differ then, milliseconds: fully steady, and not at all. */
const stricter = 1.5;
const steadyMs = 16;
const unsteadyMs = 60;

/** Below which the QRS is sought. One to three leads are those of recorders that end at 40 Hz: above it their QRS has nothing but noise. */
const bandHz = 45;
const fewLeadsEndHz = 40;

/** Speed of the heart vector over all leads, microvolts a second; each lead low-passed at `hz` without phase. */
export function spatialVelocity(leads: readonly Float32Array[], rate: number, hz: number = bandHz): Float32Array {
  const count = leads[0]?.length ?? 0;
  const sum = new Float64Array(count);
  const reach = Math.max(1, Math.round(0.004 * rate));
  for (const lead of leads) {
    const smooth = zeroPhase(lead, [lowPass(rate, hz)], 0.1 * rate);
    for (let i = 0; i < count; i++) {
      const a = smooth[Math.max(0, i - reach)] ?? 0;
      const b = smooth[Math.min(count - 1, i + reach)] ?? 0;
      const slope = ((b - a) * rate) / (2 * reach);
      sum[i] = (sum[i] ?? 0) + slope * slope;
    }
  }
  return movingMean(
    Float32Array.from(sum, (value) => Math.sqrt(value)),
    0.008 * rate,
  );
}

/** Level at which the QRS begins, as a share of its greatest speed and as a multiple of the speed at rest. */
const fewLeads = { onset: 0.045, rest: 2.8 };
/** Twelve leads together are quieter, and the first activity is a smaller share of their sum. */
const manyLeads = { onset: 0.03, rest: 2.2 };

/** `null` where nothing rises above rest. Both bounds are indices into the leads. */
export function qrsBounds(leads: readonly Float32Array[], rate: number, origin: number): QrsBounds | null {
  const many = leads.length > 3;
  const share = many ? manyLeads : fewLeads;
  const speed = spatialVelocity(leads, rate);
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const peak = greatest(speed, origin - ms(70), origin + ms(70));
  if (!(peak > 0)) return null;
  const restBefore = quantile(speed.subarray(Math.max(0, origin - ms(260)), Math.max(1, origin - ms(70))), 0.25);
  const onsetLevel = Math.max(share.onset * peak, Math.min(share.rest * restBefore, 0.25 * peak));
  const bounds = (strictness: number) => {
    const onset = edge(speed, origin, -1, strictness * onsetLevel, ms(16), ms(130));
    const offset = many
      ? endOfMany(speed, rate, origin, strictness)
      : endOfFew(slower, rate, origin, leads.length, strictness);
    return { onset, offset };
  };
  const slower = many ? speed : spatialVelocity(leads, rate, fewLeadsEndHz);
  const { onset, offset } = bounds(1);
  if (offset <= onset) return null;
  const strict = bounds(stricter);
  const narrowerMs = (1000 * (offset - onset - (strict.offset - strict.onset))) / rate;
  return { onset, offset, steadiness: clamp((unsteadyMs - narrowerMs) / (unsteadyMs - steadyMs), 0, 1) };
}
