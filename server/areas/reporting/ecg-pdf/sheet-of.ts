// From a stored ECG report and its recording to the sheet that is printed: words, units and instants as they stand on paper.
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { qtcAuthors } from '../../../../core/ecg/measure/qtc.ts';
import type { Arrangement } from '../../../../core/ecg/paper/arrange.ts';
import { noFilters } from '../../../../core/ecg/paper/filters.ts';
import type { KeyStrip } from '../../../../core/ecg/paper/key-strips.ts';
import { leadMatrix } from '../../../../core/ecg/paper/lead-matrix.ts';
import { standardScale } from '../../../../core/ecg/paper/scale.ts';
import { type Tracing, tracingOf } from '../../../../core/ecg/paper/tracing.ts';
import type { EcgWaveform } from '../../../../core/ecg/recording.ts';
import { ageText } from '../../../../core/kernel/age.ts';
import { localMinute } from '../../../../core/kernel/hospital-time.ts';
import type { ExamSheet } from '../pdf/exam/sheet.ts';
import type { EcgSheet, SheetDocument, SheetOverview, SheetStrip } from './sheet.ts';

const sexWords = { male: '男', female: '女', unknown: '未知', unspecified: '未说明' } as const;
const visitWords: Record<string, string> = {
  outpatient: '门诊号',
  emergency: '急诊号',
  inpatient: '住院号',
  checkup: '体检号',
};

/** What of the exam's recording is printed. */
export interface PrintedRecording {
  detail: RecordingDetail;
  waveforms: EcgWaveform[];
  /** The file itself where it is a picture or a PDF. */
  documents: SheetDocument[];
  /** Of a long recording, as it was wished. */
  strips: { strip: KeyStrip; waveforms: EcgWaveform[] }[];
  overview: SheetOverview | null;
  /** The department's way of printing. */
  arrangement: Arrangement;
}

export interface SheetOptions {
  verifyBase: string;
  printedAt: string;
  printedBy: string;
  /** What the person who prints chose; null is the department's way. */
  arrangement?: Arrangement | null;
  /** With the table of each lead's amplitudes. */
  matrix?: boolean;
}

/** A strip on the clock of its recording. Of twelve leads two are enough for a rhythm: that of the evidence and one that shows P waves. */
function stripOf(recording: PrintedRecording, { strip, waveforms }: PrintedRecording['strips'][number]): SheetStrip[] {
  const { vendor } = recording.detail;
  const began = waveforms.find(({ kind }) => kind === 'rhythm')?.startMs ?? 0;
  const part = tracingOf({ waveforms, vendorPacingMs: vendor.pacingMs });
  if (!part) return [];
  const names = part.leads.map(({ name }) => name);
  const wanted = names.length <= 3 ? names : [...new Set([strip.lead ?? 'II', 'II', 'V1', ...names])];
  const shown = wanted.filter((name) => names.includes(name)).slice(0, names.length <= 3 ? 3 : 2);
  const tracing: Tracing = {
    ...part,
    startMs: began,
    durationMs: recording.detail.recording.durationMs,
    leads: part.leads.filter(({ name }) => shown.includes(name)),
    pacingMs: [...vendor.pacingMs],
  };
  return [{ title: strip.title, fromMs: strip.fromMs, tracing }];
}

const minute = (instant: string | null): string => (instant === null ? '' : localMinute(instant));

