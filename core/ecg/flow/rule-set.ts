// A rule set as an administrator hands it in: the same shape as `rules/rule-set.ts`, checked field by field.
import { z } from 'zod';
import { Id, Instant, ShortText } from '../../kernel/contract.ts';
import type { RuleCondition, RuleSet } from '../rules/rule-set.ts';

const positive = z.number().positive().finite();
const bpm = positive.max(600);
const seconds = z.number().min(0).max(86_400);
const share = z.number().min(0).max(1);
const microvolt = positive.max(20_000);

export const RuleConditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ventricular-fibrillation') }),
  z.object({
    kind: z.literal('ventricular-run'),
    minRateBpm: bpm,
    maxRateBpm: bpm.optional(),
    minSeconds: seconds,
    orShareOfRecording: share,
  }),
  z.object({ kind: z.literal('ventricular-run-beats'), minBeats: z.number().int().min(2).max(1000), minRateBpm: bpm }),
  z.object({
    kind: z.literal('supraventricular-rate'),
    minRateBpm: bpm,
    minSeconds: seconds,
    orShareOfRecording: share,
  }),
  z.object({ kind: z.literal('fibrillation-rate'), minRateBpm: bpm, minSeconds: seconds, orShareOfRecording: share }),
  z.object({ kind: z.literal('fibrillation-shortest-rr'), maxRrMs: positive.max(3000), minQrsMs: positive.max(400) }),
  z.object({ kind: z.literal('mean-rate-low'), maxRateBpm: bpm }),
  z.object({ kind: z.literal('long-rr'), minSeconds: positive.max(60) }),
  z.object({ kind: z.literal('long-rr-in-fibrillation'), minSeconds: positive.max(60) }),
  z.object({
    kind: z.literal('qtc'),
    minMs: positive.max(1500),
    formula: z.enum(['bazett', 'fridericia', 'framingham', 'hodges', 'by-rate']),
    rOnT: z.boolean(),
  }),
  z.object({ kind: z.literal('r-on-t') }),
  z.object({
    kind: z.literal('st-elevation'),
    limbUv: microvolt,
    rightPrecordialUv: microvolt,
    leftPrecordialUv: microvolt,
    contiguousLeads: z.number().int().min(1).max(12),
  }),
  z.object({ kind: z.literal('st-depression'), minUv: microvolt, contiguousLeads: z.number().int().min(1).max(12) }),
  z.object({ kind: z.literal('hyperkalaemia-pattern'), minQrsMs: positive.max(400), minTUv: microvolt }),
  z.object({
    kind: z.literal('hypokalaemia-pattern'),
    minMs: positive.max(1500),
    minBeats: z.number().int().min(2).max(1000),
    minRateBpm: bpm,
  }),
  z.object({ kind: z.literal('by-reader') }),
  z.object({ kind: z.literal('asystole'), minSeconds: positive.max(60) }),
  z.object({
    kind: z.literal('changing-run'),
    form: z.enum(['polymorphic', 'bidirectional']),
    minBeats: z.number().int().min(4).max(1000),
    minRateBpm: bpm,
  }),
  z.object({ kind: z.literal('av-block'), degree: z.enum(['second', 'high']), maxRateBpm: bpm }),
  z.object({ kind: z.literal('t-wave-alternans'), minUv: microvolt, minLeads: z.number().int().min(1).max(12) }),
  z.object({ kind: z.literal('preexcitation'), maxPrMs: positive.max(400), minQrsMs: positive.max(400) }),
  z.object({ kind: z.literal('s1q3t3'), minUv: microvolt }),
]) satisfies z.ZodType<RuleCondition>;

export const RuleSetSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
  version: z.string().min(1).max(32),
  zh: ShortText.min(1),
  en: ShortText.min(1),
  source: ShortText,
  rules: z
    .array(
      z.object({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
        level: z.enum(['critical', 'major-positive']),
        zh: ShortText.min(1),
        en: ShortText.min(1),
        when: RuleConditionSchema,
        enabled: z.boolean(),
        source: ShortText,
      }),
    )
    .max(100),
}) satisfies z.ZodType<RuleSet>;

/** A stored version. Shipped ones are never changed: an edit makes the hospital's own, with a version one higher. */
export const StoredRuleSet = z.object({
  ruleSet: RuleSetSchema,
  shipped: z.boolean(),
  active: z.boolean(),
  savedAt: Instant,
  savedBy: ShortText,
  reason: ShortText,
  /** Who of the hospital answers for it: checked it against the hospital's own list, saved it or put it in force. Null: as it was shipped. */
  confirmed: z.object({ by: ShortText, at: Instant }).nullable(),
});
export type StoredRuleSet = z.infer<typeof StoredRuleSet>;

const PreviewFinding = z.object({
  rule: z.string(),
  level: z.enum(['critical', 'major-positive']),
  zh: z.string(),
  en: z.string(),
  /** The evidence in words. */
  evidenceZh: z.string(),
  evidenceEn: z.string(),
});

/** Recordings on which the tried set and the set in force differ, or that either alarms on. */
export const RulePreview = z.object({
  /** Measured recordings that were looked at. */
  examined: z.number().int().nonnegative(),
  rows: z.array(
    z.object({
      recordingId: Id,
      receivedAt: Instant,
      name: ShortText,
      accession: z.string(),
      /** Of the set in force, and of the tried one. */
      now: z.array(PreviewFinding),
      tried: z.array(PreviewFinding),
    }),
  ),
});
export type RulePreview = z.infer<typeof RulePreview>;
