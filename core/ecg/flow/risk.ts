// From the machine's measurement to the danger of an exam: critical, major positive, attention, surely normal, or not known.
import type { Suspicion } from '../../orders/exam-risk.ts';
import type { RecordingMeasurement } from '../measure/measure-recording.ts';
import { formulaFor } from '../rules/qtc-evidence.ts';
import type { DangerLevel, RecordingSummary } from './recording.ts';

type Judged = Pick<RecordingMeasurement, 'critical' | 'statements' | 'surelyNormal'>;

/** Statements that speak of the signal or of a normal rhythm: "poor data", "leads missing", "sinus rhythm", "normal ECG". */
const silent = new Set(['1', '4', '10', '12', '15', '20', '23']);

/** Whether the rules had a signal to judge: of a picture, and of what cannot be read, "nothing was found" would be a lie. */
export const isJudged = (measurement: Pick<Judged, 'statements'> | null): boolean =>
  measurement !== null && measurement.statements.every(({ code }) => code !== '4');

/** `null`, a recording without a waveform, is not known: a document is never called normal. */
export function dangerOf(measurement: Judged | null): DangerLevel {
  if (measurement === null) return 'unknown';
  const { critical, statements, surelyNormal } = measurement;
  if (critical.some(({ level }) => level === 'critical')) return 'critical';
  if (critical.length > 0) return 'majorPositive';
  if (statements.some(({ code }) => !silent.has(code))) return 'attention';
  return surelyNormal.holds ? 'normal' : 'unknown';
}

/** What the exam is told; the words of the findings first, else those of the statements. */
export function suspicionOf(measurement: Judged | null): Suspicion | null {
  const level = dangerOf(measurement);
  if (measurement === null || level === 'unknown') return null;
  const { critical, statements } = measurement;
  const found = critical.map(({ rule, zh, en }) => ({ code: rule, text: zh, textEn: en }));
  const noted = statements
    .filter(({ code }) => !silent.has(code))
    .map(({ code, text, textEn }) => ({ code, text, textEn }));
  return { level, reasons: found.length > 0 ? found : noted };
}

export function summaryOf(measurement: RecordingMeasurement | null): RecordingSummary | null {
  if (measurement === null) return null;
  const { heartRateBpm, prMs, qrsMs, qtMs, qtc, axisDeg, rhythm, quality } = measurement;
  // Bazett where it holds, 60 to 90 a minute, else Fridericia; the formula stands beside the value.
  const qtcFormula = formulaFor(heartRateBpm);
  const qtcMs = qtc[qtcFormula];
  return {
    heartRateBpm: rounded(heartRateBpm),
    prMs: rounded(prMs),
    qrsMs: rounded(qrsMs),
    qtMs: rounded(qtMs),
    qtcMs: rounded(qtcMs),
    qtcFormula: qtcMs === null ? null : qtcFormula,
    axisQrsDeg: rounded(axisDeg.qrs),
    rhythm,
    quality: quality.score,
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
