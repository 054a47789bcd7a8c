// What of a stored recording goes into the serial comparison: a person's corrections first, QTc of one formula.
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import { compareSerial, type Serial, type SerialComparison } from '../../../../core/ecg/statements/serial.ts';
import { latestCorrection } from './values.ts';

function serialOf(detail: RecordingDetail, formula: QtcFormula): Serial | null {
  const machine = detail.measurement;
  if (!machine) return null;
  const values = latestCorrection(detail)?.values;
  const from = values ?? machine;
  return {
    heartRateBpm: from.heartRateBpm,
    prMs: from.prMs,
    qrsMs: from.qrsMs,
    qtcMs: (values ? values.qtc?.[formula] : machine.qtc[formula]) ?? null,
    axisQrsDeg: values?.axisQrsDeg ?? machine.axisDeg.qrs,
    rhythm: machine.rhythm,
    quality: machine.quality.score,
    amplitudes: machine.amplitudes,
    codes: machine.statements.map(({ code }) => code),
  };
}

/** Null where either was not measured: a document, a recording without a waveform. */
export function serialComparison(
  now: RecordingDetail | null,
  before: RecordingDetail | null,
  formula: QtcFormula,
): SerialComparison | null {
  const a = now && serialOf(now, formula);
  const b = before && serialOf(before, formula);
  return a && b ? compareSerial(a, b) : null;
}
