// Mains hum, taken off as what it is: one steady wave and its overtones. A notch would ring after every QRS, and its ringing would move the J point.
import { movingMean } from './moving.ts';
import { presence } from './presence.ts';
import { mean } from './stats.ts';

export type MainsHz = 50 | 60;

/** The mains frequency and the overtones that transformers and rectifiers add. */
const overtones = [1, 2, 3] as const;
/** Width of each of two sliding means over which the wave must be steady, seconds: a QRS fills a twentieth of it. */
const steadyS = 1.5;
/** How far the mains may be off its nominal frequency, Hz: with the recorder's clock more than networks allow. */
const mostOffHz = 0.5;

/**
 * The lead less its hum at `hz`, whose amplitude, phase and true frequency are estimated from the lead itself. Missing samples stay missing, and
 * stretches where the lead stands still stay still. Samples in any unit.
 */
export function withoutMains(lead: Float32Array, sampleRateHz: number, hz: MainsHz): Float32Array {
  const { samples: whole, absent } = presence(lead, sampleRateHz);
  const level = mean(whole);
  const samples = whole.map((value) => value - level);
  const exact = hz + frequencyOff(demodulated(samples, sampleRateHz, hz), sampleRateHz);
  const clean = Float32Array.from(lead);
  for (const overtone of overtones) {
    if (overtone * hz >= 0.45 * sampleRateHz) continue;
    const { real, imaginary } = demodulated(samples, sampleRateHz, overtone * exact);
    const turn = (2 * Math.PI * overtone * exact) / sampleRateHz;
    for (let i = 0; i < clean.length; i++)
      clean[i] = (clean[i] ?? 0) - 2 * ((real[i] ?? 0) * Math.cos(turn * i) - (imaginary[i] ?? 0) * Math.sin(turn * i));
  }
  for (const [from, to] of absent) clean.set(lead.subarray(from, to), from);
  return clean;
}

interface Amplitude {
  real: Float32Array;
  imaginary: Float32Array;
}

/** Complex amplitude of the wave at `hz` (half its height), as it changes over the lead. */
function demodulated(samples: Float32Array, rate: number, hz: number): Amplitude {
  const turn = (2 * Math.PI * hz) / rate;
  const width = Math.round(steadyS * rate);
  const smooth = (wave: (angle: number) => number) =>
    movingMean(
      movingMean(
        samples.map((value, i) => value * wave(turn * i)),
        width,
      ),
      width,
    );
  return { real: smooth(Math.cos), imaginary: smooth((angle) => -Math.sin(angle)) };
}

/** How far the wave is off, Hz, from the turn of its phase over half a second; 0 where that is more than mains can be. */
function frequencyOff({ real, imaginary }: Amplitude, rate: number): number {
  const step = Math.round(rate / 2);
  let x = 0;
  let y = 0;
  for (let i = 0; i + step < real.length; i++) {
    const [a, b, c, d] = [real[i] ?? 0, imaginary[i] ?? 0, real[i + step] ?? 0, imaginary[i + step] ?? 0];
    x += a * c + b * d;
    y += a * d - b * c;
  }
  const off = ((Math.atan2(y, x) / (2 * Math.PI)) * rate) / step;
  return Math.abs(off) <= mostOffHz ? off : 0;
}
