// An ECG recording as every reader gives it and everything after it takes it: leads in microvolts, and what the device said.

/** Why a recording is not (wholly) what its file promised. `at` says where: a byte offset, an element, a lead. */
export interface EcgProblem {
  code: string;
  at: string;
  text: string;
}

export interface EcgLead {
  /** Standard name where it is one of them (`leads.ts`), else the name as the file has it. */
  name: string;
  /** Microvolts, one value a sample; NaN where the recording has none (lead off, gap, invalid code). */
  samples: Float32Array;
}

/** One block of leads that share a clock: the rhythm, a median beat, a segment. */
export interface EcgWaveform {
  kind: 'rhythm' | 'median';
  sampleRateHz: number;
  /** Milliseconds from the start of the recording to the first sample. */
  startMs: number;
  leads: EcgLead[];
}

export interface EcgPatient {
  id?: string;
  name?: string;
  sex?: 'male' | 'female' | 'other';
  /** `YYYY-MM-DD` as far as the file is sure of it. */
  birthDate?: string;
  ageYears?: number;
}

/** A value as the device measured it, in its own words; `formula` belongs to QTc. */
export interface VendorMeasurement {
  name: string;
  value: number;
  unit: string;
  formula?: 'bazett' | 'fridericia' | 'framingham' | 'hodges' | 'unknown';
  /** The code of the source (MDC, SCP field, element name). */
  source: string;
}

export interface EcgRecording {
  /** Reader's id: aecg, scp, dicom, muse, philips, schiller, wfdb, edf, ishne, hl7, json. */
  format: string;
  formatVersion?: string;
  /** First is the rhythm that is measured; a file may carry no waveform at all, which is legal and a problem `NO_WAVEFORM`. */
  waveforms: EcgWaveform[];
  patient: EcgPatient;
  /** ISO 8601 local time as the device wrote it, without a zone that it did not give. */
  recordedAt?: string;
  device?: { manufacturer?: string; model?: string; serial?: string; software?: string };
  /** Filters that the device had applied to the stored samples. */
  filters?: { highPassHz?: number; lowPassHz?: number; notchHz?: number };
  vendorMeasurements: VendorMeasurement[];
  vendorStatements: { code?: string; text: string }[];
  /** Pacing marks claimed by the device, milliseconds from the start. */
  vendorPacingMs: number[];
  /** Free text of the file that a reader may need: reason, remarks, requesting physician. */
  remarks: string[];
  problems: EcgProblem[];
}
