// An ECG recording as stations see it: where it came from, whose it is, what the machine made of it. Samples go by a route of their own.
import { z } from 'zod';
import { Day, Id, Instant, LongText, ShortText, Version } from '../../kernel/contract.ts';
import { Sex } from '../../patient/model.ts';
import type { RecordingMeasurement } from '../measure/measure-recording.ts';
import type { MedianBeatResult } from '../measure/measurement.ts';
import type { EcgProblem, VendorMeasurement } from '../recording.ts';

/** The door that a recording came through. */
export const RecordingDoor = z.enum(['upload', 'dicom', 'folder', 'manual', 'hl7']);
export type RecordingDoor = z.infer<typeof RecordingDoor>;

/**
 * matched: belongs to an exam. unmatched: waits for a person (never guessed). parked: could not be read; kept with the reason, read again
 * after an update. discarded: a person said that it is of no use (test, wrong patient); the file stays.
 */
export const RecordingState = z.enum(['matched', 'unmatched', 'parked', 'discarded']);
export type RecordingState = z.infer<typeof RecordingState>;

/** How it found its exam. */
export const MatchedBy = z.enum(['accession', 'request', 'patientDay', 'patientNight', 'person']);
export type MatchedBy = z.infer<typeof MatchedBy>;

export const DangerLevel = z.enum(['critical', 'majorPositive', 'attention', 'normal', 'unknown']);
export type DangerLevel = z.infer<typeof DangerLevel>;

/** What a rule of the hospital's rule set found, with the place on the tracing. Always suspected (疑似). */
export const DangerFinding = z.object({
  rule: z.string().max(64),
  level: z.enum(['critical', 'major-positive']),
  zh: ShortText,
  en: ShortText,
  confidence: z.number().min(0).max(1),
  evidence: z.array(
    z.object({
      lead: z.string().max(32).optional(),
      fromMs: z.number(),
      toMs: z.number(),
      zh: LongText,
      en: LongText,
      value: z.number(),
      unit: z.string().max(8),
      threshold: z.number(),
    }),
  ),
  ruleSet: z.object({ id: z.string().max(64), version: z.string().max(32) }),
});
export type DangerFinding = z.infer<typeof DangerFinding>;

/** The patient as the device said it; not checked by anybody. */
export const SaidPatient = z.object({
  id: ShortText,
  name: ShortText,
  sex: z.enum(['male', 'female', 'other']).nullable(),
  birthDate: Day.nullable(),
  ageYears: z.number().nullable(),
});
export type SaidPatient = z.infer<typeof SaidPatient>;

/** The values that lists show; null is absent. A person's correction stands here once it was saved. */
export const RecordingSummary = z.object({
  heartRateBpm: z.number().nullable(),
  prMs: z.number().nullable(),
  qrsMs: z.number().nullable(),
  qtMs: z.number().nullable(),
  qtcMs: z.number().nullable(),
  qtcFormula: z.enum(['bazett', 'fridericia', 'framingham', 'hodges']).nullable(),
  axisQrsDeg: z.number().nullable(),
  rhythm: z.string().max(40),
  quality: z.number().min(0).max(1),
});
export type RecordingSummary = z.infer<typeof RecordingSummary>;

export const RecordingDocument = z.object({
  id: Id,
  version: Version,
  state: RecordingState,
  /** `document`: a PDF or picture: shown and filed, nothing can be measured on it. */
  kind: z.enum(['waveform', 'document', 'unreadable']),
  /** Reader's id: aecg, scp, dicom, muse, philips, schiller, wfdb, json, pdf, jpeg, png; empty when unreadable. */
  format: z.string().max(32),
  fileName: ShortText,
  byteLength: z.number().int(),
  sha256: z.string().length(64),
  receivedAt: Instant,
  /** Local time as the device wrote it, without a zone. */
  recordedAt: z.string().max(40),
  source: z.object({
    door: RecordingDoor,
    /** Registered device; null for people, folders and DICOM peers without one. */
    deviceId: Id.nullable(),
    /** Name of the device, AE title, folder or person. */
    name: ShortText,
    /** Who handed it in by hand. */
    personId: Id.nullable(),
    institutionId: z.string().max(64),
    institutionName: ShortText,
    departmentId: z.string().max(64),
    /** The place of the device, folder or person (上传点), as it was called then. */
    uploadPoint: z.object({ id: Id, name: ShortText }).optional(),
  }),
  device: z.object({ manufacturer: ShortText, model: ShortText, serial: ShortText, software: ShortText }),
  patientSaid: SaidPatient,
  accessionSaid: z.string().max(64),
  leads: z.array(z.string().max(32)),
  sampleRateHz: z.number(),
  durationMs: z.number(),
  examId: Id.nullable(),
  /** Of the exam: empty while unmatched. */
  accession: z.string().max(16),
  patientId: Id.nullable(),
  patientName: ShortText,
  matchedBy: MatchedBy.nullable(),
  /** Why it was not matched by itself; codes of `MatchRefusal`. */
  unmatchedReason: z.string().max(64),
  /** `reasons` are the words for lists: findings of the rules, else statements of the machine. */
  risk: z.object({
    level: DangerLevel,
    findings: z.array(DangerFinding),
    reasons: z.array(z.object({ code: z.string().max(64), text: ShortText, textEn: ShortText })),
  }),
  /** For the fast lane (正常组). */
  surelyNormal: z.boolean(),
  summary: RecordingSummary.nullable(),
  /** Version of the measurement that a person corrected last; 0 is the machine's. */
  measurementVersion: Version,
  problems: z.array(z.object({ code: z.string(), at: z.string(), text: z.string() })),
  /** Another recording with the same identity and other content: both are kept, a person compares. */
  differsFrom: Id.nullable(),
  parked: z
    .object({ code: z.string().max(64), at: ShortText, text: LongText, readerVersion: z.string().max(32) })
    .nullable(),
});
export type RecordingDocument = z.infer<typeof RecordingDocument>;

