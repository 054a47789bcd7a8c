// Everything that is made of a file before anybody is asked: read, measured, judged, packed. Runs in a thread of its own.
import { inflateRawSync } from 'node:zlib';
import type {
  DangerFinding,
  DangerLevel,
  RecordingSummary,
  SamplesHeader,
} from '../../../../core/ecg/flow/recording.ts';
import { dangerOf, summaryOf, suspicionOf } from '../../../../core/ecg/flow/risk.ts';
import { durationOf, packSamples } from '../../../../core/ecg/flow/samples.ts';
import { EcgRefusal, readEcg } from '../../../../core/ecg/formats/index.ts';
import { measureRecording, type RecordingMeasurement } from '../../../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../../../core/ecg/recording.ts';
import type { RuleSet } from '../../../../core/ecg/rules/rule-set.ts';
import { storableText } from '../../../../core/kernel/storable-text.ts';
import type { Suspicion } from '../../../../core/orders/exam-risk.ts';

export interface AnalyseJob {
  recordingId: string;
  bytes: Uint8Array;
  name: string;
  ruleSet: RuleSet;
}

/** What is known of a recording that could be read; samples and measurement are bytes, so that no other thread spends time on them. */
export interface Analysed {
  kind: 'read';
  recording: Omit<EcgRecording, 'waveforms'>;
  isWaveform: boolean;
  leads: string[];
  sampleRateHz: number;
  durationMs: number;
  header: SamplesHeader | null;
  samples: Uint8Array<ArrayBuffer> | null;
  /** `RecordingDetail` without recording and corrections, as JSON. */
  detail: string;
  level: DangerLevel;
  findings: DangerFinding[];
  suspicion: Suspicion | null;
  surelyNormal: boolean;
  summary: RecordingSummary | null;
}

export interface Unreadable {
  kind: 'unreadable';
  code: string;
  at: string;
  text: string;
}

/** A data set that inflates to more than this is no ECG. */
const inflatedMost = 1 << 29;

export function analyse(job: AnalyseJob): Analysed | Unreadable {
  let recording: EcgRecording;
  try {
    const inflate = (bytes: Uint8Array, most: number) =>
      inflateRawSync(bytes, { maxOutputLength: Math.max(1, Math.min(most, inflatedMost)) });
    recording = readEcg(job.bytes, { name: job.name, inflate });
  } catch (error) {
    if (error instanceof EcgRefusal) return { kind: 'unreadable', code: error.code, at: error.at, text: error.message };
    return {
      kind: 'unreadable',
      code: 'READER_FAILED',
      at: '',
      text: error instanceof Error ? error.message : String(error),
    };
  }
  const { waveforms, ...rest } = recording;
  const rhythm = waveforms.find(({ kind }) => kind === 'rhythm');
  const isDocument = ['pdf', 'jpeg', 'png'].includes(recording.format);
  if (!rhythm && !isDocument) {
    const why = rest.problems.find(({ code }) => code !== 'NO_WAVEFORM');
    const text = `The file is an ECG file, but carries no rhythm waveform${why ? `: ${why.at}: ${why.text}` : ''}`;
    return { kind: 'unreadable', code: 'NO_WAVEFORM', at: 'file', text };
  }
  let measurement: RecordingMeasurement | null = null;
  const { problems } = rest;
  try {
    measurement = measureRecording(recording, job.ruleSet);
  } catch (error) {
    // The tracing can be read by a person all the same.
    problems.push({
      code: 'NOT_MEASURED',
      at: 'measurement',
      text: error instanceof Error ? error.message : String(error),
    });
  }
  const packed = rhythm ? packSamples(job.recordingId, recording) : null;
  return {
    kind: 'read',
    recording: rest,
    isWaveform: rhythm !== undefined,
    leads: rhythm?.leads.map(({ name }) => name) ?? [],
    sampleRateHz: rhythm?.sampleRateHz ?? 0,
    durationMs: durationOf(waveforms),
    header: packed?.header ?? null,
    samples: packed?.bytes ?? null,
    detail: detailJson(recording, measurement),
    level: dangerOf(measurement),
    findings: measurement?.critical ?? [],
    suspicion: suspicionOf(measurement),
    surelyNormal: measurement?.surelyNormal.holds ?? false,
    summary: summaryOf(measurement),
  };
}

/** Typed arrays become plain lists, to a tenth of a microvolt; what is no number becomes null. */
function detailJson(recording: EcgRecording, measurement: RecordingMeasurement | null): string {
  const { vendorMeasurements, vendorStatements, vendorPacingMs, filters, remarks, problems } = recording;
  const vendor = {
    measurements: vendorMeasurements,
    statements: vendorStatements,
    pacingMs: vendorPacingMs,
    filters: filters ?? {},
    remarks,
    problems,
  };
  const plain = (key: string, value: unknown) => {
    if (value instanceof Float32Array)
      return Array.from(value, (sample) => (Number.isFinite(sample) ? Math.round(sample * 10) / 10 : null));
    // A day has a hundred thousand beats: digits of a confidence that mean nothing would be megabytes on the way to the screen.
    if (key === 'confidence' && typeof value === 'number') return Math.round(value * 1000) / 1000;
    // Damaged files have NUL and halves of characters in names.
    return typeof value === 'string' ? storableText(value) : value;
  };
  return JSON.stringify({ measurement, vendor }, plain);
}
