// Pacing spikes that the signal still shows: a deflection too short for any heart, standing alone. Many recorders have filtered them away.
import { fillGaps } from './gaps.ts';
import { robustDeviation } from './stats.ts';

/** Samples of spikes, over all leads; empty below 250 Hz, where a spike of 2 ms is one sample or none. */
export function pacingSpikes(leads: readonly Float32Array[], sampleRateHz: number): number[] {
  if (sampleRateHz < 250 || leads.length === 0) return [];
  const step = Math.max(1, Math.round(0.004 * sampleRateHz));
  const count = leads[0]?.length ?? 0;
  const votes = new Uint8Array(count);
  for (const lead of leads) {
    const { samples } = fillGaps(lead);
    // Height of a point over the line between its neighbours 4 ms away: a QRS of any slope bends far less within 8 ms.
    const bend = new Float32Array(count);
    for (let i = step; i < count - step; i++) {
      bend[i] = Math.abs((samples[i] ?? 0) - 0.5 * ((samples[i - step] ?? 0) + (samples[i + step] ?? 0)));
    }
    const noise = Math.max(4, robustDeviation(bend.subarray(0, Math.min(count, Math.round(20 * sampleRateHz)))));
    const least = Math.max(250, 25 * noise);
    for (let i = 2 * step; i < count - 2 * step; i++) {
      const height = bend[i] ?? 0;
      if (height < least || height < (bend[i - 1] ?? 0) || height <= (bend[i + 1] ?? 0)) continue;
      // Both flanks must be the spike's own: beside a spike the line between the neighbours is bent too.
      const rise = (samples[i] ?? 0) - (samples[i - step] ?? 0);
      const fall = (samples[i] ?? 0) - (samples[i + step] ?? 0);
      if (rise * fall <= 0 || Math.min(Math.abs(rise), Math.abs(fall)) < 0.5 * height) continue;
      const foot = Math.abs((samples[i + 2 * step] ?? 0) - (samples[i - 2 * step] ?? 0));
      if (foot < 0.6 * height) votes[i] = (votes[i] ?? 0) + 1;
    }
  }
  const reach = Math.round(0.006 * sampleRateHz);
  const needed = leads.length >= 6 ? 2 : 1;
  const spikes: number[] = [];
  for (let i = 0; i < count; i++) {
    if ((votes[i] ?? 0) === 0) continue;
    let sum = 0;
    for (let k = i; k <= i + reach && k < count; k++) sum += votes[k] ?? 0;
    if (sum >= needed) {
      spikes.push(i);
      i += Math.round(0.02 * sampleRateHz);
    }
  }
  return spikes;
}

/**
 * The lead with each spike bridged from 6 ms before to 6 ms after it, so that a spike is never taken for a QRS or its onset. Below 400 Hz a
 * slender R wave and a spike look alike and the lead is returned as it is.
 */
export function withoutSpikes(lead: Float32Array, sampleRateHz: number, spikes: readonly number[]): Float32Array {
  if (spikes.length === 0 || sampleRateHz < 400) return lead;
  const bridged = Float32Array.from(lead);
  const reach = Math.ceil(0.006 * sampleRateHz);
  for (const spike of spikes) {
    const from = Math.max(0, spike - reach);
    const to = Math.min(lead.length - 1, spike + reach);
    for (let i = from; i <= to; i++) {
      const share = (i - from) / Math.max(1, to - from);
      bridged[i] = (lead[from] ?? 0) * (1 - share) + (lead[to] ?? 0) * share;
    }
  }
  return bridged;
}
