// The thresholds of a rule as a person sets them: in clinical units, with the range that the boundary accepts (`flow/rule-set.ts`).
import { RuleConditionSchema } from '../../../../core/ecg/flow/rule-set.ts';
import type { RuleCondition } from '../../../../core/ecg/rules/rule-set.ts';
import type { SettingsTextKey } from './texts.ts';

export interface NumberField {
  kind: 'number';
  unit: 'bpm' | 's' | 'ms' | 'mV' | 'percent' | 'count';
  /** Stored value = shown value × scale. */
  scale: number;
  /** Shown values. */
  low: number;
  high: number;
  whole: boolean;
}

export interface ChoiceField {
  kind: 'choice';
  choices: readonly string[];
}

const number = (unit: NumberField['unit'], low: number, high: number, scale = 1, whole = false): NumberField => ({
  kind: 'number',
  unit,
  scale,
  low,
  high,
  whole,
});

const rate = number('bpm', 1, 600);
const volt = number('mV', 0.01, 20, 1000);

const fields: Readonly<Record<string, NumberField | ChoiceField>> = {
  minRateBpm: rate,
  maxRateBpm: rate,
  minSeconds: number('s', 0, 86_400),
  orShareOfRecording: number('percent', 0, 100, 0.01),
  minBeats: number('count', 2, 1000, 1, true),
  maxRrMs: number('ms', 1, 3000),
  minQrsMs: number('ms', 1, 400),
  maxPrMs: number('ms', 1, 400),
  minMs: number('ms', 1, 1500),
  limbUv: volt,
  rightPrecordialUv: volt,
  leftPrecordialUv: volt,
  minUv: volt,
  minTUv: volt,
  contiguousLeads: number('count', 1, 12, 1, true),
  minLeads: number('count', 1, 12, 1, true),
  formula: { kind: 'choice', choices: ['bazett', 'fridericia', 'framingham', 'hodges', 'by-rate'] },
  form: { kind: 'choice', choices: ['polymorphic', 'bidirectional'] },
  degree: { kind: 'choice', choices: ['second', 'high'] },
  rOnT: { kind: 'choice', choices: ['yes', 'no'] },
};

export interface RuleField {
  name: string;
  field: NumberField | ChoiceField;
  /** As shown: a number without needless digits, or a choice. */
  shown: string;
}

export function fieldsOf(when: RuleCondition): RuleField[] {
  return Object.entries(when).flatMap(([name, value]) => {
    const field = fields[name];
    if (!field) return [];
    const shown =
      field.kind === 'number'
        ? String(Math.round((Number(value) / field.scale) * 1e4) / 1e4)
        : typeof value === 'boolean'
          ? value
            ? 'yes'
            : 'no'
          : String(value);
    return [{ name, field, shown }];
  });
}

/** The condition with one threshold set as shown; null where it is no number of the range. */
export function withField(when: RuleCondition, name: string, shown: string): RuleCondition | null {
  const field = fields[name];
  if (!field) return null;
  let value: unknown = shown;
  if (field.kind === 'number') {
    const typed = shown.trim() === '' ? Number.NaN : Number(shown);
    if (!Number.isFinite(typed) || typed < field.low || typed > field.high) return null;
    if (field.whole && !Number.isInteger(typed)) return null;
    value = Math.round(typed * field.scale * 1e6) / 1e6;
  } else if (name === 'rOnT') value = shown === 'yes';
  const next = RuleConditionSchema.safeParse({ ...when, [name]: value });
  return next.success ? next.data : null;
}

/** `field.minRateBpm` where the words have it. */
export function fieldKey(name: string, words: Readonly<Record<string, string>>): SettingsTextKey | null {
  const key = `field.${name}`;
  return key in words ? (key as SettingsTextKey) : null;
}
