// Judging one value against one range: low, high, critical at or beyond (LAB-38), and honest `unknown` when a bound does not decide.
import { toNumber } from '../kernel/decimal.ts';
import { sameText } from '../kernel/text.ts';
import type { RangeRule } from './dictionary.ts';
import type { Abnormality } from './model.ts';
import { isNoValue, parseReading, type Reading } from './numeric.ts';

type NumericLimits = Pick<RangeRule, 'low' | 'high' | 'criticalLow' | 'criticalHigh'>;

/** Limits are part of the normal range; a critical limit is itself critical. */
export function judgeNumber(value: number, limits: NumericLimits): Abnormality {
  if (limits.criticalLow !== null && value <= limits.criticalLow) return 'criticalLow';
  if (limits.criticalHigh !== null && value >= limits.criticalHigh) return 'criticalHigh';
  if (limits.low !== null && value < limits.low) return 'low';
  if (limits.high !== null && value > limits.high) return 'high';
  return limits.low === null && limits.high === null ? 'unknown' : 'normal';
}

/**
 * `<0.5` stands for every value from 0 to 0.5: it is judged only when all of them are judged alike. Where all are low but some
 * critical, critical: nobody may miss it because the analyzer stopped measuring there.
 */
function judgeBound(reading: Reading, limits: NumericLimits): Abnormality {
  const bound = toNumber(reading.value);
  const below = reading.operator === '<' || reading.operator === '<=';
  const closed = reading.operator === '<=' || reading.operator === '>=';
  const edges = [limits.criticalLow, limits.low, limits.high, limits.criticalHigh].filter((edge) => edge !== null);
  // Quantities are not negative: below a positive bound there is nothing under 0.
  const floor = bound > 0 ? 0 : Math.min(bound, ...edges) - 1;
  const inside = (value: number) => {
    if (closed && value === bound) return true;
    return below ? value < bound && value >= floor : value > bound;
  };
  // Judgements change at the limits only, so the limits, their near sides and the ends of the interval stand for all values in it.
  const nearBound = below ? bound - step(bound) : bound + step(bound);
  const farEnd = below ? floor : Math.max(bound, ...edges) + 1;
  const probes = [
    nearBound,
    farEnd,
    ...(closed ? [bound] : []),
    ...edges.flatMap((edge) => [edge - step(edge), edge, edge + step(edge)]),
  ];
  const judged = new Set(probes.filter(inside).map((value) => judgeNumber(value, limits)));
  const only = [...judged];
  if (only.length === 1) return only[0] ?? 'unknown';
  if (only.every((one) => one === 'low' || one === 'criticalLow')) return 'criticalLow';
  if (only.every((one) => one === 'high' || one === 'criticalHigh')) return 'criticalHigh';
  return 'unknown';
}

/** Smaller than any digit that a laboratory reports. */
function step(value: number): number {
  return Math.max(Math.abs(value), 1) * 1e-9;
}

/** Words first (a rule may name them for a numeric test too), then numbers. No rule: unknown, never normal. */
export function judge(value: string, rule: RangeRule | null): Abnormality {
  if (rule === null || isNoValue(value)) return 'unknown';
  if (rule.criticalTexts.some((text) => sameText(text, value))) return 'criticalAbnormal';
  if (rule.normalTexts.some((text) => sameText(text, value))) return 'normal';
  const reading = parseReading(value);
  if (reading !== null && hasLimits(rule)) {
    return reading.operator === '' ? judgeNumber(toNumber(reading.value), rule) : judgeBound(reading, rule);
  }
  return rule.normalTexts.length > 0 ? 'abnormal' : 'unknown';
}

function hasLimits(limits: NumericLimits): boolean {
  return limits.low !== null || limits.high !== null || limits.criticalLow !== null || limits.criticalHigh !== null;
}

export function isCritical(abnormality: Abnormality): boolean {
  return abnormality === 'criticalLow' || abnormality === 'criticalHigh' || abnormality === 'criticalAbnormal';
}

export function isAbnormal(abnormality: Abnormality): boolean {
  return abnormality !== 'normal' && abnormality !== 'unknown';
}

export function criticalDirection(abnormality: Abnormality): 'low' | 'high' | 'abnormal' {
  if (abnormality === 'criticalLow' || abnormality === 'low') return 'low';
  if (abnormality === 'criticalHigh' || abnormality === 'high') return 'high';
  return 'abnormal';
}
