// Which reference range applies to this person and specimen (LAB-37), and how it is written.
import type { Sex } from '../patient/model.ts';
import type { RangeRule } from './dictionary.ts';
import type { AppliedRange } from './model.ts';

/** What a rule may ask for. `null` is not known: a rule that asks for it does not apply. */
export interface RangeSubject {
  sex: Sex;
  ageDays: number | null;
  specimenType: string;
  departmentId: string;
  visitKind: string;
}

export type RangeChoice =
  | { kind: 'chosen'; rule: RangeRule }
  /** No rule applies. */
  | { kind: 'none' }
  /** Two rules apply and neither is more particular: the dictionary must be put right, nothing is guessed. */
  | { kind: 'ambiguous'; rules: RangeRule[] };

function applies(rule: RangeRule, subject: RangeSubject): boolean {
  if (rule.sex !== null && rule.sex !== subject.sex) return false;
  if (rule.specimenType !== null && rule.specimenType !== subject.specimenType) return false;
  if (rule.departmentId !== null && rule.departmentId !== subject.departmentId) return false;
  if (rule.visitKind !== null && rule.visitKind !== subject.visitKind) return false;
  if (rule.ageFromDays === null && rule.ageBelowDays === null) return true;
  if (subject.ageDays === null) return false;
  return (
    subject.ageDays >= (rule.ageFromDays ?? 0) && subject.ageDays < (rule.ageBelowDays ?? Number.POSITIVE_INFINITY)
  );
}

function hasAge(rule: RangeRule): boolean {
  return rule.ageFromDays !== null || rule.ageBelowDays !== null;
}

/** How many things a rule asks for; at equal count the narrower span of ages is more particular. */
function particularity(rule: RangeRule): [number, number] {
  const asked = [rule.sex, rule.specimenType, rule.departmentId, rule.visitKind].filter((part) => part !== null).length;
  const span = hasAge(rule)
    ? (rule.ageBelowDays ?? Number.POSITIVE_INFINITY) - (rule.ageFromDays ?? 0)
    : Number.POSITIVE_INFINITY;
  return [asked + (hasAge(rule) ? 1 : 0), -span];
}

function compareParticularity(left: RangeRule, right: RangeRule): number {
  const [leftAsked, leftSpan] = particularity(left);
  const [rightAsked, rightSpan] = particularity(right);
  if (leftAsked !== rightAsked) return rightAsked - leftAsked;
  return leftSpan === rightSpan ? 0 : rightSpan - leftSpan;
}

/** The most particular rule that applies; never depends on the order of the rules. */
export function chooseRange(rules: readonly RangeRule[], subject: RangeSubject): RangeChoice {
  const ranked = rules.filter((rule) => applies(rule, subject)).sort(compareParticularity);
  const [best] = ranked;
  if (best === undefined) return { kind: 'none' };
  const equal = ranked.filter((rule) => compareParticularity(rule, best) === 0);
  return equal.length === 1 ? { kind: 'chosen', rule: best } : { kind: 'ambiguous', rules: equal };
}

/** `3.5–5.3`, `≤5.2`, `≥1.0`, `阴性(-)`; decimals as given so that 4.0 does not become 4. */
export function rangeText(rule: RangeRule, decimals: number | null): string {
  const said = (value: number) => {
    const text = String(value);
    const written = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
    return decimals !== null && decimals > written ? value.toFixed(decimals) : text;
  };
  if (rule.low !== null && rule.high !== null) return `${said(rule.low)}–${said(rule.high)}`;
  if (rule.high !== null) return `≤${said(rule.high)}`;
  if (rule.low !== null) return `≥${said(rule.low)}`;
  return rule.normalTexts.join(' / ');
}

/** What is kept with a result, so that an old report does not change when the dictionary does. */
export function appliedRange(rule: RangeRule, decimals: number | null, dictionaryVersion: number): AppliedRange {
  return {
    text: rangeText(rule, decimals),
    low: rule.low,
    high: rule.high,
    criticalLow: rule.criticalLow,
    criticalHigh: rule.criticalHigh,
    dictionaryVersion,
  };
}

/** The limits that were passed, in words, for a critical value: `≤2.8`, `≥6.2`. */
export function criticalLimitText(range: AppliedRange | null, direction: 'low' | 'high' | 'abnormal'): string {
  if (direction === 'low' && range?.criticalLow != null) return `≤${range.criticalLow}`;
  if (direction === 'high' && range?.criticalHigh != null) return `≥${range.criticalHigh}`;
  return range?.text ?? '';
}
