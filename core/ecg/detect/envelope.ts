// One lead's QRS envelope: the strength of its 8 to 22 Hz band over 100 ms, where a QRS stands out from P, T, drift and muscle.
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { decimate, movingMean } from '../signal/moving.ts';
import type { Presence, Span } from '../signal/presence.ts';

/** Rate at which detection works: the lead's own, divided by a whole number so that it stays at or above 160 Hz where it can. */
export function detectionFactor(sampleRateHz: number): number {
  return Math.max(1, Math.floor(sampleRateHz / 160));
}

export interface LeadBand {
  /** Root mean square of the QRS band in a 100 ms window, microvolts, at `sampleRateHz / detectionFactor`. */
  envelope: Float32Array;
  /** The wider band in which beats keep their shape (3 to 25 Hz), same rate. */
  shape: Float32Array;
  /** Where the lead carries nothing, in samples of the envelope. */
  absent: Span[];
}

export function leadBand(lead: Presence, sampleRateHz: number): LeadBand {
  const factor = detectionFactor(sampleRateHz);
  const rate = sampleRateHz / factor;
  const slow = decimate(lead.samples, factor);
  const shape = zeroPhase(slow, [highPass(rate, 3), lowPass(rate, 25)], rate / 2);
  const band = zeroPhase(shape, [highPass(rate, 8)], rate / 4);
  const power = band.map((value) => value * value);
  // A running sum that loses digits after a large wave may fall a trace below zero where nothing follows.
  const envelope = movingMean(movingMean(power, 0.1 * rate), 0.03 * rate).map((value) => Math.sqrt(Math.max(0, value)));
  const absent = lead.absent.map(([from, to]): Span => [Math.ceil(from / factor), Math.floor(to / factor)]);
  return { envelope, shape, absent };
}
