// A reader moves the marks of the median beat: what the values become, and what then stands in the lists.
import { fail } from '../../kernel/errors.ts';
import { type BeatMarks, markNames, valuesOf } from '../paper/mark-values.ts';
import type { CorrectedValues, RecordingSummary, StoredMeasurement } from './recording.ts';

/** @throws INPUT_INVALID for marks out of order or beyond the beat, STATE_REFUSED where nothing was measured */
export function correctedValues(measurement: StoredMeasurement | null, marks: BeatMarks): CorrectedValues {
  const beat = measurement?.medianBeat;
  if (!measurement || !beat) throw fail('STATE_REFUSED', { what: 'the recording has no median beat to correct' });
  const lengthMs = (1000 * (beat.leads[0]?.samples.length ?? 0)) / beat.sampleRateHz;
  let last = 0;
  for (const name of markNames) {
    const at = marks[name];
    if (at === null) continue;
    if (at < last || at > lengthMs)
      throw fail('INPUT_INVALID', { fields: [`marks.${name}: ${at} ms is out of order or beyond the beat`] });
    last = at;
  }
  const { heartRateBpm, rrMs, axisDeg } = measurement;
  return { heartRateBpm, axisQrsDeg: axisDeg.qrs, ...valuesOf(marks, rrMs) };
}

export function summaryWith(summary: RecordingSummary | null, values: CorrectedValues): RecordingSummary | null {
  if (summary === null) return null;
  const formula = summary.qtcFormula ?? 'fridericia';
  const round = (value: number | null) => (value === null ? null : Math.round(value));
  return {
    ...summary,
    prMs: round(values.prMs),
    qrsMs: round(values.qrsMs),
    qtMs: round(values.qtMs),
    qtcMs: round(values.qtc?.[formula] ?? null),
    qtcFormula: values.qtc === null ? null : formula,
  };
}
