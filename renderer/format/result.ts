// How a result is shown: arrow, word of the judgement, change against the previous value, words for "no value".
import { isAbnormal, isCritical } from '../../core/lab/judge.ts';
import type { Abnormality } from '../../core/lab/model.ts';
import { numericOf } from '../../core/lab/numeric.ts';

export type Severity = 'normal' | 'abnormal' | 'critical';

export function severityOf(abnormality: Abnormality): Severity {
  return isCritical(abnormality) ? 'critical' : isAbnormal(abnormality) ? 'abnormal' : 'normal';
}

/** ↑ ↓ for abnormal, ⇈ ⇊ for critical, * and ‼ for words (LAB-38). */
export function arrowOf(abnormality: Abnormality): string {
  switch (abnormality) {
    case 'low':
      return '↓';
    case 'high':
      return '↑';
    case 'abnormal':
      return '*';
    case 'criticalLow':
      return '⇊';
    case 'criticalHigh':
      return '⇈';
    case 'criticalAbnormal':
      return '‼';
    case 'normal':
    case 'unknown':
      return '';
    default:
      return abnormality satisfies never;
  }
}

/** Direction for colour and sorting: which side of the range the value is on. */
export function sideOf(abnormality: Abnormality): 'low' | 'high' | 'word' | 'none' {
  if (abnormality === 'low' || abnormality === 'criticalLow') return 'low';
  if (abnormality === 'high' || abnormality === 'criticalHigh') return 'high';
  if (abnormality === 'abnormal' || abnormality === 'criticalAbnormal') return 'word';
  return 'none';
}

/** Change in per cent against the previous value, `+12%`; empty when either is not a number, the units differ or the base is 0. */
export function deltaText(
  current: { numeric: number | null; unit: string },
  previous: { value: string; unit: string } | null,
): string {
  if (!previous || current.numeric === null || previous.unit !== current.unit) return '';
  const before = numericOf(previous.value);
  if (before === null || before === 0) return '';
  const percent = Math.round(((current.numeric - before) / Math.abs(before)) * 100);
  return percent === 0 ? '0%' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`;
}

/** True from the change on that deserves a look. Only a hint for the eye: the delta rule itself is in core. */
export function deltaIsLarge(text: string): boolean {
  return Number(text.replace(/[^\d]/g, '')) >= 50;
}
