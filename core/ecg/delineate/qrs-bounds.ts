// Where the QRS begins and ends: the spatial velocity of all leads leaves, and comes back to, its level of rest.
import { lowPass, zeroPhase } from '../signal/biquad.ts';
import { movingMean } from '../signal/moving.ts';
import { quantile } from '../signal/stats.ts';

export interface QrsBounds {
  onset: number;
  offset: number;
}

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

/** Level at which the QRS begins and ends, as a share of its greatest speed and as a multiple of the speed at rest. */
const fewLeads = { onset: 0.045, offset: 0.09, rest: 2.8 };
/** Twelve leads together are quieter, and the first and last activity is a smaller share of their sum. */
const manyLeads = { onset: 0.03, offset: 0.05, rest: 2.2 };

/** `null` where nothing rises above rest. Both bounds are indices into the leads. */
export function qrsBounds(leads: readonly Float32Array[], rate: number, origin: number): QrsBounds | null {
  const share = leads.length > 3 ? manyLeads : fewLeads;
  const speed = spatialVelocity(leads, rate);
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const greatest = (values: Float32Array) => {
    let most = 0;
    for (let i = origin - ms(70); i <= origin + ms(70); i++) most = Math.max(most, values[i] ?? 0);
    return most;
  };
  const peak = greatest(speed);
  if (!(peak > 0)) return null;
  const restBefore = quantile(speed.subarray(Math.max(0, origin - ms(260)), Math.max(1, origin - ms(70))), 0.25);
  const onsetLevel = Math.max(share.onset * peak, Math.min(share.rest * restBefore, 0.25 * peak));
  const late = leads.length > 3 ? speed : spatialVelocity(leads, rate, fewLeadsEndHz);
  const latePeak = late === speed ? peak : greatest(late);
  const restAfter = quantile(late.subarray(origin + ms(90), origin + ms(260)), 0.25);
  const offsetLevel = Math.max(share.offset * latePeak, Math.min(2.2 * restAfter, 0.25 * latePeak));
  const onset = edge(speed, origin, -1, onsetLevel, ms(16), ms(130));
  const offset = edge(late, lastFast(late, rate, origin), 1, offsetLevel, ms(30), ms(180));
  return offset > onset ? { onset, offset } : null;
}

/**
 * Where the last fast part of the QRS is: after a pacing spike the ventricles may hardly move for longer than the quiet that ends a QRS.
 * A mean of 24 ms, which a spike of few samples does not fill, must reach two fifths of its greatest value again; no T wave is as steep.
 */
function lastFast(speed: Float32Array, rate: number, origin: number): number {
  const slow = movingMean(speed, 0.024 * rate);
  const from = Math.max(0, origin - Math.round(0.07 * rate));
  const to = Math.min(slow.length - 1, origin + Math.round(0.16 * rate));
  let peak = 0;
  for (let i = from; i <= to; i++) peak = Math.max(peak, slow[i] ?? 0);
  let last = origin;
  for (let i = origin; i <= to; i++) if ((slow[i] ?? 0) >= 0.4 * peak) last = i;
  return last;
}

/** Last point, going outward, before the speed stays below the level for `quiet` samples. */
function edge(
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
