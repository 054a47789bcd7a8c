// Filters for the eye alone: measurements never see them, and the footer always names them.
import { type Biquad, highPass, lowPass, notch, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';

export const baselineCorners = [0.05, 0.5, 0.67] as const;
export const lowPassCorners = [40, 100, 150] as const;
export const mainsFrequencies = [50, 60] as const;

/** null: as recorded. Zero-phase, so that even 0.67 Hz moves no ST segment in time (AHA/ACC/HRS 2007 part I allows it for such filters only). */
export interface DisplayFilters {
  baselineHz: (typeof baselineCorners)[number] | null;
  lowPassHz: (typeof lowPassCorners)[number] | null;
  notchHz: (typeof mainsFrequencies)[number] | null;
}

export const noFilters: DisplayFilters = { baselineHz: null, lowPassHz: null, notchHz: null };

/** What can be done at this rate: at half of it and above there is nothing to filter, so such a corner is none. */
export function feasible(filters: DisplayFilters, sampleRateHz: number): DisplayFilters {
  const below = <Corner extends number>(corner: Corner | null) =>
    corner !== null && corner < sampleRateHz / 2 ? corner : null;
  const { baselineHz, lowPassHz, notchHz } = filters;
  return { baselineHz: below(baselineHz), lowPassHz: below(lowPassHz), notchHz: below(notchHz) };
}

export const isFiltered = (filters: DisplayFilters): boolean =>
  filters.baselineHz !== null || filters.lowPassHz !== null || filters.notchHz !== null;

/**
 * A section runs forward and backward: its attenuation counts twice. Moved by this factor the corner of the whole is again where it
 * is named, -3 dB: 1/(1+r^4) = 2^-1/2.
 */
const twice = (Math.SQRT2 - 1) ** 0.25;
const notchWidthQ = 12;

/** On the bilinear transform's warped axis, where the formula above holds up to half the rate. */
const moved = (cornerHz: number, factor: number, sampleRateHz: number): number =>
  (sampleRateHz / Math.PI) * Math.atan(Math.tan((Math.PI * cornerHz) / sampleRateHz) * factor);

/** The lead as it is shown, microvolts; missing samples stay missing. Without a filter the samples themselves. */
export function displayed(samples: Float32Array, sampleRateHz: number, filters: DisplayFilters): Float32Array {
  const sections: Biquad[] = [];
  const { baselineHz, lowPassHz, notchHz } = feasible(filters, sampleRateHz);
  if (baselineHz !== null) sections.push(highPass(sampleRateHz, moved(baselineHz, twice, sampleRateHz)));
  if (notchHz !== null) sections.push(notch(sampleRateHz, notchHz, notchWidthQ));
  if (lowPassHz !== null) sections.push(lowPass(sampleRateHz, moved(lowPassHz, 1 / twice, sampleRateHz)));
  if (sections.length === 0 || samples.length === 0) return samples;
  const { samples: whole, missing } = fillGaps(samples);
  const padS = baselineHz === null ? 1 : Math.min(10, 1 / baselineHz);
  const filtered = zeroPhase(whole, sections, padS * sampleRateHz);
  if (missing > 0) for (let i = 0; i < filtered.length; i++) if (!Number.isFinite(samples[i])) filtered[i] = Number.NaN;
  return filtered;
}
