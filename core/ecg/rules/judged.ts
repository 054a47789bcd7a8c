// What the rules judge: a measurement, live or as it was stored (where the sample lists of the median beat are plain numbers), and its patterns.
import type { Measured, MedianBeatResult } from '../measure/measurement.ts';
import type { PatternFacts } from './patterns/facts.ts';

export interface Judged extends Omit<Measured, 'medianBeat'> {
  medianBeat: Pick<MedianBeatResult, 'sampleRateHz' | 'origin' | 'waves' | 'beats'> | null;
  /** Absent in measurements that were stored before patterns were sought. */
  patterns?: PatternFacts | undefined;
  /** Of the patient; absent where the recording does not tell it (an adult's limits hold), and in older measurements. */
  ageYears?: number | undefined;
}
