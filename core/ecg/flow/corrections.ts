// A reader corrects what the machine measured: marks of the median beat, rate and axes; what the values become, and what stands in the lists.
import { fail } from '../../kernel/errors.ts';
import { type BeatMarks, markNames, valuesOf } from '../paper/mark-values.ts';
import { formulaFor } from '../rules/qtc-evidence.ts';
import type { CorrectedValues, MeasuredByHand, RecordingSummary, StoredMeasurement } from './recording.ts';

/**
 * QTc follows from the rate that a person counted.
 * @throws INPUT_INVALID for marks out of order or beyond the beat, STATE_REFUSED where nothing was measured
 */
export function correctedValues(
  measurement: StoredMeasurement | null,
  marks: BeatMarks,
  byHand: MeasuredByHand = {},
): CorrectedValues {
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
  return {
    heartRateBpm: byHand.heartRateBpm ?? measurement.heartRateBpm,
    axisPDeg: byHand.axisPDeg ?? measurement.axisDeg.p,
    axisQrsDeg: byHand.axisQrsDeg ?? measurement.axisDeg.qrs,
    axisTDeg: byHand.axisTDeg ?? measurement.axisDeg.t,
    ...valuesOf(marks, rrWith(measurement, byHand)),
  };
}

/** Mean RR in milliseconds: of the rate that a person counted, else the machine's. */
export function rrWith({ rrMs }: Pick<StoredMeasurement, 'rrMs'>, { heartRateBpm }: MeasuredByHand): number | null {
  return heartRateBpm === undefined ? rrMs : 60_000 / heartRateBpm;
}

/** What a correction can change, in the order of reports; QTc follows from QT and rate. */
export const correctable = [
  ...(['heartRateBpm', 'pMs', 'prMs', 'qrsMs', 'qtMs'] as const),
  ...(['axisPDeg', 'axisQrsDeg', 'axisTDeg'] as const),
] as const;
type Correctable = (typeof correctable)[number];
type Before = Pick<CorrectedValues, Correctable>;

export interface ValueChange {
  name: Correctable;
  from: number | null;
  to: number | null;
}

/** The machine's values as a correction has them: what the first one, and each that left something open, goes from. */
export function machineValues({
  axisDeg,
  ...values
}: Pick<StoredMeasurement, 'axisDeg' | 'heartRateBpm' | 'pMs' | 'prMs' | 'qrsMs' | 'qtMs'>): Before {
  const { heartRateBpm, pMs, prMs, qrsMs, qtMs } = values;
  return { heartRateBpm, pMs, prMs, qrsMs, qtMs, axisPDeg: axisDeg.p, axisQrsDeg: axisDeg.qrs, axisTDeg: axisDeg.t };
}

/** What a person made of the values that stood before, as whole numbers; what stayed, or was left open, is left out. */
export function changesOf(before: Before, after: CorrectedValues): ValueChange[] {
  const whole = (value: number | null) => (value === null ? null : Math.round(value));
  return correctable
    .flatMap((name): ValueChange[] => {
      const [from, to] = [before[name], after[name]];
      return from === undefined || to === undefined ? [] : [{ name, from: whole(from), to: whole(to) }];
    })
    .filter(({ from, to }) => from !== to);
}

export function summaryWith(summary: RecordingSummary | null, values: CorrectedValues): RecordingSummary | null {
  if (summary === null) return null;
  // Of the rate that stands now: where a person counted another one, the formula that held before may hold no more.
  const formula = formulaFor(values.heartRateBpm);
  const round = (value: number | null) => (value === null ? null : Math.round(value));
  return {
    ...summary,
    heartRateBpm: round(values.heartRateBpm),
    axisQrsDeg: round(values.axisQrsDeg),
    prMs: round(values.prMs),
    qrsMs: round(values.qrsMs),
    qtMs: round(values.qtMs),
    qtcMs: round(values.qtc?.[formula] ?? null),
    qtcFormula: values.qtc === null ? null : formula,
  };
}
