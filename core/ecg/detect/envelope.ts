// One lead's QRS envelope: the strength of its 8 to 22 Hz band over 100 ms, where a QRS stands out from P, T, drift and muscle.
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { decimate, movingMean } from '../signal/moving.ts';

/** Rate at which detection works: the lead's own, divided by a whole number so that it stays at or above 160 Hz where it can. */
export function detectionFactor(sampleRateHz: number): number {
  return Math.max(1, Math.floor(sampleRateHz / 160));
}

export interface LeadBand {
  /** Root mean square of the QRS band in a 100 ms window, microvolts, at `sampleRateHz / detectionFactor`. */
  envelope: Float32Array;
  /** The wider band in which beats keep their shape (3 to 25 Hz), same rate. */
  shape: Float32Array;
}

export function leadBand(samples: Float32Array, sampleRateHz: number): LeadBand {
  const factor = detectionFactor(sampleRateHz);
  const rate = sampleRateHz / factor;
  const slow = decimate(fillGaps(samples).samples, factor);
  const shape = zeroPhase(slow, [highPass(rate, 3), lowPass(rate, 25)], rate / 2);
  const band = zeroPhase(shape, [highPass(rate, 8)], rate / 4);
  const power = band.map((value) => value * value);
  const envelope = movingMean(movingMean(power, 0.1 * rate), 0.03 * rate).map(Math.sqrt);
  return { envelope, shape };
}
