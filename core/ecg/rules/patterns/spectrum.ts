// Power of a stretch of one lead over a narrow band of frequencies.

export interface Band {
  lowHz: number;
  highHz: number;
  stepHz: number;
}

/** Power under a Hann window, at `lowHz` and every `stepHz` on; square of the samples' unit, times the square of their number over four. */
export function powerSpectrum(samples: Float32Array, rate: number, { lowHz, highHz, stepHz }: Band): Float64Array {
  const count = samples.length;
  const windowed = samples.map((value, i) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (count - 1))));
  const power = new Float64Array(Math.floor((highHz - lowHz) / stepHz) + 1);
  for (let k = 0; k < power.length; k++) {
    // Goertzel: one multiplication a sample.
    const turn = 2 * Math.cos((2 * Math.PI * (lowHz + k * stepHz)) / rate);
    let [one, two] = [0, 0];
    for (let i = 0; i < count; i++) {
      const now = (windowed[i] ?? 0) + turn * one - two;
      two = one;
      one = now;
    }
    power[k] = one * one + two * two - turn * one * two;
  }
  return power;
}

/** Sum of the power between two frequencies, as far as they lie in the band. */
export function powerBetween(power: Float64Array, { lowHz, stepHz }: Band, fromHz: number, toHz: number): number {
  let all = 0;
  for (let k = Math.max(0, Math.ceil((fromHz - lowHz) / stepHz)); k <= (toHz - lowHz) / stepHz; k++)
    all += power[k] ?? 0;
  return all;
}
