// ST in atrial flutter: the saw runs through PR, QRS and ST alike. What it adds to ST is read where it stands alone, one or two waves on, between T and
// the next QRS: the same phase of the same wave.
import { meanOf } from '../../measure/amplitudes.ts';
import type { Measured } from '../../measure/measurement.ts';
import { diagnostic } from '../../measure/median-beat.ts';
import type { NamedLead } from '../../signal/limb-leads.ts';
import { median } from '../../signal/stats.ts';
import type { Flutter } from './facts.ts';

/** T has ended after so many times the root of the interval in seconds (AHA 2009: QTc by Bazett up to 0.44 s in most). */
const restFrom = 0.44;
const fewestBeats = 3;
/** How many waves away the phase is read at most: the rate of the waves is known to 1 %, which adds up. */
const furthest = 3;

/** ST at J of each lead less what the flutter wave adds, microvolts; `null` where the wave does not stand alone. */
export function flutterSt(
  leads: readonly NamedLead[],
  measured: Measured,
  { atrialRateBpm, fromMs, toMs }: Flutter,
): Record<string, number | null> {
  const { sampleRateHz: rate, medianBeat, amplitudes, beats } = measured;
  const qrs = medianBeat?.waves.qrs;
  const found: Record<string, number | null> = {};
  if (!medianBeat || !qrs) return found;
  const scale = rate / medianBeat.sampleRateHz;
  const onset = Math.round((qrs.onset - medianBeat.origin) * scale);
  const j = Math.round((qrs.offset - medianBeat.origin) * scale);
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const from = Math.max(0, ms(fromMs - 2000));
  const places = beats
    .filter(({ sample, class: kind }) => kind === 'normal' && sample >= ms(fromMs) && sample <= ms(toMs))
    .map(({ sample }) => sample - from);
  const rests = restsOf(places, onset, rate);
  const wave = (60 * rate) / atrialRateBpm;
  for (const { name, samples } of leads) {
    const st = amplitudes[name]?.stJ;
    if (st === null || st === undefined) continue;
    const lead = diagnostic(samples.subarray(from, ms(toMs + 2000)), rate);
    const added = places.flatMap((place) => {
      const phases = samePhase(place + j, wave, rests, ms(4)).map((at) => meanOf(lead, at - ms(4), at + ms(4)));
      if (phases.length === 0 || place + onset - ms(20) < 0) return [];
      return [median(phases) - meanOf(lead, place + onset - ms(20), place + onset - ms(4))];
    });
    found[name] = added.length < fewestBeats ? null : st - median(added);
  }
  return found;
}

/** Stretches in which nothing but the wave stands. */
function restsOf(places: readonly number[], onset: number, rate: number): [number, number][] {
  return places.slice(1).flatMap((next, i): [number, number][] => {
    const place = places[i] ?? 0;
    const start = place + onset + restFrom * Math.sqrt((next - place) / rate) * rate;
    const end = next + onset - 0.01 * rate;
    // A beat of another form between them, or a long pause, tells nothing of where T ends.
    return end > start && next - place < 2 * rate ? [[Math.ceil(start), Math.floor(end)]] : [];
  });
}

/** The nearest places before and after that lie whole waves away and inside a rest. */
function samePhase(at: number, wave: number, rests: readonly [number, number][], margin: number): number[] {
  const found: number[] = [];
  for (const side of [1, -1])
    for (let n = 1; n <= furthest; n++) {
      const place = Math.round(at + side * n * wave);
      if (!rests.some(([start, end]) => place - margin >= start && place + margin <= end)) continue;
      found.push(place);
      break;
    }
  return found;
}
