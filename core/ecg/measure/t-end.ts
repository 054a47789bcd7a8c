// A second look at where T ends, by another way than the delineation's: how long the heart's vector keeps away from its rest after the peak of T. Where
// the two do not agree (a notch taken for the end, U or P taken along, a T that began inside the QRS), nobody should trust QT.
import type { Waves } from '../delineate/waves.ts';
import { lowPass, zeroPhase } from '../signal/biquad.ts';
import { clamp, median } from '../signal/stats.ts';
import { meanOf } from './amplitudes.ts';

/** Share of the height of T below which the vector rests, and how long it must stay there: a biphasic T crosses the line in less. */
const restShare = 0.12;
const restMs = 40;
/** Where the rest is taken from: the last stretch before the next P, this far from the peak of T at least. */
const restWindowMs = 160;
const afterPeakMs = 150;
/** A raised cosine falls below that share so long before its end, as a share of its half width of about 90 ms. */
const tailMs = 18;
/** Difference of both ends up to which they agree, and over which confidence falls to `leastTrust`, milliseconds. */
const agreeMs = 32;
const fallMs = 40;
const leastTrust = 0.3;
/** Steadiness of the QRS (0.3 to 1 of its confidence) below which its end is T's beginning as well. */
const sureQrs = 0.6;

export interface TEnd {
  /** Share of its confidence that QT keeps, 0.3 to 1. */
  trust: number;
  /** Samples from the mark to the other end, where they disagree; 0 where they agree. */
  apart: number;
}

/** `leads` is the median beat, `rrSamples` the distance to the next beat in its samples. */
export function secondLookAtT(
  leads: readonly Float32Array[],
  waves: Waves,
  sampleRateHz: number,
  rrSamples: number,
): TEnd {
  const { qrs, t } = waves;
  if (!qrs || !t || leads.length === 0) return { trust: 1, apart: 0 };
  const apart = vectorEnd(leads, waves, sampleRateHz, rrSamples) - t.offset;
  const apartMs = (1000 * Math.abs(apart)) / sampleRateHz;
  const agreement = clamp(1 - (apartMs - agreeMs) / fallMs, leastTrust, 1);
  const trust = Math.max(leastTrust, agreement * clamp(qrs.confidence / sureQrs, leastTrust, 1));
  return { trust, apart: apartMs > agreeMs ? apart : 0 };
}

/** Index where the vector has come to rest after T, with the tail that the share cuts off. */
function vectorEnd(leads: readonly Float32Array[], waves: Waves, rate: number, rrSamples: number): number {
  const { p, qrs, t } = waves;
  if (!qrs || !t) return 0;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const count = leads[0]?.length ?? 0;
  const limit = Math.min(count - 1, Math.round((p ? p.onset : qrs.onset - ms(60)) + rrSamples) - ms(8));
  // Rest after T is seldom the PR level to an eighth of T: it is what the lead comes to before the next P.
  const restFrom = Math.max(t.peak + ms(afterPeakMs), limit - ms(restWindowMs));
  const power = new Float64Array(count);
  for (const lead of leads) {
    const smooth = zeroPhase(lead, [lowPass(rate, 18)], 0.15 * rate);
    const level =
      limit - restFrom >= ms(restMs)
        ? median(smooth.subarray(restFrom, limit + 1))
        : meanOf(lead, qrs.onset - ms(24), qrs.onset - ms(8));
    smooth.forEach((value, i) => {
      power[i] = (power[i] ?? 0) + (value - level) ** 2;
    });
  }
  const from = Math.max(t.onset, qrs.offset);
  let peak = from;
  for (let i = from; i <= Math.min(t.offset, count - 1); i++) if ((power[i] ?? 0) > (power[peak] ?? 0)) peak = i;
  const least = restShare ** 2 * (power[peak] ?? 0);
  let last = peak;
  for (let i = peak; i <= limit && i - last <= ms(restMs); i++) if ((power[i] ?? 0) >= least) last = i;
  return last + ms(tailMs);
}
