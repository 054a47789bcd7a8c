// Where the data records of an EDF+D file lie in time: runs of records without a gap, and whether they fit one waveform.
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import type { EdfHeader } from './header.ts';

/** Records from `first`, `count` of them, that follow each other without a gap. */
export interface Run {
  startS: number;
  first: number;
  count: number;
}

/** A recording that is mostly gap is kept as its pieces: filling a week around ten strips would be all emptiness. */
const mostTimesRecorded = 16;
const mostRuns = 2000;
/** Longest span of a recorder: a loop recorder's month. */
const mostSpanS = 62 * 86_400;

/** Runs of an interrupted file by the onsets of its records; a record without a readable onset follows the one before, and is named. */
export function runsOf(
  { kind, recordSeconds }: EdfHeader,
  records: number,
  onsets: readonly (number | undefined)[],
  problems: ProblemList,
): Run[] {
  if (kind === 'plain' || records === 0) return [{ startS: 0, first: 0, count: records }];
  const zero = onsets[0] ?? 0;
  const made: Run[] = [];
  for (let record = 0; record < records; record++) {
    const last = made.at(-1);
    const follows = last ? last.startS + last.count * recordSeconds : 0;
    const onset = onsets[record];
    if (onset === undefined) {
      problems.add('TIME_AXIS_INVALID', `record ${record + 1}`, 'The record does not say when it starts');
    }
    const startS = onset === undefined ? follows : onset - zero;
    const gap = startS - follows;
    // Recorders round the onset; a hundredth of a record is no interruption.
    if (last && Math.abs(gap) <= Math.max(0.001, recordSeconds / 100)) last.count += 1;
    else if (!last) made.push({ startS: 0, first: record, count: 1 });
    else if (kind === 'continuous' || gap < 0 || startS > mostSpanS) {
      const text = `The record says that it starts after ${onset} s, which does not fit; it is taken to follow the one before`;
      problems.add('TIME_AXIS_INVALID', `record ${record + 1}`, text);
      last.count += 1;
    } else made.push({ startS, first: record, count: 1 });
  }
  if (made.length > mostRuns) throw new EcgRefusal('TOO_LARGE', 'records', `${made.length} interruptions`);
  const gaps = made.length - 1;
  if (gaps > 0) problems.add('RECORDING_INTERRUPTED', 'records', `The recording was interrupted ${gaps} times`);
  return made;
}

/** All runs as one waveform with gaps, or each as its own. */
export function blocksOf(runs: readonly Run[], recordSeconds: number): Run[][] {
  const last = runs.at(-1);
  const recorded = runs.reduce((sum, { count }) => sum + count, 0) * recordSeconds;
  const span = last ? last.startS + last.count * recordSeconds : 0;
  return span <= mostTimesRecorded * recorded ? [[...runs]] : runs.map((run) => [run]);
}
