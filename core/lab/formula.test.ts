// Formulas: exact, in the order of arithmetic, null when anything is missing, never evaluated as code.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decimal, formatDecimal, parseDecimal, round } from '../kernel/decimal.ts';
import { evaluate, parseFormula } from './formula.ts';

function calculate(formula: string, values: Record<string, string>, decimals: number): string | null {
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(`${parsed.at}: ${parsed.problem}`);
  const operand = (code: string): Decimal | null => parseDecimal(values[code] ?? '');
  const value = evaluate(parsed.expression, operand);
  return value === null ? null : formatDecimal(round(value, decimals));
}

describe('calculation', () => {
  test.each([
    ['{TP} - {ALB}', { TP: '72.3', ALB: '45.1' }, 1, '27.2'],
    ['{ALB}/({TP}-{ALB})', { TP: '72', ALB: '45' }, 2, '1.67'],
    ['{Na} + {K} - {Cl} - {CO2}', { Na: '140', K: '4.0', Cl: '104', CO2: '25' }, 1, '15.0'],
    ['2 + 3 * 4', {}, 0, '14'],
    ['(2 + 3) * 4', {}, 0, '20'],
    ['10 - 4 - 3', {}, 0, '3'],
    ['-{A} * -2', { A: '3' }, 0, '6'],
    ['{NEUT%} / 100', { 'NEUT%': '57.4' }, 3, '0.574'],
  ])('%s', (formula, values, decimals, shown) => {
    expect(calculate(formula, values, decimals)).toBe(shown);
  });

  test('missing operands and division by zero give nothing', () => {
    expect(calculate('{TP} - {ALB}', { TP: '72' }, 1)).toBeNull();
    expect(calculate('{A} / {B}', { A: '1', B: '0.0' }, 1)).toBeNull();
    expect(calculate('0 * {A}', {}, 1)).toBeNull();
  });
});

test.each([
  ['{TP} -', 6],
  ['{TP} {ALB}', 5],
  ['({TP}', 5],
  ['process.exit()', 0],
  ['{}', 0],
  ['1 ++ 2', 3],
  ['', 0],
])('%s is refused at %i', (formula, at) => {
  expect(parseFormula(formula)).toMatchObject({ ok: false, at });
});

test('codes are named once', () => {
  expect(parseFormula('{A} + {B} * {A}')).toMatchObject({ ok: true, codes: ['A', 'B'] });
});

test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', 'A', '1', '.', '+', '-', '*', '/', '(', ')', ' ') }),
      (text) => typeof parseFormula(text).ok === 'boolean',
    ),
  );
  expect(parseFormula('('.repeat(5000)).ok).toBe(false);
});
