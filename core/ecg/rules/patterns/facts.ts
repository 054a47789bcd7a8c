// Patterns beyond single intervals: what was seen, where, and its size. Found once a recording is measured; the rule set says which of them alarm.
import type { StandardLead } from '../../signal/limb-leads.ts';

export interface PatternSpan {
  fromMs: number;
  toMs: number;
}

/** A fast run whose beats change their form. `twisting`: the polarity turns over several beats and turns back, as in torsades de pointes. */
export interface ChangingRun extends PatternSpan {
  kind: 'polymorphic' | 'twisting' | 'bidirectional';
  beats: number;
  rateBpm: number;
  /** Median likeness of one beat to the next, -1 to 1. */
  likeness: number;
}

export interface Alternans extends PatternSpan {
  lead: string;
  /** Mean difference of the T waves of odd and even beats, microvolts. */
  uv: number;
  beats: number;
}

export interface Flutter extends PatternSpan {
  atrialRateBpm: number;
  /** Leads that show the waves. */
  leads: string[];
}

/** Waves of flutter, named or only possible, that run through ST. */
export interface AtrialWaves {
  /** ST at J of each lead without the waves, microvolts; `null` where they could not be taken off. */
  stJ: Record<string, number | null>;
}

/** A wave at a pace of its own, unrelated to the beats: tremor, chest compressions, a shaken cable. */
export interface UnrelatedWave extends PatternSpan {
  /** Waves a second. */
  hz: number;
  /** From crest to trough in each lead of its own, microvolts. */
  uv: Record<string, number>;
  /** Sharp QRS of one form stand above it all along: what looks like fibrillation or changing beats is the wave. Absent where they were not sought or not found. */
  hasQrs?: true;
}

/** mobitz-1: PR lengthens before the dropped beat. advanced: two P waves and more in a row blocked. complete: P waves and QRS run apart. */
export type BlockKind = 'mobitz-1' | 'mobitz-2' | 'two-to-one' | 'advanced' | 'varying' | 'complete';

export interface Block extends PatternSpan {
  kind: BlockKind;
  /** Intervals with blocked P waves that were seen (complete: P waves of the train). */
  count: number;
  /** Milliseconds of the P waves that were not conducted. */
  pMs: number[];
  atrialRateBpm: number;
}

export interface Preexcitation {
  prMs: number;
  qrsMs: number;
  /** Leads whose upstroke begins slurred. */
  leads: StandardLead[];
}

export interface LungPattern {
  /** Depths and heights in microvolts: S in I, Q in III, T in III (negative). */
  sI: number;
  qIII: number;
  tIII: number;
  /** T inverted in V1 to V3, or a rate above 100: what makes the pattern speak. */
  support: string[];
}

export interface PatternFacts {
  changingRuns: ChangingRun[];
  alternans: Alternans[];
  blocks: Block[];
  preexcitation: Preexcitation | null;
  s1q3t3: LungPattern | null;
  /** Absent in measurements that were stored before it was sought. */
  flutter?: Flutter | null;
  /** Absent likewise. */
  atrialWaves?: AtrialWaves | null;
  /** Absent likewise. */
  unrelatedWave?: UnrelatedWave | null;
}

export const noPatterns: PatternFacts = {
  changingRuns: [],
  alternans: [],
  blocks: [],
  preexcitation: null,
  s1q3t3: null,
  flutter: null,
  atrialWaves: null,
  unrelatedWave: null,
};
