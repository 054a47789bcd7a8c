// Intervals that follow from marks on the median beat: what the reader's correction of a mark makes of the values.
import { correctedQt, type Qtc } from '../measure/qtc.ts';

/** Samples or milliseconds on one clock; null where the wave is absent (no P in atrial fibrillation). */
export interface BeatMarks {
  pOnMs: number | null;
  pOffMs: number | null;
  qrsOnMs: number | null;
  qrsOffMs: number | null;
  tOffMs: number | null;
}

export type MarkName = keyof BeatMarks;
export const markNames: readonly MarkName[] = ['pOnMs', 'pOffMs', 'qrsOnMs', 'qrsOffMs', 'tOffMs'];

export interface MarkValues {
  pMs: number | null;
  prMs: number | null;
  qrsMs: number | null;
  qtMs: number | null;
  qtc: Qtc | null;
}

const between = (from: number | null, to: number | null): number | null =>
  from !== null && to !== null && to > from ? to - from : null;

/** Milliseconds; null for what a missing mark leaves open. QTc needs the mean RR. */
export function valuesOf(marks: BeatMarks, rrMs: number | null): MarkValues {
  const qtMs = between(marks.qrsOnMs, marks.tOffMs);
  return {
    pMs: between(marks.pOnMs, marks.pOffMs),
    prMs: between(marks.pOnMs, marks.qrsOnMs),
    qrsMs: between(marks.qrsOnMs, marks.qrsOffMs),
    qtMs,
    qtc: qtMs !== null && rrMs !== null && rrMs > 0 ? correctedQt(qtMs, rrMs) : null,
  };
}

/** A mark moved to `ms`, held between its neighbours: onsets never pass offsets. */
export function withMark(marks: BeatMarks, name: MarkName, ms: number | null): BeatMarks {
  if (ms === null) return { ...marks, [name]: null };
  const at = markNames.indexOf(name);
  const before = markNames.slice(0, at).map((other) => marks[other]);
  const after = markNames.slice(at + 1).map((other) => marks[other]);
  const least = Math.max(0, ...before.filter((value) => value !== null));
  const most = Math.min(Number.POSITIVE_INFINITY, ...after.filter((value) => value !== null));
  return { ...marks, [name]: Math.min(most, Math.max(least, ms)) };
}
