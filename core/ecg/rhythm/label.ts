// One name for the rhythm of a recording, from rate, regularity, P waves, beat classes and fibrillation; "undetermined" is a name too.
import type { ClassifiedBeat } from '../detect/classes.ts';
import { type RateLimits, usualRate } from '../statements/rate-by-age.ts';
import type { Regularity } from './intervals.ts';

export type RhythmCode =
  | 'sinus-rhythm'
  | 'sinus-tachycardia'
  | 'sinus-bradycardia'
  | 'sinus-arrhythmia'
  | 'atrial-fibrillation'
  | 'supraventricular-rhythm'
  | 'narrow-tachycardia'
  | 'wide-tachycardia'
  | 'ventricular-rhythm'
  | 'ventricular-fibrillation'
  | 'paced-rhythm'
  | 'asystole'
  | 'undetermined';

export interface RhythmFacts {
  beats: readonly ClassifiedBeat[];
  rateBpm: number | null;
  regularity: Regularity;
  /** Share of the recording in atrial fibrillation. */
  fibrillation: number;
  chaotic: boolean;
  /** P wave of the median beat: there with an upright axis, there otherwise, or absent; `null` when it could not be judged. */
  p: 'sinus' | 'other' | 'absent' | null;
  qrsMs: number | null;
  /** One even wave without a rest fills the most of the recording: no QRS of a conducted beat is so wide. */
  isRunning?: boolean;
  /** Best lead quality, 0 to 1. */
  quality: number;
  durationS: number;
  /** Beats a minute between which the rhythm of a heart of this age is neither slow nor fast; an adult's where not given. */
  limits?: RateLimits;
}

/** Above this an adult's narrow rhythm without a P wave of the sinus node is called a tachycardia. */
const fastNarrowBpm = 130;

export interface RhythmName {
  code: RhythmCode;
  /** 0 to 1. */
  confidence: number;
}

export function nameRhythm(facts: RhythmFacts): RhythmName {
  const { beats, rateBpm, quality, durationS, limits = usualRate(undefined) } = facts;
  if (facts.chaotic) return { code: 'ventricular-fibrillation', confidence: 0.6 };
  if (rateBpm === null || beats.length < 3) {
    const silent = beats.length === 0 && durationS >= 5 && quality > 0.6;
    return silent ? { code: 'asystole', confidence: 0.4 } : { code: 'undetermined', confidence: 0.2 };
  }
  const share = (kind: ClassifiedBeat['class']) => beats.filter((beat) => beat.class === kind).length / beats.length;
  const trust = Math.min(1, quality + 0.2);
  if (share('paced') > 0.5) return { code: 'paced-rhythm', confidence: 0.8 * trust };
  if (share('ventricular') > 0.6)
    return { code: rateBpm > 100 ? 'wide-tachycardia' : 'ventricular-rhythm', confidence: 0.6 * trust };
  if (facts.fibrillation > 0.5) return { code: 'atrial-fibrillation', confidence: 0.85 * trust };
  if (facts.p === 'sinus') return { code: sinus(rateBpm, facts.regularity, limits), confidence: 0.9 * trust };
  // A wide rhythm without P is no child's either: adult limits hold for it at every age.
  const wide = facts.isRunning === true || (facts.qrsMs !== null && facts.qrsMs >= 120);
  if (rateBpm > 100 && wide) return { code: 'wide-tachycardia', confidence: 0.6 * trust };
  if (rateBpm > Math.max(fastNarrowBpm, limits.high)) return { code: 'narrow-tachycardia', confidence: 0.6 * trust };
  if (facts.p === null) return { code: 'undetermined', confidence: 0.3 };
  return { code: 'supraventricular-rhythm', confidence: 0.5 * trust };
}

function sinus(rateBpm: number, regularity: Regularity, { low, high }: RateLimits): RhythmCode {
  if (rateBpm > high) return 'sinus-tachycardia';
  if (rateBpm < low) return 'sinus-bradycardia';
  return regularity === 'irregular' ? 'sinus-arrhythmia' : 'sinus-rhythm';
}