/** Values of the report itself; where the writer put none, those measured, which are then named as the machine's. */
function measurementsOf({ report }: ExamSheet, recording: PrintedRecording | null): EcgSheet['measurements'] {
  if (report.content.measurements.length > 0)
    return report.content.measurements.map(({ label, value, unit }) => ({ label, value, unit }));
  const summary = recording?.detail.recording.summary;
  if (!summary) return [];
  const rows: [string, number | null, string][] = [
    ['心率', summary.heartRateBpm, 'bpm'],
    ['PR 间期', summary.prMs, 'ms'],
    ['QRS 时限', summary.qrsMs, 'ms'],
    ['QT 间期', summary.qtMs, 'ms'],
    [summary.qtcFormula ? `QTc (${qtcAuthors[summary.qtcFormula]})` : 'QTc', summary.qtcMs, 'ms'],
    ['QRS 电轴', summary.axisQrsDeg, '°'],
  ];
  return rows.flatMap(([label, value, unit]) =>
    value === null ? [] : [{ label, value: String(Math.round(value)), unit }],
  );
}

export function ecgSheetOf(sheet: ExamSheet, recording: PrintedRecording | null, options: SheetOptions): EcgSheet {
  const { report, head } = sheet;
  const tracing: Tracing | null = recording
    ? tracingOf({ waveforms: recording.waveforms, vendorPacingMs: recording.detail.vendor.pacingMs })
    : null;
  const device = recording?.detail.recording.device;
  const positive = report.content.positive;
  const out = report.releasedAt !== null;
  const measurements = measurementsOf(sheet, recording);
  const arrangement = options.arrangement ?? recording?.arrangement ?? '3x4+1';
  return {
    hospital: head.hospital,
    title: '心电图报告单',
    state: report.recall !== null ? 'recalled' : out ? 'final' : 'draft',
    edition: report.edition,
    patient: {
      name: head.patient.name,
      sex: sexWords[head.patient.sex],
      age: ageText(head.patient.birthDate, head.acquiredAt ?? report.startedAt),
      number: head.patient.number,
    },
    facts: [
      [visitWords[head.visit.kind] ?? '就诊号', head.visit.number],
      ['科室', `${head.visit.departmentName}${head.visit.bed ? ` ${head.visit.bed}床` : ''}`],
      ['检查号', head.accessionNumber],
      ['申请医生', head.requestedBy],
      ['临床诊断', head.clinicalDiagnosis],
      ['检查时间', recording?.detail.recording.recordedAt.slice(0, 16).replace('T', ' ') || minute(head.acquiredAt)],
      ['检查单位', head.institutionName === head.hospital ? '' : head.institutionName],
      ['诊断单位', head.readAt],
      ['设备', [device?.manufacturer, device?.model].filter(Boolean).join(' ')],
    ],
    measurements,
    findings: report.content.findings,
    impression: report.content.impression,
    positive: positive === null ? '' : positive ? '阳性' : '阴性',
    signatures: report.signatures.map((one) => ({
      label: one.role === 'author' ? '报告医师' : one.confirms ? '审核医师（二次确认）' : '审核医师',
      name: one.personName,
      at: minute(one.at),
      picture: one.picture,
    })),
    releasedAt: minute(report.releasedAt),
    verificationCode: report.verificationCode,
    verifyUrl: `${options.verifyBase}${report.verificationCode}`,
    printedAt: minute(options.printedAt),
    printedBy: options.printedBy,
    remark:
      report.content.measurements.length === 0 && measurements.length > 0
        ? '测量值为机器测量，未经人工确认'
        : '本报告仅供临床医师参考',
    tracing,
    device: recording?.detail.vendor.filters,
    scaleDoubt: recording?.detail.measurement?.quality.scaleDoubt,
    arrangement,
    sequence: 'standard',
    rhythmLeads: ['II'],
    // Twelve rows stand so close on one page that curves of the standard gain would run into each other; the footer says the gain.
    scale: arrangement === '12x1' ? { ...standardScale, gainMmPerMv: 5 } : standardScale,
    filters: noFilters,
    documents: recording?.documents ?? [],
    strips: recording?.strips.flatMap((strip) => stripOf(recording, strip)) ?? [],
    overview: recording?.overview ?? null,
    matrix: options.matrix && recording?.detail.measurement ? leadMatrix(recording.detail.measurement) : null,
    fromMs: [0],
  };
}
