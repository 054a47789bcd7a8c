// The table of measurements: ours, the device's and the previous ones side by side, each with its formula.
import type { MeasurementCorrection, RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import type { ReportMeasurement } from '../../../../core/reporting/exam-report.ts';
import type { EcgTextKey } from '../locales/use-ecg-text.ts';

export interface ValueRow {
  key: EcgTextKey;
  unit: 'ms' | 'bpm' | '°';
  ours: number | null;
  /** 0 to 1, the machine's; null for what a person set, and for what is absent. */
  confidence: number | null;
  /** A person's, and not what the machine measured. */
  byPerson: boolean;
  machine: number | null;
  device: number | null;
  deviceFormula: string | null;
  previous: number | null;
  /** Outside what is usual for adults. */
  unusual: boolean;
}

/** Usual limits for adults: rate 60-100, PR 120-200, QRS below 120 ms, QTc 390 to 450 ms (AHA/ACC/HRS 2009 part IV), axis -30 to +90. */
const usual: Partial<Record<EcgTextKey, readonly [number, number]>> = {
  'measure.heartRate': [60, 100],
  'measure.p': [0, 120],
  'measure.pr': [120, 200],
  'measure.qrs': [0, 119],
  'measure.qtc': [390, 450],
  'measure.axisQrs': [-30, 90],
};

const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));

export const latestCorrection = (detail: RecordingDetail): MeasurementCorrection | null =>
  detail.corrections.reduce<MeasurementCorrection | null>(
    (latest, one) => (latest === null || one.version > latest.version ? one : latest),
    null,
  );

export function valueRows(
  detail: RecordingDetail,
  previous: RecordingDocument | null,
  formula: QtcFormula,
): ValueRow[] {
  const machine = detail.measurement;
  const corrected = latestCorrection(detail)?.values ?? null;
  const vendor = (name: string, wanted?: string) =>
    detail.vendor.measurements.find((one) => one.name === name && (wanted === undefined || one.formula === wanted));
  const qtc = vendor('qtcMs', formula) ?? vendor('qtcMs');
  const before = previous?.summary ?? null;
  const confidence = machine?.confidence ?? {};
  const row = (
    key: EcgTextKey,
    unit: ValueRow['unit'],
    values: {
      ours: number | null | undefined;
      machine: number | null | undefined;
      sure: number | undefined;
      device: number | undefined;
      previous: number | null | undefined;
    },
  ): ValueRow => {
    const ours = values.ours ?? null;
    const limits = usual[key];
    const measured = values.machine ?? null;
    // What a person left as it was is the machine's, with its confidence.
    const byPerson = corrected !== null && whole(ours) !== whole(measured);
    return {
      key,
      unit,
      ours,
      machine: measured,
      confidence: byPerson ? null : (values.sure ?? null),
      byPerson,
      device: values.device ?? null,
      deviceFormula: null,
      previous: values.previous ?? null,
      unusual: ours !== null && limits !== undefined && (ours < limits[0] || ours > limits[1]),
    };
  };
  const from = corrected ?? machine;
  return [
    row('measure.heartRate', 'bpm', {
      ours: from?.heartRateBpm,
      machine: machine?.heartRateBpm,
      sure: confidence.heartRateBpm,
      device: vendor('heartRateBpm')?.value,
      previous: before?.heartRateBpm,
    }),
    row('measure.p', 'ms', {
      ours: from?.pMs,
      machine: machine?.pMs,
      sure: confidence.pMs,
      device: vendor('pMs')?.value,
      previous: null,
    }),
    row('measure.pr', 'ms', {
      ours: from?.prMs,
      machine: machine?.prMs,
      sure: confidence.prMs,
      device: vendor('prMs')?.value,
      previous: before?.prMs,
    }),
    row('measure.qrs', 'ms', {
      ours: from?.qrsMs,
      machine: machine?.qrsMs,
      sure: confidence.qrsMs,
      device: vendor('qrsMs')?.value,
      previous: before?.qrsMs,
    }),
    row('measure.qt', 'ms', {
      ours: from?.qtMs,
      machine: machine?.qtMs,
      sure: confidence.qtMs,
      device: vendor('qtMs')?.value,
      previous: before?.qtMs,
    }),
    {
      ...row('measure.qtc', 'ms', {
        ours: corrected ? corrected.qtc?.[formula] : machine?.qtc[formula],
        machine: machine?.qtc[formula],
        sure: confidence.qtMs,
        device: qtc?.value,
        previous: before?.qtcFormula === formula ? before.qtcMs : null,
      }),
      deviceFormula: qtc?.formula ?? null,
    },
    row('measure.axisP', '°', {
      ours: corrected?.axisPDeg ?? machine?.axisDeg.p,
      machine: machine?.axisDeg.p,
      sure: confidence.axisP,
      device: vendor('axisPDeg')?.value,
      previous: null,
    }),
    row('measure.axisQrs', '°', {
      ours: corrected?.axisQrsDeg ?? machine?.axisDeg.qrs,
      machine: machine?.axisDeg.qrs,
      sure: confidence.axisQrs,
      device: vendor('axisQrsDeg')?.value,
      previous: before?.axisQrsDeg,
    }),
    row('measure.axisT', '°', {
      ours: corrected?.axisTDeg ?? machine?.axisDeg.t,
      machine: machine?.axisDeg.t,
      sure: confidence.axisT,
      device: vendor('axisTDeg')?.value,
      previous: null,
    }),
  ];
}

/** As they go into the report: what is absent is left out, QTc with its formula. */
export function reportMeasurements(
  rows: readonly ValueRow[],
  formula: QtcFormula,
  word: (key: EcgTextKey) => string,
  recordingId: string,
): ReportMeasurement[] {
  return rows
    .filter((row) => row.ours !== null)
    .map((row) => ({
      label: row.key === 'measure.qtc' ? `QTc (${word(`formula.${formula}`)})` : word(row.key),
      value: String(Math.round(row.ours ?? 0)),
      unit: row.unit,
      source: recordingId,
    }));
}
