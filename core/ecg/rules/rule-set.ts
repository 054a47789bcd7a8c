// A rule set for critical and major-positive ECGs is data: a hospital chooses one, changes its thresholds, and keeps the version.
import type { QtcFormula } from '../measure/qtc.ts';

/** 危急值 / 重大阳性值 (Shanxi 2017 splits the two). */
export type RiskLevel = 'critical' | 'major-positive';

/** What a rule looks for. Rates in beats a minute, times in the unit of the name, voltages in microvolts. */
export type RuleCondition =
  | { kind: 'ventricular-fibrillation' }
  | {
      kind: 'ventricular-run';
      minRateBpm: number;
      /** A faster run belongs to another rule. */
      maxRateBpm?: number | undefined;
      minSeconds: number;
      /** A recording shorter than `minSeconds` counts when the run fills this share of it. */
      orShareOfRecording: number;
    }
  | { kind: 'ventricular-run-beats'; minBeats: number; minRateBpm: number }
  | { kind: 'supraventricular-rate'; minRateBpm: number; minSeconds: number; orShareOfRecording: number }
  | { kind: 'fibrillation-rate'; minRateBpm: number; minSeconds: number; orShareOfRecording: number }
  | { kind: 'fibrillation-shortest-rr'; maxRrMs: number; minQrsMs: number }
  | { kind: 'mean-rate-low'; maxRateBpm: number }
  | { kind: 'long-rr'; minSeconds: number }
  | { kind: 'long-rr-in-fibrillation'; minSeconds: number }
  | {
      kind: 'qtc';
      minMs: number;
      /** `by-rate`: Bazett from 60 to 90/min, where it holds, Fridericia below and above. */
      formula: QtcFormula | 'by-rate';
      rOnT: boolean;
    }
  | { kind: 'r-on-t' }
  | {
      kind: 'st-elevation';
      limbUv: number;
      /** V1 to V3. */
      rightPrecordialUv: number;
      /** V4 to V6. */
      leftPrecordialUv: number;
      contiguousLeads: number;
    }
  | { kind: 'st-depression'; minUv: number; contiguousLeads: number }
  | { kind: 'hyperkalaemia-pattern'; minQrsMs: number; minTUv: number }
  | {
      /** Long QT(U) together with a fast run of ventricular beats. */
      kind: 'hypokalaemia-pattern';
      minMs: number;
      minBeats: number;
      minRateBpm: number;
    }
  | {
      /** What no tracing shows by itself: it never alarms; the reader picks it by hand, at the level of the rule. */
      kind: 'by-reader';
    }
  | { kind: 'asystole'; minSeconds: number }
  | {
      /** Fast runs whose beats change: polymorphic and twisting ones, or alternating in two directions. */
      kind: 'changing-run';
      form: 'polymorphic' | 'bidirectional';
      minBeats: number;
      minRateBpm: number;
    }
  | {
      kind: 'av-block';
      /** `second`: Mobitz I and II and 2:1. `high`: advanced and complete. */
      degree: 'second' | 'high';
      /** Mean ventricular rate at or below which it counts. */
      maxRateBpm: number;
    }
  | { kind: 't-wave-alternans'; minUv: number; minLeads: number }
  | { kind: 'preexcitation'; maxPrMs: number; minQrsMs: number }
  | { kind: 's1q3t3'; minUv: number };

export interface EcgRule {
  id: string;
  level: RiskLevel;
  zh: string;
  en: string;
  when: RuleCondition;
  /** Off without being deleted, so that a hospital's list stays comparable with its source. */
  enabled: boolean;
  /** The clause that it comes from. */
  source: string;
}

export interface RuleSet {
  id: string;
  version: string;
  zh: string;
  en: string;
  source: string;
  rules: readonly EcgRule[];
}

export interface Evidence {
  lead?: string;
  fromMs: number;
  toMs: number;
  zh: string;
  en: string;
  value: number;
  unit: 'bpm' | 'ms' | 's' | 'µV' | 'beats';
  threshold: number;
}

/** Always a suspicion: a physician confirms or dismisses it, the software does neither. */
export interface RuleFinding {
  rule: string;
  level: RiskLevel;
  zh: string;
  en: string;
  confidence: number;
  evidence: Evidence[];
  ruleSet: { id: string; version: string };
}
