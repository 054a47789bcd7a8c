// P waves that were counted as beats: where the ventricles stand still, they are all that rises above the noise.
import { presence } from '../signal/presence.ts';
import { median } from '../signal/stats.ts';
import { detectionFactor, leadBand } from './envelope.ts';
import type { DetectedBeat } from './qrs.ts';

/** Crest to trough in the lead where it is greatest, microvolts: higher than P, lower than any QRS by which a lead is worth reading. */
const mostUv = 250;
/** Share of power above 8 Hz: P waves of 80 ms and more have up to 0.65, narrow QRS of whatever size 0.7 to 0.95. */
const mostSharp = 0.66;
const fewest = 3;
/** In one or two leads a small wide QRS looks just so: at 0.3 of their size, paced beats and bundle branch blocks of single leads would go. */
const fewestLeads = 3;
const halfS = 0.07;

/**
 * The beats without runs of three and more small blunt waves. Both are asked for: a small QRS is sharp, a blunt one (ventricular, paced) is
 * large. `leads` in microvolts, all independent ones of the recording; of fewer than three nothing is taken away.
 */
export function withoutAtrialWaves(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly DetectedBeat[],
): DetectedBeat[] {
  if (leads.length < fewestLeads) return [...beats];
  const reach = Math.round(halfS * sampleRateHz);
  const small = beats.map(({ sample }) => leads.every((lead) => rangeAround(lead, sample, reach) <= mostUv));
  const dropped = new Set<number>();
  for (let i = 0; i < beats.length; i++) {
    let end = i;
    while (end < beats.length && small[end]) end++;
    if (end - i >= fewest && runSharpness(leads, sampleRateHz, beats.slice(i, end)) <= mostSharp)
      for (let k = i; k < end; k++) dropped.add(k);
    i = Math.max(i, end);
  }
  return beats.filter((_, i) => !dropped.has(i));
}

function rangeAround(lead: Float32Array, at: number, reach: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, at - reach); i <= at + reach && i < lead.length; i++) {
    const value = lead[i] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Beats of a run that are looked at: more would tell the same. */
const mostLooked = 60;

/** Median sharpness of a run, over all leads. */
function runSharpness(leads: readonly Float32Array[], sampleRateHz: number, run: readonly DetectedBeat[]): number {
  const looked = run.slice(0, mostLooked);
  const from = Math.max(0, (looked[0]?.sample ?? 0) - Math.round(2 * sampleRateHz));
  const to = (looked.at(-1)?.sample ?? 0) + Math.round(2 * sampleRateHz);
  const factor = detectionFactor(sampleRateHz);
  const rate = sampleRateHz / factor;
  const half = Math.round(halfS * rate);
  const bands = leads.map((lead) => leadBand(presence(lead.subarray(from, to), sampleRateHz), sampleRateHz));
  return median(
    looked.map(({ sample }) => {
      const at = Math.round((sample - from) / factor);
      let high = 0;
      let all = 0;
      for (const { shape, envelope } of bands) {
        let sum = 0;
        for (let i = at - half; i <= at + half; i++) sum += (shape[i] ?? 0) ** 2;
        // The main deflection lies up to 30 ms beside the middle of the power.
        let most = 0;
        for (let i = at - Math.round(rate / 30); i <= at + rate / 30; i++) most = Math.max(most, envelope[i] ?? 0);
        high += most ** 2;
        all += sum / (2 * half + 1);
      }
      return all > 0 ? Math.sqrt(high / all) : 1;
    }),
  );
}
