// A WFDB record, of signal files or of segments (fixed or variable layout), as a recording in microvolts.
import { leadName } from '../../leads.ts';
import type { EcgLead, EcgPatient, EcgRecording, EcgWaveform } from '../../recording.ts';
import { isOnHead } from '../electrodes.ts';
import { readSex } from '../person.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform, noteNoWaveform } from '../waveform.ts';
import { parseHeader, type WfdbHeader } from './header.ts';
import { type PhysicalSignal, readSignals } from './signals.ts';
import { snomedName } from './snomed.ts';

type Files = (name: string) => Uint8Array | undefined;

function headerOf(record: string, files: Files): WfdbHeader {
  const bytes = files(`${record}.hea`);
  if (!bytes)
    throw new EcgRefusal('COMPANION_MISSING', `${record}.hea`, `The header of segment ${record} is not there`);
  const header = parseHeader(bytes);
  if (header.segments) throw new EcgRefusal('UNSUPPORTED', `${record}.hea`, 'Segments of segments are not read');
  return header;
}

/** Segments one after the other on one clock; signals are told by name, and a segment without one leaves a gap. */
function readSegments(
  header: WfdbHeader,
  files: Files,
  problems: ProblemList,
): { frames: number; signals: PhysicalSignal[] } {
  const segments = header.segments ?? [];
  // In the variable layout the first segment has no samples: it lists the signals of all others.
  const variable = segments[0]?.samples === 0;
  const parts = variable ? segments.slice(1) : segments;
  const frames = parts.reduce((sum, { samples }) => sum + samples, 0);
  if (frames * Math.max(1, header.signalCount) > 400_000_000)
    throw new EcgRefusal('TOO_LARGE', 'header', `${frames} frames`);
  if (header.samples !== undefined && header.samples !== frames) {
    const text = `The segments have ${frames} frames together where the record says ${header.samples}`;
    problems.add(frames < header.samples ? 'WAVEFORM_CUT' : 'WAVEFORM_LONGER', 'header', text);
  }
  const joined = new Map<string, PhysicalSignal>();
  let from = 0;
  for (const { record, samples } of parts) {
    if (record !== '~') {
      const own = headerOf(record, files);
      if (own.frameRateHz !== header.frameRateHz) {
        const text = `${own.frameRateHz} Hz where the record has ${header.frameRateHz} Hz; the segment is left empty`;
        problems.add('SEGMENT_DIFFERS', `segment ${record}`, text);
        from += samples;
        continue;
      }
      const read = readSignals(own, files, problems);
      if (read.frames !== samples) {
        problems.add('WAVEFORM_CUT', `segment ${record}`, `${read.frames} frames where the record says ${samples}`);
      }
      for (const [index, signal] of read.signals.entries()) {
        const key = variable ? signal.name : `${index}`;
        const whole = joined.get(key) ?? {
          ...signal,
          samples: new Float32Array(frames * signal.samplesPerFrame).fill(Number.NaN),
        };
        joined.set(key, whole);
        if (whole.name !== signal.name) {
          // Signals of the fixed layout are joined by their place: under another name it is another lead.
          const text = `Signal ${index + 1} is ${signal.name} here and ${whole.name} before; it is left empty`;
          problems.add('SEGMENT_DIFFERS', `segment ${record}`, text);
          continue;
        }
        if (whole.unit !== signal.unit || whole.samplesPerFrame !== signal.samplesPerFrame) {
          problems.add(
            'SEGMENT_DIFFERS',
            `segment ${record}`,
            `${signal.name} has another unit or rate here; the segment is left empty`,
          );
          continue;
        }
        const room = samples * signal.samplesPerFrame;
        whole.samples.set(signal.samples.subarray(0, room), from * signal.samplesPerFrame);
      }
    }
    from += samples;
  }
  return { frames, signals: [...joined.values()] };
}

/** Signals of monitors beside the ECG; their headers often leave the unit out, which then would be mV. */
const notEcg =
  /^((RESP|ABP|ART|PAP|CVP|ICP|BP|NBP|PLETH|SPO2|CO2|EEG|EOG|EMG|FLOW|TEMP|GSR|MARKER|EVENT|TRIGGER)\b|[EB]DF ANNOTATIONS$)/i;

