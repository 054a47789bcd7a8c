// Atrial flutter by its spectrum: with the QRS bridged, inferior leads and V1 hold one sharp line at 220 to 350 a minute, and hardly anything else.
import { median } from '../../signal/stats.ts';
import type { Stretch } from './signal.ts';
import { type Band, powerBetween, powerSpectrum } from './spectrum.ts';

const lowestHz = 220 / 60;
const highestHz = 350 / 60;
/** Band in which the line and its first overtone are weighed against everything else: T lies below, muscle above. */
const band: Band = { lowHz: 3.2, highHz: 14, stepHz: 0.05 };
/** Half-width of a line; ten seconds under a Hann window spread it by so much. */
const halfHz = 0.2;
/** Share of the band from which the line is called flutter, and from which it is suspected of running through ST: real strips without it reach 0.66. */
export const flutterShare = 0.7;
export const doubtShare = 0.6;
const leastUv = 40;
const leastSeconds = 4;
const fewestLeads = 2;

export interface Line {
  name: string;
  hz: number;
}

/**
 * Leads that show one and the same line, or none. A line at twice the ventricular rate is not told from P and T in turns (sinus rhythm, or
 * 2:1, which the form alone does not separate) and counts for nothing. `places` are main deflections in indices of the stretch.
 */
export function flutterLines(
  { leads, rate }: Stretch,
  places: readonly number[],
  shownIn: ReadonlySet<string>,
  ventricularBpm: number,
  leastShare = flutterShare,
): Line[] {
  const found = leads.flatMap(({ name, samples }): Line[] => {
    const hz = shownIn.has(name) ? lineOf(samples, places, rate, leastShare) : null;
    return hz === null ? [] : [{ name, hz }];
  });
  const usual = median(found.map(({ hz }) => hz));
  const same = found.filter(({ hz }) => Math.abs(hz - usual) <= 0.04 * usual);
  const twice = Math.abs(60 * usual - 2 * ventricularBpm) <= 0.06 * 60 * usual;
  return same.length >= fewestLeads && !twice ? same : [];
}

/** The line of a lead that outweighs the rest of the band, if there is one. */
function lineOf(samples: Float32Array, places: readonly number[], rate: number, leastShare: number): number | null {
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  if (last - first < leastSeconds * rate) return null;
  const quiet = withoutQrs(samples, places, rate).subarray(first, last);
  const power = powerSpectrum(quiet, rate, band);
  const sum = (from: number, to: number) => powerBetween(power, band, from, to);
  const whole = sum(band.lowHz, band.highHz);
  let best = 0;
  let share = 0;
  for (let hz = lowestHz; hz <= highestHz; hz += band.stepHz) {
    const here = (sum(hz - halfHz, hz + halfHz) + sum(2 * hz - halfHz, 2 * hz + halfHz)) / whole;
    if (here > share) {
      share = here;
      best = hz;
    }
  }
  // Amplitude of a sine under a Hann window: four times the root of its power over the count, from crest to trough.
  const at = Math.round((best - band.lowHz) / band.stepHz);
  const uv = (8 * Math.sqrt(Math.max(...power.subarray(Math.max(0, at - 2), at + 3)))) / quiet.length;
  return share >= leastShare && uv >= leastUv ? best : null;
}

function withoutQrs(samples: Float32Array, places: readonly number[], rate: number): Float32Array {
  const result = Float32Array.from(samples);
  for (const place of places) {
    const from = Math.max(0, place - Math.round(0.06 * rate));
    const to = Math.min(result.length - 1, place + Math.round(0.07 * rate));
    const [a, b] = [result[from] ?? 0, result[to] ?? 0];
    for (let i = from; i <= to; i++) result[i] = a + ((b - a) * (i - from)) / Math.max(1, to - from);
  }
  return result;
}
