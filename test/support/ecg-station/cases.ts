// Real recordings of the data set as cases of a made-up ECG department: for looking at the station and for its browser tests.
import { readdirSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import type { RecordingDetail, RecordingDocument, StoredMeasurement } from '../../../core/ecg/flow/recording.ts';
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { measureRecording } from '../../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../../core/ecg/recording.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { sharedData, sharedDataPath } from '../shared-data.ts';

export interface EcgCase {
  exam: ExamDocument;
  detail: RecordingDetail;
  recording: EcgRecording;
  previous: string[];
}

const people = [
  ['陈志强', 'male', '1958-03-12', '急诊科', '胸痛 2 小时', 'muse-xml/braveheart-example1.xml', 'emergency'],
  ['刘桂芳', 'female', '1949-11-02', '心内科一病区', '心悸', 'wfdb/cinc2021/JS00001', 'routine'],
  ['王建军', 'male', '1971-06-25', '门诊内科', '体检', 'dicom/waveform_ecg.dcm', 'routine'],
  ['赵秀兰', 'female', '1966-01-30', '肾内科', '慢性肾衰', 'hl7-aecg/example-aecg-mortara-eli250.xml', 'urgent'],
  ['孙鹏', 'male', '1990-08-18', '体检中心', '健康检查', 'philips-xml/philips-1_04-demo.xml', 'routine'],
  ['周丽', 'female', '1983-05-09', '门诊内科', '胸闷', 'scp/example-eli250.scp', 'routine'],
  ['吴国华', 'male', '1955-12-21', '心内科二病区', '动态监测', 'wfdb/mitdb/106', 'routine'],
  ['郑海燕', 'female', '1978-09-14', '内分泌科', '术前检查', 'schiller-xml/cardio-sample.xml', 'routine'],
] as const;

const id = (group: number, index: number): string =>
  `00000000-0000-4000-8${String(group).padStart(3, '0')}-${String(index).padStart(12, '0')}`;

/** A file of the data set by its path, WFDB records by name without extension. */
function load(path: string): { bytes: Uint8Array; name: string; companion?: (name: string) => Uint8Array | undefined } {
  if (!path.startsWith('wfdb/')) return { bytes: sharedData(`ecg/${path}`), name: path };
  const folder = path.slice(0, path.lastIndexOf('/'));
  const names = new Set(readdirSync(sharedDataPath(`ecg/${folder}`)));
  return {
    bytes: sharedData(`ecg/${path}.hea`),
    name: `${path.slice(folder.length + 1)}.hea`,
    companion: (name) => (names.has(name) ? sharedData(`ecg/${folder}/${name}`) : undefined),
  };
}

export function readCase(path: string): EcgRecording {
  const { bytes, name, companion } = load(path);
  return readEcg(bytes, { name, ...(companion ? { companion } : {}), inflate: (packed) => inflateRawSync(packed) });
}

function stored(recording: EcgRecording): StoredMeasurement | null {
  const measured = measureRecording(recording);
  if (!measured) return null;
  const { medianBeat, ...rest } = measured;
  return {
    ...rest,
    medianBeat: medianBeat && {
      ...medianBeat,
      leads: medianBeat.leads.map((lead) => ({
        name: lead.name,
        samples: Array.from(lead.samples, (value) => (Number.isFinite(value) ? value : null)),
      })),
    },
  };
}

function documentOf(
  recording: EcgRecording,
  measurement: StoredMeasurement | null,
  given: { id: string; examId: string; patient: ExamDocument['patient']; receivedAt: string; path: string },
): RecordingDocument {
  const rhythm = recording.waveforms.find((one) => one.kind === 'rhythm');
  const count = Math.max(0, ...(rhythm?.leads.map((lead) => lead.samples.length) ?? []));
  const critical = measurement?.critical ?? [];
  const level = critical.some((one) => one.level === 'critical')
    ? ('critical' as const)
    : critical.length > 0
      ? ('majorPositive' as const)
      : measurement?.surelyNormal.holds
        ? ('normal' as const)
        : measurement
          ? ('attention' as const)
          : ('unknown' as const);
  return {
    id: given.id,
    version: 1,
    state: 'matched',
    kind: rhythm ? 'waveform' : 'document',
    format: recording.format,
    fileName: given.path.slice(given.path.lastIndexOf('/') + 1),
    byteLength: 1,
    sha256: '0'.repeat(64),
    receivedAt: given.receivedAt,
    recordedAt: recording.recordedAt ?? '',
    source: {
      door: 'upload',
      deviceId: null,
      name: '心电图机',
      personId: null,
      institutionId: 'H1',
      institutionName: '示范人民医院',
      departmentId: '',
    },
    device: { manufacturer: '', model: '', serial: '', software: '', ...recording.device },
    patientSaid: { id: '', name: '', sex: null, birthDate: null, ageYears: null },
    accessionSaid: '',
    leads: rhythm?.leads.map((lead) => lead.name) ?? [],
    sampleRateHz: rhythm?.sampleRateHz ?? 0,
    durationMs: rhythm ? (count * 1000) / rhythm.sampleRateHz : 0,
    examId: given.examId,
    accession: '',
    patientId: given.patient.id,
    patientName: given.patient.name,
    matchedBy: 'accession',
    unmatchedReason: '',
    risk: { level, findings: critical, reasons: [] },
    surelyNormal: level === 'normal',
    summary: measurement && {
      heartRateBpm: measurement.heartRateBpm,
      prMs: measurement.prMs,
      qrsMs: measurement.qrsMs,
      qtMs: measurement.qtMs,
      qtcMs: measurement.qtc.bazett,
      qtcFormula: 'bazett',
      axisQrsDeg: measurement.axisDeg.qrs,
      rhythm: measurement.rhythm,
      quality: measurement.quality.score,
    },
    measurementVersion: 0,
    problems: recording.problems,
    differsFrom: null,
    parked: null,
  };
}

export function ecgCases(now: Date): EcgCase[] {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  return people.map(([name, sex, birthDate, departmentName, diagnosis, path, priority], index) => {
    const recording = readCase(path);
    const measurement = stored(recording);
    const patient = { id: id(1, index), number: `P0012${index}38`, name, sex, birthDate };
    const examId = id(2, index);
    const document = documentOf(recording, measurement, {
      id: id(3, index),
      examId,
      patient,
      receivedAt: ago(4 + index * 9),
      path,
    });
    const reasons = document.risk.findings.map((one) => ({ code: one.rule, text: one.zh, textEn: one.en }));
    const exam: ExamDocument = {
      id: examId,
      version: 1,
      service: 'ecg',
      accessionNumber: `E26032200${index + 11}`,
      requestNumber: `R2603${index}`,
      patient,
      visit: {
        id: id(4, index),
        kind: priority === 'emergency' ? 'emergency' : index % 2 ? 'inpatient' : 'outpatient',
        number: `ZY26${index}7733`,
        departmentId: 'D1',
        departmentName,
        bed: index % 2 ? `${index + 3}` : '',
        diagnosis,
      },
      modality: 'ECG',
      bodyPart: '',
      procedureCode: 'ECG12',
      procedureName: '常规十二导联心电图',
      method: '',
      clinicalDiagnosis: diagnosis,
      history: '',
      purpose: '',
      priority,
      requestedBy: '李医生',
      requestedAt: ago(20 + index * 9),
      departmentId: 'D1',
      departmentName,
      departmentPhone: '6110',
      institutionId: 'H1',
      institutionName: '示范人民医院',
      room: '心电图 1 室',
      deviceId: '',
      scheduledAt: null,
      registeredAt: ago(12 + index * 9),
      acquiredAt: ago(4 + index * 9),
      state: 'acquired',
      cancelReason: '',
      objects: [
        {
          kind: 'recording',
          id: document.id,
          arrivedAt: document.receivedAt,
          count: document.leads.length,
          description: '',
        },
      ],
      assignedTo: null,
      lock: null,
      risk: { level: document.risk.level, by: 'machine', reasons, at: document.receivedAt },
      report: {
        id: null,
        state: 'none',
        positive: null,
        author: '',
        reviewer: '',
        releasedAt: null,
        printed: false,
        version: 0,
      },
      remote: null,
      fee: { state: 'paid', amountCent: 2500 },
      birthDate,
      priorCount: 0,
    };
    return {
      exam,
      recording,
      previous: [],
      detail: {
        recording: { ...document, accession: exam.accessionNumber },
        measurement,
        corrections: [],
        vendor: {
          measurements: recording.vendorMeasurements,
          statements: recording.vendorStatements,
          pacingMs: recording.vendorPacingMs,
          filters: recording.filters ?? {},
          remarks: recording.remarks,
          problems: recording.problems,
        },
      },
    };
  });
}
