// Sequence sets of an aECG: one time axis and its leads, in any order, in microvolts.
import { leadName } from '../../leads.ts';
import type { EcgLead, EcgWaveform } from '../../recording.ts';
import type { ProblemList } from '../refusal.ts';
import { parseSampleList } from '../sample-list.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform, scaled } from '../waveform.ts';
import { all, at, attribute, finite } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';

/** UCUM units of time, in seconds. */
const seconds: Record<string, number> = { s: 1, ms: 1e-3, us: 1e-6 };

interface Axis {
  incrementS: number;
  /** HL7 TS of the first sample, or for a relative axis seconds from the start of its series. */
  head: string | number;
}

/** GLIST_TS and GLIST_PQ: head and increment. An SLIST_PQ axis lists its ticks; their step must be even. */
function axisOf(value: XmlElement | undefined, where: string, problems: ProblemList): Axis | undefined {
  const increment = at(value, 'increment') ?? at(value, 'scale');
  const step = finite(attribute(increment, 'value'));
  const unit = seconds[attribute(increment, 'unit') ?? 's'];
  if (step === undefined || unit === undefined || !(step * unit > 0)) {
    const text = `The time axis has no increment above zero: "${attribute(increment, 'value') ?? ''}"`;
    problems.add('TIME_AXIS_INVALID', where, text);
    return undefined;
  }
  const head = at(value, 'head') ?? at(value, 'origin');
  const headUnit = seconds[attribute(head, 'unit') ?? ''];
  const headValue = attribute(head, 'value') ?? '';
  const relative = headUnit === undefined ? undefined : (finite(headValue) ?? 0) * headUnit;
  return { incrementS: step * unit, head: relative ?? headValue };
}

/** PQ of an SLIST: its value in microvolts; `undefined` where it is no voltage. */
function voltage(quantity: XmlElement | undefined, absent: number): number | undefined {
  if (!quantity) return absent;
  const value = finite(attribute(quantity, 'value'));
  const unit = microvoltsPer(attribute(quantity, 'unit') ?? 'uV');
  return value === undefined || unit === undefined ? undefined : value * unit;
}

function leadOf(name: string, value: XmlElement | undefined, where: string, problems: ProblemList) {
  const here = `${where}, lead ${name}`;
  const origin = voltage(at(value, 'origin'), 0);
  const scale = voltage(at(value, 'scale'), 1);
  if (origin === undefined || scale === undefined || scale === 0) {
    problems.add('SCALE_INVALID', here, 'Scale or origin is no voltage; the lead is left out');
    return undefined;
  }
  const digits = at(value, 'digits');
  if (!digits) {
    problems.add('LEAD_EMPTY', here, 'The lead has no digits');
    return undefined;
  }
  return { name, samples: scaled(parseSampleList(digits.text, here, problems), scale, origin) };
}

export interface SeriesClock {
  /** Milliseconds of the recording at which the series starts. */
  startMs: number;
  /** What the series says of its own length. */
  durationMs: number | undefined;
  /** Milliseconds between an HL7 TS and the start of the recording; `undefined` where it is no time. */
  sinceStart: (timestamp: string) => number | undefined;
}

/** The waveforms of one series or derived series. */
export function seriesWaveforms(
  series: XmlElement,
  kind: EcgWaveform['kind'],
  clock: SeriesClock,
  problems: ProblemList,
): EcgWaveform[] {
  const sets = all(series, 'component').flatMap((component) => all(component, 'sequenceSet'));
  return sets.flatMap((set, index) => {
    const where = `${kind} sequence set ${index + 1}`;
    const sequences = all(set, 'component').flatMap((component) => all(component, 'sequence'));
    let axis: Axis | undefined;
    const leads: EcgLead[] = [];
    for (const sequence of sequences) {
      const code = attribute(at(sequence, 'code'), 'code') ?? '';
      const value = at(sequence, 'value');
      if (code === 'TIME_ABSOLUTE' || code === 'TIME_RELATIVE') axis = axisOf(value, where, problems);
      else {
        const lead = leadOf(leadName(code), value, where, problems);
        if (lead) leads.push(lead);
      }
    }
    if (!axis) {
      if (leads.length > 0) problems.add('TIME_AXIS_MISSING', where, 'Leads without a time axis are left out');
      return [];
    }
    const fromHead = typeof axis.head === 'number' ? clock.startMs + axis.head * 1000 : clock.sinceStart(axis.head);
    const sampleRateHz = rateOf(axis.incrementS);
    const startMs = kind === 'median' ? 0 : Math.max(0, fromHead ?? clock.startMs);
    const waveform = checkedWaveform({ kind, sampleRateHz, startMs, leads, where }, problems);
    if (waveform && kind === 'rhythm' && sets.length === 1) checkDuration(waveform, clock, where, problems);
    return waveform ?? [];
  });
}

/** A wrong increment gives a wrong heart rate, and the length that the series states is all that can tell it. */
function checkDuration(waveform: EcgWaveform, clock: SeriesClock, where: string, problems: ProblemList): void {
  const lasts = ((waveform.leads[0]?.samples.length ?? 0) * 1000) / waveform.sampleRateHz;
  const { durationMs } = clock;
  if (durationMs === undefined || durationMs <= 0 || Math.abs(durationMs - lasts) <= Math.max(1000, durationMs / 20))
    return;
  problems.add(
    'DURATION_DIFFERS',
    where,
    `The series says that it lasts ${durationMs} ms, its samples last ${Math.round(lasts)} ms`,
  );
}

/** Rate of an increment; one that was rounded to microseconds is taken for the whole number that it means (1667 us is 600 Hz). */
export function rateOf(incrementS: number): number {
  const rate = 1 / incrementS;
  const whole = Math.round(rate);
  return Math.abs(rate - whole) / whole < 5e-4 ? whole : rate;
}
