// A waveform that every reader ends with: leads of one length at one rate within what an ECG can be, or none and a problem.
import type { EcgLead, EcgWaveform } from '../recording.ts';
import type { ProblemList } from './refusal.ts';

/** Bounds of a rate that is an ECG's: Mindray's 100 Hz rhythm and slower telemetry to 32 kHz pacing channels. */
const slowestHz = 10;
const fastestHz = 100_000;
/** No surface ECG amplifier passes 1 V; more is a wrong scale or damaged samples. */
const highestMicrovolts = 1_000_000;

export interface WaveformParts {
  kind: EcgWaveform['kind'];
  sampleRateHz: number;
  startMs?: number;
  leads: EcgLead[];
  /** What the parts are called in problems. */
  where: string;
}

/** Shorter leads are filled up with NaN and named; samples beyond 1 V are NaN and named. `undefined` where there is no wave. */
export function checkedWaveform(parts: WaveformParts, problems: ProblemList): EcgWaveform | undefined {
  const { kind, sampleRateHz, startMs = 0, leads, where } = parts;
  if (leads.length === 0) return undefined;
  if (!(sampleRateHz >= slowestHz && sampleRateHz <= fastestHz)) {
    problems.add(
      'RATE_INVALID',
      where,
      `A sampling rate of ${sampleRateHz} Hz is none of an ECG; its leads are left out`,
    );
    return undefined;
  }
  const longest = leads.reduce((most, { samples }) => Math.max(most, samples.length), 0);
  if (longest === 0) return undefined;
  const seen = new Map<string, number>();
  const made = leads.map(({ name, samples }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    if (times > 1) problems.add('LEAD_TWICE', `${where}, lead ${name}`, 'The lead is there more than once');
    let whole = samples;
    if (samples.length < longest) {
      const text = `${samples.length} samples where the longest lead has ${longest}; the rest is empty`;
      problems.add('LEAD_SHORT', `${where}, lead ${name}`, text);
      whole = new Float32Array(longest).fill(Number.NaN);
      whole.set(samples);
    }
    let beyond = 0;
    for (let i = 0; i < whole.length; i++) {
      const value = whole[i] ?? 0;
      if (value > highestMicrovolts || value < -highestMicrovolts) {
        whole[i] = Number.NaN;
        beyond++;
      }
    }
    if (beyond > 0) {
      problems.add('AMPLITUDE_INVALID', `${where}, lead ${name}`, `${beyond} samples beyond 1 V are left out`);
    }
    return { name: times > 1 ? `${name} (${times})` : name, samples: whole };
  });
  return { kind, sampleRateHz, startMs, leads: made };
}

/** A page of leads recorded in turn: at most so many times the length of one. */
const mostInTurn = 16;

/** Other leads at the same rate, recorded with these or right after, so that they make up one page. */
const belongs = (page: EcgWaveform, next: EcgWaveform): boolean => {
  const length = next.leads[0]?.samples.length ?? 0;
  const end = next.startMs + (length * 1000) / next.sampleRateHz;
  return (
    page.kind === next.kind &&
    page.sampleRateHz === next.sampleRateHz &&
    (page.leads[0]?.samples.length ?? 0) >= length &&
    next.startMs >= page.startMs &&
    end - page.startMs <= (mostInTurn * length * 1000) / next.sampleRateHz &&
    next.leads.every(({ name }) => page.leads.every((have) => have.name !== name))
  );
};

/** The waveform from the start to the end of both, empty where a lead has no samples. */
function joined(page: EcgWaveform, next: EcgWaveform): EcgWaveform {
  const move = Math.round(((next.startMs - page.startMs) * page.sampleRateHz) / 1000);
  const length = Math.max(page.leads[0]?.samples.length ?? 0, move + (next.leads[0]?.samples.length ?? 0));
  const place = ({ name, samples }: EcgLead, at: number): EcgLead => {
    if (at === 0 && samples.length === length) return { name, samples };
    const whole = new Float32Array(length).fill(Number.NaN);
    whole.set(samples, at);
    return { name, samples: whole };
  };
  return {
    ...page,
    leads: [...page.leads.map((lead) => place(lead, 0)), ...next.leads.map((lead) => place(lead, move))],
  };
}

/**
 * Waveforms that hold other leads of one page, as writers make them that give each lead or each column of 2.5 s a block of its own, as
 * one. Blocks of the same leads, of another rate or far apart stay apart.
 */
export function joinedLeads(waveforms: readonly EcgWaveform[]): EcgWaveform[] {
  const made: EcgWaveform[] = [];
  for (const next of waveforms) {
    const at = made.findIndex((page) => belongs(page, next));
    const page = made[at];
    if (page) made[at] = joined(page, next);
    else made.push(next);
  }
  return made;
}

/** Stored values to microvolts. */
export function scaled(values: ArrayLike<number>, microvoltsPerBit: number, originMicrovolts = 0): Float32Array {
  const samples = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) samples[i] = (values[i] ?? Number.NaN) * microvoltsPerBit + originMicrovolts;
  return samples;
}

/** Says that a recording has no waveform, which is legal and never silent. */
export function noteNoWaveform(waveforms: readonly EcgWaveform[], problems: ProblemList): void {
  if (waveforms.length === 0) problems.add('NO_WAVEFORM', 'recording', 'The file holds no waveform that can be shown');
}
