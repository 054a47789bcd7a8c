// Leads of a Philips XML: labels, XLI or plain samples, and the four limb leads that are stored as a rest against the others.
import { leadName, twelveLeads } from '../../leads.ts';
import type { EcgLead } from '../../recording.ts';
import { decodeBase64, int16s } from '../base64.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { scaled } from '../waveform.ts';
import { attribute, finite, numberAt, textAt } from '../xml/query.ts';
import type { XmlElement } from '../xml/tree.ts';
import { calibrationPulse, isEmptyChannel } from './calibration.ts';
import { decodeXli } from './xli.ts';

/** Most channels and samples of one that a resting ECG can have. */
const maximumLeads = 32;
const maximumSamples = 4_000_000;

/** Labels of the file, else the twelve for a standard acquisition, else numbers. */
function labelsOf(parsed: XmlElement, signal: XmlElement | undefined): string[] {
  const written = attribute(parsed, 'leadlabels')?.split(/\s+/);
  const count = finite(attribute(parsed, 'numberofleads')) ?? numberAt(signal, 'numberchannelsallocated');
  if (count !== undefined && (count < 1 || count > maximumLeads || !Number.isInteger(count))) {
    throw new EcgRefusal('MALFORMED', 'parsedwaveforms', `${count} channels are none of an ECG`);
  }
  if (written) return written.slice(0, Math.min(count ?? maximumLeads, maximumLeads)).map(leadName);
  const standard = /^(STD-12|10-WIRE)/.test(textAt(signal, 'acquisitiontype') ?? '');
  return Array.from({ length: count ?? 12 }, (_, at) => (standard && twelveLeads[at]) || `Channel ${at + 1}`);
}

/** III, aVR, aVL and aVF hold what is left after computing them, halves rounded down, from the leads before them. */
function restoreLimbLeads(leads: ReadonlyMap<string, Int16Array>): void {
  const [one, two, three] = ['I', 'II', 'III'].map((name) => leads.get(name));
  if (!one || !two || !three) return;
  const [right, left, foot] = ['aVR', 'aVL', 'aVF'].map((name) => leads.get(name));
  for (let at = 0; at < three.length; at++) {
    const i = one[at] ?? 0;
    const ii = two[at] ?? 0;
    const iii = ii - i - (three[at] ?? 0);
    three[at] = iii;
    if (right) right[at] = -(right[at] ?? 0) - Math.floor((i + ii) / 2);
    if (left) left[at] = Math.floor((i - iii) / 2) - (left[at] ?? 0);
    if (foot) foot[at] = Math.floor((ii + iii) / 2) - (foot[at] ?? 0);
  }
}

/**
 * A wrong bit in compressed data changes a lead from there to its end, and the pulse that all leads end with is the one thing that shows
 * it: such a lead is left out. One that carries nothing was off.
 */
function withoutDamaged(
  stored: readonly Int16Array[],
  places: readonly number[],
  names: readonly string[],
  problems: ProblemList,
): Int16Array[] {
  const left = places.filter((place) => !isEmptyChannel(stored[place] ?? new Int16Array()));
  if (left.length > 0) {
    const text = `${left.map((place) => names[place]).join(', ')} left out: without the calibration pulse that the other leads end with`;
    problems.add('LEAD_DAMAGED', 'parsedwaveforms', text);
  }
  return stored.map((values, place) => (left.includes(place) ? new Int16Array() : values));
}

export interface PhilipsRhythm {
  sampleRateHz: number;
  leads: EcgLead[];
}

/** Throws EcgRefusal for a coding that is not read. */
export function philipsRhythm(
  parsed: XmlElement,
  signal: XmlElement | undefined,
  problems: ProblemList,
): PhilipsRhythm | undefined {
  const sampleRateHz = finite(attribute(parsed, 'samplespersecond')) ?? numberAt(signal, 'samplingrate') ?? 0;
  const perBit =
    finite(attribute(parsed, 'resolution')) ?? numberAt(signal, 'signalresolution') ?? numberAt(signal, 'resolution');
  const durationMs = finite(attribute(parsed, 'durationperchannel'));
  const count = Math.round(((durationMs ?? 0) * sampleRateHz) / 1000);
  if (perBit === undefined || perBit === 0 || !(count > 0 && count <= maximumSamples)) {
    throw new EcgRefusal(
      'MALFORMED',
      'parsedwaveforms',
      'Sampling rate, resolution or duration is missing or impossible',
    );
  }
  if (!/^base64$/i.test(attribute(parsed, 'dataencoding') ?? '')) {
    throw new EcgRefusal('UNSUPPORTED', 'parsedwaveforms', 'Only Base64 waveform data are read');
  }
  const flagged = /^true$/i.test(attribute(parsed, 'compressflag') ?? '');
  const compression =
    attribute(parsed, 'compressmethod') ?? attribute(parsed, 'compression') ?? (flagged ? '?' : 'Uncompressed');
  const names = labelsOf(parsed, signal);
  const bytes = decodeBase64(parsed.text, 'parsedwaveforms', problems);
  if (!bytes) return undefined;
  let stored: Int16Array[];
  if (compression === 'XLI') {
    stored = decodeXli(bytes, names.length, count, problems);
    restoreLimbLeads(
      new Map(stored.flatMap((values, at) => (values.length > 0 ? [[names[at] ?? '', values] as const] : []))),
    );
  } else if (/^(Uncompressed|None)$/i.test(compression)) {
    const values = int16s(bytes);
    const channels = bytes.length / (count * 2);
    // Compressed data that lost the name of their compression would pass for samples; only their length tells.
    if (!Number.isInteger(channels) || channels < names.length) {
      const text = `${bytes.length} bytes are no whole channels of ${count} samples for ${names.length} leads`;
      throw new EcgRefusal('MALFORMED', 'parsedwaveforms', text);
    }
    if (channels > names.length) {
      problems.add('WAVEFORM_LONGER', 'parsedwaveforms', `${channels} channels, ${names.length} of them named`);
    }
    stored = names.map((_, at) => values.subarray(at * count, (at + 1) * count)).filter((lead) => lead.length > 0);
  } else throw new EcgRefusal('UNSUPPORTED', 'parsedwaveforms', `Compression "${compression}" is not read`);
  const pulse = calibrationPulse(stored);
  if (pulse) {
    const text = `The calibration pulse after ${Math.round((pulse.start * 1000) / sampleRateHz)} ms is cut off`;
    problems.add('CALIBRATION_REMOVED', 'parsedwaveforms', text);
    stored = withoutDamaged(stored, pulse.without, names, problems);
  }
  const leads = stored
    .map((values) => values.subarray(0, pulse?.start))
    .map((values, at) => ({ name: names[at] ?? `Channel ${at + 1}`, samples: scaled(values, perBit) }))
    .filter(({ samples }) => samples.length > 0);
  const has = (wanted: string) => leads.some(({ name }) => name === wanted);
  // Limb leads that are a rest mean nothing when a lead they rest on is missing.
  const restored = compression !== 'XLI' || ['I', 'II', 'III'].every(has);
  return { sampleRateHz, leads: restored ? leads : leads.filter(({ name }) => !/^(III|aV[RLF])$/.test(name)) };
}
