// Values as analyzers and people write them: numbers, numbers with an operator, words, and the ways to say that there is none.
import { type Decimal, decimalOf, formatDecimal, multiply, parseDecimal, round, toNumber } from '../kernel/decimal.ts';

export type Operator = '' | '<' | '<=' | '>' | '>=';

/** A number, alone or as a bound of what was measured (`<0.5`: below what can be measured). */
export interface Reading {
  operator: Operator;
  value: Decimal;
}

const reading = /^(<=|>=|=<|=>|<|>)?\s*([+-]?[\d.]+)$/u;

/** `5.20`, `<0.5`, `≥ 15000`; null for words, for `1,5` (a decimal or a thousand? no guess) and for numbers with a unit behind them. */
export function parseReading(text: string): Reading | null {
  const half = text.normalize('NFKC').replaceAll('≤', '<=').replaceAll('≥', '>=').trim();
  const match = reading.exec(half);
  const value = match === null ? null : parseDecimal(match[2] ?? '');
  if (match === null || value === null) return null;
  const sign = match[1] ?? '';
  return { operator: operatorOf(sign), value };
}

function operatorOf(sign: string): Operator {
  switch (sign) {
    case '<':
    case '>':
      return sign;
    case '<=':
    case '=<':
      return '<=';
    case '>=':
    case '=>':
      return '>=';
    default:
      return '';
  }
}

// ABL80 `.....`, BC-5380 `***.**`, `----`, `////`. One `-` alone is the word for negative in urine strips, and stays a value.
const filler = /^[.*\-–—_/? ]+$/u;
const saysNone = new Set([
  'na',
  'n/a',
  'n.a.',
  'no result',
  'noresult',
  'error',
  'err',
  'invalid',
  'nan',
  'null',
  '无结果',
  '无效',
]);

/** True for every known way of saying that there is no result. */
export function isNoValue(text: string): boolean {
  const bare = text.normalize('NFKC').trim();
  if (bare === '') return true;
  if (bare === '-' || bare === '–' || bare === '—') return false;
  return filler.test(bare) || saysNone.has(bare.toLowerCase());
}

/** The number to calculate and to draw with: null for words, for no value, and for `<0.5` (a bound is no measurement). */
export function numericOf(text: string): number | null {
  if (isNoValue(text)) return null;
  const parsed = parseReading(text);
  return parsed === null || parsed.operator !== '' ? null : toNumber(parsed.value);
}

export function readingText(value: Reading): string {
  return value.operator + formatDecimal(value.value);
}

/**
 * Factor and decimals of a channel (LAB-34). Factor 1 without decimals gives the text back exactly as sent; so does text that is no reading.
 * With a factor but no decimals every digit of the product is kept.
 */
export function convertValue(text: string, factor: number, decimals: number | null): string {
  if (isNoValue(text) || (factor === 1 && decimals === null)) return text;
  const parsed = parseReading(text);
  if (parsed === null) return text;
  const product = factor === 1 ? parsed.value : multiply(parsed.value, decimalOf(factor));
  return readingText({ operator: parsed.operator, value: decimals === null ? product : round(product, decimals) });
}

/** Same number, or the same words. `5.20` and `5.2` are the same value, `<5` and `5` are not. */
export function sameValue(left: string, right: string): boolean {
  const a = parseReading(left);
  const b = parseReading(right);
  if (a !== null && b !== null) return a.operator === b.operator && toNumber(a.value) === toNumber(b.value);
  return left.normalize('NFKC').trim() === right.normalize('NFKC').trim();
}
