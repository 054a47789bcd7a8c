// A recording as `yishu ecg convert --to json` prints it: samples in microvolts, gaps as null.
import type { EcgProblem, EcgRecording, EcgWaveform, VendorMeasurement } from '../recording.ts';

type Samples = Record<string, (number | null)[]>;

export interface EcgJson {
  format: string;
  formatVersion?: string;
  recordedAt?: string;
  /** Names in the order of the file; of the rhythm waveform. */
  leads: string[];
  /** `null` where there is no waveform. */
  sampleRateHz: number | null;
  durationMs: number;
  /** Microvolts; `null` where there is no sample. */
  samples: Samples;
  /** Further waveforms: median beats, later segments. */
  otherWaveforms: { kind: EcgWaveform['kind']; sampleRateHz: number; startMs: number; samples: Samples }[];
  patient: EcgRecording['patient'];
  device?: EcgRecording['device'];
  filters?: EcgRecording['filters'];
  /** Common values by name, QTc by formula, and all of them with their source. */
  vendorMeasurements: Record<string, unknown> & { all: VendorMeasurement[] };
  vendorStatements: EcgRecording['vendorStatements'];
  vendorPacingMs: number[];
  remarks: string[];
  problems: EcgProblem[];
}

/** Three decimals of a microvolt: single precision holds no more. `null` where there is no sample. */
export const microvolts = (value: number): number | null =>
  Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;

const samplesOf = ({ leads }: EcgWaveform): Samples =>
  Object.fromEntries(leads.map(({ name, samples }) => [name, Array.from(samples, microvolts)]));

/** Milliseconds; 0 where there is no waveform. */
export const durationOf = (waveform: EcgWaveform | undefined): number =>
  waveform ? Math.round(((waveform.leads[0]?.samples.length ?? 0) * 1000) / waveform.sampleRateHz) : 0;

function vendorOf(list: readonly VendorMeasurement[]): EcgJson['vendorMeasurements'] {
  const common: Record<string, unknown> = {};
  const qtc: Record<string, number> = {};
  const axisDeg: Record<string, number> = {};
  for (const { name, value, formula } of list) {
    const axis = /^axis(P|Qrs|T)Deg$/.exec(name)?.[1];
    if (axis) axisDeg[axis.toLowerCase()] = value;
    else if (name === 'qtcMs') {
      qtc[formula ?? 'unknown'] = value;
      common.qtcMs ??= value;
    } else if (/^[a-z]+(Onset|Offset)?(Rate)?(Ms|Bpm)$/.test(name)) common[name] ??= value;
  }
  return {
    ...common,
    ...(Object.keys(qtc).length > 0 && { qtc }),
    ...(Object.keys(axisDeg).length > 0 && { axisDeg }),
    all: [...list],
  };
}

export function toEcgJson(recording: EcgRecording): EcgJson {
  const [main, ...others] = recording.waveforms;
  const { format, formatVersion, recordedAt, device, filters } = recording;
  return {
    format,
    ...(formatVersion && { formatVersion }),
    ...(recordedAt && { recordedAt }),
    leads: main?.leads.map(({ name }) => name) ?? [],
    sampleRateHz: main?.sampleRateHz ?? null,
    durationMs: durationOf(main),
    samples: main ? samplesOf(main) : {},
    otherWaveforms: others.map((waveform) => ({
      kind: waveform.kind,
      sampleRateHz: waveform.sampleRateHz,
      startMs: waveform.startMs,
      samples: samplesOf(waveform),
    })),
    patient: recording.patient,
    ...(device && { device }),
    ...(filters && { filters }),
    vendorMeasurements: vendorOf(recording.vendorMeasurements),
    vendorStatements: recording.vendorStatements,
    vendorPacingMs: recording.vendorPacingMs,
    remarks: recording.remarks,
    problems: recording.problems,
  };
}
