// The document of a recording from what its sender said and what was made of its bytes.

import type { RecordingDocument, SaidPatient } from '../../../core/ecg/flow/recording.ts';
import { instantAt, onHospitalClock } from '../../../core/kernel/hospital-time.ts';
import { cutText } from '../../../core/kernel/storable-text.ts';
import type { Analysed } from './reader/analyse.ts';
import type { ThreadReply } from './reader/analyse-thread.ts';
import { readerVersion } from './services.ts';
import type { SaidRow } from './tables.ts';

/** What is known of a file before it is read. */
export interface Arrived {
  recordingId: string;
  fileName: string;
  byteLength: number;
  sha256: string;
  receivedAt: string;
  source: RecordingDocument['source'];
  /** Numbers that came beside the file: headers of the upload, attributes of the DICOM study. */
  given: { accession: string; requestNumber: string; patientNumber: string; recordingId: string };
}

const nobody: SaidPatient = { id: '', name: '', sex: null, birthDate: null, ageYears: null };
const short = (text: string | undefined): string => cutText((text ?? '').trim(), 200);
const number = (text: string | undefined): string => cutText(short(text), 64);

function patientOf({ recording: { patient } }: Analysed): SaidPatient {
  const birthDate = /^\d{4}-\d{2}-\d{2}$/.test(patient.birthDate ?? '') ? (patient.birthDate ?? null) : null;
  return {
    id: short(patient.id),
    name: short(patient.name),
    sex: patient.sex ?? null,
    birthDate: birthDate !== null && !Number.isNaN(Date.parse(birthDate)) ? birthDate : null,
    ageYears: patient.ageYears ?? null,
  };
}

/** The document before it has an exam. */
export function documentOf(arrived: Arrived, reply: ThreadReply): RecordingDocument {
  const { recordingId, given, ...about } = arrived;
  const common = {
    ...about,
    id: recordingId,
    version: 1,
    fileName: short(arrived.fileName),
    accessionSaid: number(given.accession),
    examId: null,
    accession: '',
    patientId: null,
    patientName: '',
    matchedBy: null,
    unmatchedReason: '',
    measurementVersion: 0,
    differsFrom: null,
  };
  if (reply.kind === 'unreadable') {
    const { code, at, text } = reply;
    return {
      ...common,
      state: 'parked',
      kind: 'unreadable',
      format: '',
      recordedAt: '',
      device: { manufacturer: '', model: '', serial: '', software: '' },
      patientSaid: { ...nobody, id: number(given.patientNumber) },
      leads: [],
      sampleRateHz: 0,
      durationMs: 0,
      risk: { level: 'unknown', findings: [], reasons: [] },
      surelyNormal: false,
      summary: null,
      problems: [],
      parked: { code, at: short(at), text: cutText(text, 4000), readerVersion },
    };
  }
  const { recording } = reply;
  const patientSaid = patientOf(reply);
  return {
    ...common,
    state: 'unmatched',
    kind: reply.isWaveform ? 'waveform' : 'document',
    format: recording.format,
    recordedAt: onHospitalClock(short(recording.recordedAt).slice(0, 40)),
    device: {
      manufacturer: short(recording.device?.manufacturer),
      model: short(recording.device?.model),
      serial: short(recording.device?.serial),
      software: short(recording.device?.software),
    },
    patientSaid: { ...patientSaid, id: patientSaid.id || number(given.patientNumber) },
    leads: reply.leads.map((name) => cutText(name, 32)),
    sampleRateHz: reply.sampleRateHz,
    durationMs: reply.durationMs,
    risk: { level: reply.level, findings: reply.findings, reasons: reply.suspicion?.reasons ?? [] },
    surelyNormal: reply.surelyNormal,
    summary: reply.summary,
    problems: recording.problems
      .slice(0, 100)
      .map(({ code, at, text }) => ({ code, at: short(at), text: cutText(text, 1000) })),
    parked: null,
  };
}

/** What matching looks at; `arrivedDay` where the device gave no time. */
export function saidOf(document: RecordingDocument, given: Arrived['given'], arrivedDay: string): SaidRow {
  const { patientSaid, recordedAt } = document;
  return {
    accession: number(given.accession),
    requestNumber: number(given.requestNumber),
    patientNumber: number(patientSaid.id),
    patientName: patientSaid.name,
    sex: patientSaid.sex,
    day: /^\d{4}-\d{2}-\d{2}/.exec(recordedAt)?.[0] ?? arrivedDay,
    at: /^\d{4}-\d{2}-\d{2}[T ]\d{2}/.test(recordedAt) ? instantAt(recordedAt) : null,
  };
}

/** The same recording of the same device, person and moment in the same format; empty when the file does not say enough. */
export function identityOf(document: RecordingDocument, given: Arrived['given']): string {
  const { source, device, patientSaid, recordedAt, format } = document;
  if (given.recordingId !== '') return ['id', source.deviceId ?? source.name, number(given.recordingId)].join('|');
  if (document.kind !== 'waveform' || recordedAt === '' || patientSaid.id === '') return '';
  return [format, device.serial || device.model, patientSaid.id, recordedAt].join('|');
}
