// Sequence sets of an aECG: one time axis and its leads, in any order, in microvolts.
import { leadName, leadOfCode } from '../../leads.ts';
import type { EcgLead, EcgWaveform } from '../../recording.ts';
import type { ProblemList } from '../refusal.ts';
import { parseSampleList } from '../sample-list.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform, scaled } from '../waveform.ts';
import { all, at, attribute, finite } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';

/** UCUM units of time, in seconds. */
const seconds: Record<string, number> = { h: 3600, min: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

interface Axis {
  incrementS: number;
  /** HL7 TS of the first sample, or for a relative axis seconds from the start of its series. */
  head: string | number;
}

/** Digits of an axis that is listed: the first, and their step, which must be even and above zero. */
function listedSteps(
  digits: XmlElement,
  where: string,
  problems: ProblemList,
): { first: number; step: number } | undefined {
  const ticks = parseSampleList(digits.text, where, problems);
  const [first = Number.NaN, second = Number.NaN] = ticks;
  const step = second - first;
  return step > 0 && ticks.every((tick, at) => Math.abs(tick - first - at * step) <= step / 100)
    ? { first, step }
    : undefined;
}

/** GLIST_TS and GLIST_PQ: head and increment. An SLIST axis lists its ticks in steps of a scale from an origin. */
function axisOf(value: XmlElement | undefined, code: string, where: string, problems: ProblemList): Axis | undefined {
  const digits = at(value, 'digits');
  const listed = digits && listedSteps(digits, where, problems);
  const repeated = ['period', 'denominator'].some((name) => ![undefined, '1'].includes(attribute(value, name)));
  if ((digits && !listed) || repeated) {
    problems.add('TIME_AXIS_INVALID', where, 'The time axis does not go on in even steps');
    return undefined;
  }
  const increment = at(value, 'increment') ?? at(value, 'scale');
  const step = finite(attribute(increment, 'value'));
  const unit = seconds[attribute(increment, 'unit') ?? 's'];
  const incrementS = (step ?? Number.NaN) * (unit ?? Number.NaN) * (listed?.step ?? 1);
  if (!(incrementS > 0)) {
    const text = `The time axis has no increment above zero: "${attribute(increment, 'value') ?? ''}"`;
    problems.add('TIME_AXIS_INVALID', where, text);
    return undefined;
  }
  const head = at(value, 'head') ?? at(value, 'origin');
  // The head of an absolute axis is a time of day, and some writers give it a unit all the same.
  const headValue = attribute(head, 'value') ?? '';
  const isDate = code === 'TIME_ABSOLUTE' && /^\d{8}/.test(headValue);
  const headUnit = isDate ? undefined : seconds[attribute(head, 'unit') ?? ''];
  const before = listed ? (listed.first / listed.step) * incrementS : 0;
  const relative = headUnit === undefined ? undefined : (finite(headValue) ?? 0) * headUnit + before;
  return { incrementS, head: relative ?? headValue };
}

/** Name of a lead by its MDC identifier or number, else as a person would read it. */
function nameOf(code: XmlElement | undefined): string | undefined {
  const text = attribute(code, 'code') ?? '';
  const name = leadOfCode(text, 'MDC') ?? (leadName(text) || leadName(attribute(code, 'displayName') ?? ''));
  return name || undefined;
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
      if (code === 'TIME_ABSOLUTE' || code === 'TIME_RELATIVE') axis = axisOf(value, code, where, problems);
      else {
        const name = nameOf(at(sequence, 'code'));
        if (!name) problems.add('LEAD_UNNAMED', where, `Sequence ${leads.length + 1} does not say which lead it is`);
        const lead = leadOf(name ?? `Channel ${leads.length + 1}`, value, where, problems);
        if (lead) leads.push(lead);
      }
    }
    if (!axis) {
      if (leads.length > 0) problems.add('TIME_AXIS_MISSING', where, 'Leads without a time axis are left out');
      return [];
    }
    const sampleRateHz = rateOf(axis.incrementS);
    const startMs = kind === 'median' ? 0 : Math.max(0, startOfSet(axis.head, clock, where, problems));
    const waveform = checkedWaveform({ kind, sampleRateHz, startMs, leads, where }, problems);
    if (waveform && kind === 'rhythm' && sets.length === 1) checkDuration(waveform, clock, where, problems);
    return waveform ?? [];
  });
}

/** Longest time from the start of a recording to a series of it: two days of Holter. */
const latestStartMs = 48 * 3_600_000;

/** Milliseconds from the start of the recording; a head of another day is a clock that was not set, and the series' own start holds. */
function startOfSet(head: Axis['head'], clock: SeriesClock, where: string, problems: ProblemList): number {
  const fromHead = typeof head === 'number' ? clock.startMs + head * 1000 : clock.sinceStart(head);
  if (fromHead === undefined) return clock.startMs;
  if (Math.abs(fromHead) <= latestStartMs) return fromHead;
  problems.add('TIME_AXIS_INVALID', where, 'The time of the first sample lies days away from the recording');
  return clock.startMs <= latestStartMs ? clock.startMs : 0;
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
