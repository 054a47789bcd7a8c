// Visible T-wave alternans: T waves that are high and low in turns, beat by beat, in a steady rhythm of like beats.

import { meanOf } from '../../measure/amplitudes.ts';
import type { Measured } from '../../measure/measurement.ts';
import type { NamedLead } from '../../signal/limb-leads.ts';
import { mean, median, standardDeviation } from '../../signal/stats.ts';
import type { Alternans } from './facts.ts';

const fewestBeats = 10;
const longestMs = 60_000;
/** Below this nobody sees it. */
const leastUv = 60;

/** Beats in a row that are of the own rhythm and evenly apart; alternating distances make alternating T waves by themselves. */
export function alternans(leads: readonly NamedLead[], measured: Measured): Alternans[] {
  const { beats, sampleRateHz: rate, medianBeat, durationMs } = measured;
  const t = medianBeat?.waves.t;
  const qrs = medianBeat?.waves.qrs;
  if (!medianBeat || !t || !qrs || durationMs > longestMs) return [];
  const own = beats.filter((beat) => beat.class === 'normal');
  if (own.length < fewestBeats || own.length !== beats.length) return [];
  const gaps = own.slice(1).map(({ sample }, i) => sample - (own[i]?.sample ?? 0));
  const usual = median(gaps);
  if (gaps.some((gap) => Math.abs(gap - usual) > 0.1 * usual)) return [];
  if (Math.abs(mean(steps(gaps))) > 0.02 * rate) return [];
  const shift = (index: number) => Math.round(((index - medianBeat.origin) * rate) / medianBeat.sampleRateHz);
  const width = Math.round(0.02 * rate);
  return leads.flatMap(({ name, samples }): Alternans[] => {
    const heights = own.flatMap(({ sample }) => {
      const peak = sample + shift(t.peak);
      const level = sample + shift(qrs.onset);
      if (peak + width >= samples.length || level - 6 * width < 0) return [];
      // From the level before the QRS to that before the next one would follow drift; the PR level alone is what the eye takes.
      return [meanOf(samples, peak - width, peak + width) - meanOf(samples, level - width, level - 1)];
    });
    if (heights.length < fewestBeats) return [];
    const turns = steps(heights);
    const uv = mean(turns);
    const error = standardDeviation(turns) / Math.sqrt(turns.length);
    const oneWay = turns.filter((turn) => Math.sign(turn) === Math.sign(uv)).length / turns.length;
    if (Math.abs(uv) < leastUv || Math.abs(uv) < 4 * error || oneWay < 0.9) return [];
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) return [];
    const ms = (sample: number) => (sample * 1000) / rate;
    return [{ lead: name, uv, beats: heights.length, fromMs: ms(first.sample), toMs: ms(last.sample) }];
  });
}

/** What each value differs from the mean of its neighbours, with the sign turned at every other one: steady for values that alternate. */
function steps(values: readonly number[]): number[] {
  return values
    .slice(1, -1)
    .map((value, i) => (i % 2 === 0 ? 1 : -1) * (value - ((values[i] ?? 0) + (values[i + 2] ?? 0)) / 2));
}
