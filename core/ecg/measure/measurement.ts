// What a measured recording says: the numbers, what each is worth, and where on the tracing it was seen. `null` is "absent".

import type { Waves } from '../delineate/waves.ts';
import type { ClassifiedBeat } from '../detect/classes.ts';
import type { ChaoticSpan } from '../rhythm/chaotic-ventricles.ts';
import type { Regularity, Run } from '../rhythm/intervals.ts';
import type { RhythmCode } from '../rhythm/label.ts';
import type { Pause } from '../rhythm/pauses.ts';
import type { StandardLead } from '../signal/limb-leads.ts';
import type { ScaleDoubt } from '../signal/plausible-scale.ts';
import type { LeadQuality } from '../signal/quality.ts';
import type { LeadAmplitudes } from './amplitudes.ts';
import type { Axis } from './axis.ts';
import type { QtcFormula } from './qtc.ts';
import type { Withheld } from './withheld.ts';

export type MeasuredName =
  | 'heartRateBpm'
  | 'rrMs'
  | 'pMs'
  | 'prMs'
  | 'qrsMs'
  | 'qtMs'
  | 'axisP'
  | 'axisQrs'
  | 'axisT'
  | 'rhythm';

export interface RhythmDetail {
  regularity: Regularity;
  /** Lowest and highest rate over four intervals. */
  minRateBpm: number | null;
  maxRateBpm: number | null;
  shortestRrMs: number | null;
  longestRrMs: number | null;
  /** Share of the recording in atrial fibrillation, and where. */
  fibrillationShare: number;
  fibrillation: { fromMs: number; toMs: number; probability: number }[];
  chaoticVentricles: ChaoticSpan[];
  ventricularRuns: Run[];
  /** Five beats and more faster than 100/min, whatever their class; after a slower one the first of them is not counted. */
  fastRuns: Run[];
  /** Stretches of 2 s and more without a QRS, those to the ends of the recording too. */
  pauses: Pause[];
  counts: Record<ClassifiedBeat['class'], number>;
}

export interface MedianBeatResult {
  sampleRateHz: number;
  /** Index of the main deflection. */
  origin: number;
  leads: { name: string; samples: Float32Array }[];
  waves: Waves;
  /** How many beats went in. */
  beats: number;
}

export interface RecordingQuality {
  /** 0 to 1: that of the better half of the leads. */
  score: number;
  leads: Record<string, LeadQuality>;
  leadsOff: string[];
  leadReversal: { hint: 'left-right-arm' | 'right-arm-left-leg' | 'right-arm-right-leg'; confidence: number } | null;
  pacingSpikesMs: number[];
  /** Heights that no heart has: the declared gain may be wrong. Absent where they are possible, and in older measurements. */
  scaleDoubt?: ScaleDoubt;
}

export interface Measured {
  durationMs: number;
  heartRateBpm: number | null;
  rrMs: number | null;
  pMs: number | null;
  prMs: number | null;
  qrsMs: number | null;
  qtMs: number | null;
  /** QT to where another look sees T end, where the two disagree: then neither is sure. Absent where they agree, and in older measurements. */
  qtOtherMs?: number;
  qtc: Record<QtcFormula, number | null>;
  axisDeg: { p: number | null; qrs: number | null; t: number | null };
  axisState: { p: Axis['state']; qrs: Axis['state']; t: Axis['state'] };
  rhythm: RhythmCode;
  rhythmDetail: RhythmDetail;
  /** 0 to 1 for each value that is there. */
  confidence: Partial<Record<MeasuredName, number>>;
  amplitudes: Partial<Record<StandardLead, LeadAmplitudes>> & Record<string, LeadAmplitudes>;
  beats: ClassifiedBeat[];
  sampleRateHz: number;
  medianBeat: MedianBeatResult | null;
  quality: RecordingQuality;
  /** What is not claimed or is in doubt, with the reason; absent in older measurements. */
  withheld?: Withheld[];
}
