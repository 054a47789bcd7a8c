// What bad recorders do to a rhythm: other rates, gains, leads, hum, wander, muscle, clipping, spikes and stretches that are lost. Seeded.
import { resampled } from '../performance/ecg/distortions.ts';
import { seeded } from '../performance/ecg/noise.ts';

export interface Rhythm {
  sampleRateHz: number;
  leads: { name: string; samples: Float32Array }[];
}

export type Change = (rhythm: Rhythm) => Rhythm;

export const each =
  (change: (value: number, seconds: number, lead: number) => number): Change =>
  ({ sampleRateHz, leads }) => ({
    sampleRateHz,
    leads: leads.map(({ name, samples }, lead) => ({
      name,
      samples: samples.map((value, i) => change(value, i / sampleRateHz, lead)),
    })),
  });

export const wave = (hz: number, seconds: number, phase = 0) => Math.sin(2 * Math.PI * hz * seconds + phase);
const atRate =
  (hz: number): Change =>
  ({ sampleRateHz, leads }) => ({
    sampleRateHz: hz,
    leads: leads.map(({ name, samples }) => ({ name, samples: resampled(samples, sampleRateHz, hz) })),
  });
const only =
  (...names: string[]): Change =>
  ({ sampleRateHz, leads }) => ({ sampleRateHz, leads: leads.filter(({ name }) => names.includes(name)) });
const first =
  (seconds: number): Change =>
  ({ sampleRateHz, leads }) => ({
    sampleRateHz,
    leads: leads.map(({ name, samples }) => ({ name, samples: samples.slice(0, seconds * sampleRateHz) })),
  });
/** White noise that is as strong as the muscle of somebody who shivers. */
const muscle = (uv: number): Change => {
  const random = seeded(7);
  return each((value) => value + 2 * uv * (random() + random() + random() - 1.5));
};
export const between = (from: number, to: number, put: (value: number) => number) =>
  each((value, seconds) => (seconds >= from && seconds < to ? put(value) : value));

export const badRecorders: readonly (readonly [string, Change])[] = [
  ...[125, 180, 240, 257.5, 300, 977].map((hz) => [`${hz} Hz`, atRate(hz)] as const),
  ...[5, 7].map((seconds) => [`${seconds} s`, first(seconds)] as const),
  ['eight leads', only('I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6')],
  ['three leads', only('I', 'II', 'V1')],
  ['lead II alone', only('II')],
  ['lead V1 alone', only('V1')],
  ['all leads turned over', each((value) => -value)],
  ['a tenth of the gain', each((value) => 0.1 * value)],
  ['ten times the gain', each((value) => 10 * value)],
  ['an offset of 300 mV', each((value) => value + 300_000)],
  ['mains of 50 Hz, 1 mV', each((value, s, lead) => value + 500 * wave(50, s, lead))],
  ['mains of 60 Hz, 1 mV', each((value, s, lead) => value + 500 * wave(60, s, lead))],
  ['mains of 49.85 Hz with overtone', each((value, s) => value + 300 * wave(49.85, s) + 80 * wave(149.55, s))],
  ['wander of 2 mV', each((value, s, lead) => value + 700 * wave(0.23, s, lead) + 300 * wave(0.41, s, 2 * lead))],
  ['wander of 8 mV', each((value, s, lead) => value + 2800 * wave(0.23, s, lead) + 1200 * wave(0.41, s, 2 * lead))],
  ['muscle', muscle(100)],
  ['strong muscle', muscle(250)],
  ['clipped at 0.7 mV', each((value) => Math.max(-700, Math.min(700, value)))],
  ['pacing spikes that capture nothing', each((value, s) => ((s + 0.7) % 0.857 < 0.002 ? value + 2000 : value))],
  ['a second missing', between(3, 4, () => Number.NaN)],
  ['a second at zero', between(3, 4, () => 0)],
  ['a second at the rail', between(3, 4, () => 5000)],
  ['0.6 s missing', between(3.1, 3.7, () => Number.NaN)],
];