/** Signals in volts, by rate: one waveform each. Others (pressure, breathing, pleth) are named and left out. */
function waveformsOf(header: WfdbHeader, signals: readonly PhysicalSignal[], problems: ProblemList): EcgWaveform[] {
  const byRate = new Map<number, EcgLead[]>();
  for (const { name, unit, samplesPerFrame, samples } of signals) {
    const microvolts = microvoltsPer(unit);
    if (notEcg.test(name) || isOnHead(name)) {
      problems.add('CHANNEL_NOT_ECG', `signal ${name}`, 'The signal is no ECG and is left out');
      continue;
    }
    if (microvolts === undefined) {
      problems.add('CHANNEL_NO_VOLTAGE', `signal ${name}`, `The signal is in ${unit} and is left out`);
      continue;
    }
    for (let at = 0; at < samples.length; at++) samples[at] = (samples[at] ?? Number.NaN) * microvolts;
    byRate.set(samplesPerFrame, [...(byRate.get(samplesPerFrame) ?? []), { name: leadName(name), samples }]);
  }
  return [...byRate]
    .sort(([rateA, a], [rateB, b]) => b.length - a.length || rateB - rateA)
    .flatMap(([perFrame, leads]) => {
      const sampleRateHz = header.frameRateHz * perFrame;
      return checkedWaveform({ kind: 'rhythm', sampleRateHz, leads, where: `record ${header.record}` }, problems) ?? [];
    });
}

/** `#Age: 59`, `#Sex: Female` of the challenge sets, `# <age>: 25` of the PTB set, `# 69 M 1085` of the MIT-BIH databases. */
function patientOf({ comments }: WfdbHeader, problems: ProblemList): EcgPatient {
  const field = (name: string) =>
    comments.flatMap((comment) => new RegExp(`(?:^|\\s)<?${name}>?:\\s*(\\S+)`, 'i').exec(comment)?.[1] ?? [])[0];
  const mit = comments.flatMap((comment) => /^(\d{1,3}|-1|\?)\s+([MF?])(\s|$)/.exec(comment) ?? []);
  const age = field('age') ?? mit?.[1];
  const sex = readSex(field('sex') ?? mit?.[2], 'header', problems);
  const years = /^\d{1,3}$/.test(age ?? '') ? Number(age) : undefined;
  return { ...(sex && { sex }), ...(years !== undefined && years <= 150 && { ageYears: years }) };
}

/** SNOMED CT codes of the challenge sets. */
const statementsOf = ({ comments }: WfdbHeader): EcgRecording['vendorStatements'] =>
  comments
    .filter((comment) => /^dx:/i.test(comment))
    .flatMap((comment) => comment.slice(3).split(','))
    .map((code) => code.trim())
    .filter((code) => /^\d{6,18}$/.test(code))
    .map((code) => ({ code, text: snomedName(code) }));

/** Throws EcgRefusal: `MALFORMED`, `UNSUPPORTED`, `TOO_LARGE`, `COMPANION_MISSING`, `COMPANION_UNSAFE`. */
export function readWfdb(bytes: Uint8Array, files: Files): EcgRecording {
  const problems = new ProblemList();
  const header = parseHeader(bytes);
  if (header.surplusLines > 0) {
    problems.add('HEADER_LONGER', 'header', `${header.surplusLines} lines more than the record line announces`);
  }
  if (header.startInvalid)
    problems.add('DATE_INVALID', 'header', `"${header.startInvalid.slice(0, 40)}" is no time or date`);
  const { signals } = header.segments ? readSegments(header, files, problems) : readSignals(header, files, problems);
  const waveforms = waveformsOf(header, signals, problems);
  noteNoWaveform(waveforms, problems);
  return {
    format: 'wfdb',
    waveforms,
    patient: patientOf(header, problems),
    ...(header.startedAt && { recordedAt: header.startedAt }),
    vendorMeasurements: [],
    vendorStatements: statementsOf(header),
    vendorPacingMs: [],
    remarks: header.comments,
    problems: problems.list(),
  };
}
