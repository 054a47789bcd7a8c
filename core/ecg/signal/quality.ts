// Signal quality of one lead: what is missing, flat, railed, noisy, drifting or humming, and one figure of it all.
import { highPass, lowPass, notch, zeroPhase } from './biquad.ts';
import { fillGaps } from './gaps.ts';
import { type MainsHz, withoutMains } from './mains.ts';
import { clamp, roughQuantile } from './stats.ts';

export type LeadFault = 'lead-off' | 'flat' | 'saturated' | 'gaps' | 'muscle-noise' | 'baseline-wander' | 'mains-hum';

export interface LeadQuality {
  /** 0 (unreadable) to 1 (clean). */
  score: number;
  faults: LeadFault[];
  /** Robust deviation above 35 Hz, of the drift below 0.5 Hz, and of the mains, microvolts. */
  noiseUv: number;
  driftUv: number;
  humUv: number;
  /** Which mains it is; absent where none disturbs, and in measurements stored before it was told. */
  mainsHz?: MainsHz;
  missing: number;
}

/** Longest stretch that is looked at: quality of longer records is that of their first 60 s. */
const lookS = 60;

/** Hum from which a lead is measured without it (`withoutMains`), microvolts. */
const disturbingHumUv = 15;
/** The most that hum costs: it is taken off before anything is measured. And drift, through which beats are still seen, if not their form. */
const mostHumCost = 0.3;
const mostDriftCost = 0.75;

export function leadQuality(samples: Float32Array, sampleRateHz: number): LeadQuality {
  const part = samples.subarray(0, Math.round(lookS * sampleRateHz));
  const { samples: filled, missing } = fillGaps(part);
  if (part.length < sampleRateHz / 2 || missing > 0.9) {
    return { score: 0, faults: ['lead-off'], noiseUv: 0, driftUv: 0, humUv: 0, missing };
  }
  const slow = zeroPhase(filled, [lowPass(sampleRateHz, 0.5)], 3 * sampleRateHz);
  const fastCorner = Math.min(35, 0.3 * sampleRateHz);
  const fast = zeroPhase(filled, [highPass(sampleRateHz, fastCorner)], sampleRateHz / 4);
  const mains = mainsIn(fast, sampleRateHz);
  const { hz: mainsHz, humUv } = mains;
  const disturbed = humUv > disturbingHumUv;
  const still = disturbed ? withoutMains(filled, sampleRateHz, mainsHz) : filled;
  // Overtones of the hum are no noise: they go with it.
  const noiseUv = disturbed
    ? spread(zeroPhase(still, [highPass(sampleRateHz, fastCorner)], sampleRateHz / 4))
    : mains.noiseUv;
  const driftUv = spread(slow);
  // Hum upon nothing is no signal: an open input picks it up as well as a heart's electrode does.
  const range = roughQuantile(still, 0.998) - roughQuantile(still, 0.002);
  const faults: LeadFault[] = [];
  if (range < 20) faults.push(missing > 0.2 ? 'lead-off' : 'flat');
  const wrapped = overflows(still, range, sampleRateHz) > 0.2;
  if (wrapped || atRail(filled) > 0.05) faults.push('saturated');
  if (missing > 0.02) faults.push('gaps');
  if (noiseUv > 40) faults.push('muscle-noise');
  if (driftUv > 300) faults.push('baseline-wander');
  if (humUv > 40) faults.push('mains-hum');
  const dead = faults.includes('flat') || faults.includes('lead-off');
  // Of samples that overflowed only the time of the beats is left, not their form.
  const most = wrapped ? 0.2 : 1;
  const score = dead
    ? 0
    : clamp(
        1 -
          noiseUv / 150 -
          Math.min(mostDriftCost, driftUv / 3000) -
          Math.min(mostHumCost, humUv / 300) -
          missing -
          (faults.includes('saturated') ? 0.5 : 0),
        0.05,
        most,
      );
  return { score, faults, noiseUv, driftUv, humUv, ...(disturbed ? { mainsHz } : {}), missing };
}

/** Robust spread of what is fast with and without a mains line: of 50 Hz, and where much is left of 60 Hz, whichever leaves less. */
function mainsIn(fast: Float32Array, rate: number): { hz: MainsHz; humUv: number; noiseUv: number } {
  const whole = spread(fast);
  const of = (hz: MainsHz) => {
    const noiseUv = hz < 0.45 * rate ? spread(zeroPhase(fast, [notch(rate, hz, 8)], rate / 2)) : whole;
    return { hz, noiseUv, humUv: Math.sqrt(Math.max(0, whole ** 2 - noiseUv ** 2)) };
  };
  const european = of(50);
  if (european.noiseUv < disturbingHumUv) return european;
  const american = of(60);
  return american.noiseUv < 0.8 * european.noiseUv ? american : european;
}

/** Robust spread from the middle half, so that beats do not count as noise. */
function spread(samples: Float32Array): number {
  return (roughQuantile(samples, 0.75) - roughQuantile(samples, 0.25)) / 1.349;
}

/**
 * Share of the seconds in which the lead leaps to and fro over half its range several times within 100 ms: sums that overflowed their
 * word. A QRS has three such flanks at most, a pacing spike two.
 */
function overflows(samples: Float32Array, range: number, rate: number): number {
  const reach = Math.round(0.1 * rate);
  const leaps: number[] = [];
  for (let i = 1; i < samples.length; i++)
    if (Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)) > 0.45 * range) leaps.push(i);
  const seconds = new Set<number>();
  for (let k = 3; k < leaps.length; k++) {
    const last = leaps[k] ?? 0;
    if (last - (leaps[k - 3] ?? 0) <= reach) seconds.add(Math.floor(last / rate));
  }
  return seconds.size / Math.max(1, samples.length / rate);
}

/** Share of the samples in runs of 20 ms and more that stand at the lead's own highest or lowest value. */
function atRail(samples: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of samples) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  let railed = 0;
  let run = 0;
  for (const value of samples) {
    run = value === low || value === high ? run + 1 : 0;
    if (run >= 10) railed += run === 10 ? 10 : 1;
  }
  return railed / samples.length;
}