/** The machine's measurement as it is stored: sample lists are plain numbers, null where there is none. */
export interface StoredMeasurement extends Omit<RecordingMeasurement, 'medianBeat'> {
  medianBeat: (Omit<MedianBeatResult, 'leads'> & { leads: { name: string; samples: (number | null)[] }[] }) | null;
}

/** Milliseconds from the first sample of the median beat; null is absent. As in `paper/mark-values.ts`. */
export const BeatMarksInput = z.object({
  pOnMs: z.number().nullable(),
  pOffMs: z.number().nullable(),
  qrsOnMs: z.number().nullable(),
  qrsOffMs: z.number().nullable(),
  tOffMs: z.number().nullable(),
});
export type BeatMarksInput = z.infer<typeof BeatMarksInput>;

const degrees = z.number().min(-180).max(180);

/** What a person counted or read off the tracing; absent: the machine's stands. */
export const MeasuredByHand = z.object({
  heartRateBpm: z.number().min(10).max(400).optional(),
  axisPDeg: degrees.optional(),
  axisQrsDeg: degrees.optional(),
  axisTDeg: degrees.optional(),
});
export type MeasuredByHand = z.infer<typeof MeasuredByHand>;

export const CorrectedValues = z.object({
  heartRateBpm: z.number().nullable(),
  pMs: z.number().nullable(),
  prMs: z.number().nullable(),
  qrsMs: z.number().nullable(),
  qtMs: z.number().nullable(),
  qtc: z.object({ bazett: z.number(), fridericia: z.number(), framingham: z.number(), hodges: z.number() }).nullable(),
  axisQrsDeg: z.number().nullable(),
  /** Absent in corrections from before these could be corrected: the machine's stands. */
  axisPDeg: z.number().nullable().optional(),
  axisTDeg: z.number().nullable().optional(),
});
export type CorrectedValues = z.infer<typeof CorrectedValues>;

/** What a person made of the machine's marks; versions from 1, none is overwritten. */
export const MeasurementCorrection = z.object({
  version: Version,
  at: Instant,
  personId: Id,
  personName: ShortText,
  marks: BeatMarksInput,
  byHand: MeasuredByHand.optional(),
  values: CorrectedValues,
  reason: ShortText,
});
export type MeasurementCorrection = z.infer<typeof MeasurementCorrection>;

export interface RecordingDetail {
  recording: RecordingDocument;
  /** Null without a waveform. */
  measurement: StoredMeasurement | null;
  corrections: MeasurementCorrection[];
  vendor: {
    measurements: VendorMeasurement[];
    statements: { code?: string; text: string }[];
    pacingMs: number[];
    filters: { highPassHz?: number; lowPassHz?: number; notchHz?: number };
    remarks: string[];
    problems: EcgProblem[];
  };
}

/** The header of `/ecg/recordings/{id}/samples`: ASCII `YECG`, its length as uint32 LE, itself as JSON padded with spaces to 4 bytes, the samples. */
export interface SamplesHeader {
  recordingId: string;
  durationMs: number;
  waveforms: {
    kind: 'rhythm' | 'median';
    sampleRateHz: number;
    startMs: number;
    leads: {
      name: string;
      /** int16: microvolts = value × scale, -32768 is "no sample". float32: microvolts, NaN is "no sample". Little-endian. */
      encoding: 'int16' | 'float32';
      scaleMicrovolt: number;
      /** From the first byte after the header. */
      byteOffset: number;
      count: number;
    }[];
  }[];
}

/** A person as entered for a walk-in that is made from a recording. */
export const WalkIn = z.object({
  number: ShortText,
  name: ShortText.min(1),
  sex: Sex,
  birthDate: Day.nullable(),
});
