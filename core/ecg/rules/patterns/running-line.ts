// The line of a wave that keeps its own pace, with its overtones, beside everything else between 0.9 and 12 Hz.
import { type Band, powerBetween, powerSpectrum } from './spectrum.ts';

/** Of the band between 0.9 and 12 Hz; those of several leads can be added. */
export type PowerSpectrum = Float64Array;

/** Slower is breath, faster no limb: compressions come at 100 to 120 a minute, tremor at 3.5 to 7 Hz. */
const slowestHz = 1.4;
const fastestHz = 7.5;
const band: Band = { lowHz: 0.9, highHz: 12, stepHz: 0.05 };
/** Half width of a line, and what each overtone adds: a limb keeps its pace to a few hundredths. */
const halfHz = 0.25;
const widerHz = 0.1;
const tones = 3;
/** Half and third of the true pace hold as much: of those that come so near to the best, the one that is a line itself counts. */
const nearlyBest = 0.93;

export const spectrumOf = (samples: Float32Array, rate: number): PowerSpectrum => powerSpectrum(samples, rate, band);

/** The pace whose line and overtones hold the most of the power, and how much. */
export function lineIn(power: PowerSpectrum): { hz: number; share: number } {
  const sum = (from: number, to: number) => powerBetween(power, band, from, to);
  const whole = sum(band.lowHz, band.highHz);
  const tried: { hz: number; share: number; first: number }[] = [];
  for (let hz = slowestHz; whole > 0 && hz <= fastestHz; hz += band.stepHz) {
    const parts = Array.from({ length: tones }, (_, i) => {
      const half = Math.min(halfHz + widerHz * i, 0.3 * hz);
      return sum((i + 1) * hz - half, (i + 1) * hz + half);
    });
    tried.push({ hz, share: parts.reduce((a, b) => a + b, 0) / whole, first: parts[0] ?? 0 });
  }
  const best = Math.max(0, ...tried.map(({ share }) => share));
  const [found] = tried.filter(({ share }) => share >= nearlyBest * best).toSorted((a, b) => b.first - a.first);
  return found ? { hz: found.hz, share: best } : { hz: 0, share: 0 };
}
