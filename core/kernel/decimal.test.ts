// Decimal arithmetic: round halves as a person does, no float dust.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  type Decimal,
  decimalOf,
  divide,
  formatDecimal,
  multiply,
  negate,
  parseDecimal,
  round,
  toNumber,
} from './decimal.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === null) throw new Error(`not a decimal: ${text}`);
  return parsed;
}

describe('parse and format', () => {
  test.each([
    ['5.20', '5.20'],
    ['-3', '-3'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+7', '7'],
    ['12.', '12'],
    ['000.10', '0.10'],
  ])('%s is %s', (sent, shown) => {
    expect(formatDecimal(decimal(sent))).toBe(shown);
  });

  test.each(['', '1,5', '1e3', '.', '-', '<5', '5 5', 'NaN'])('%s is no plain decimal', (sent) => {
    expect(parseDecimal(sent)).toBeNull();
  });

  test('numbers with exponents', () => {
    expect(formatDecimal(decimalOf(1e21))).toBe('1000000000000000000000');
    expect(formatDecimal(decimalOf(1.5e-7))).toBe('0.00000015');
    expect(() => decimalOf(Number.NaN)).toThrow(RangeError);
  });
});

describe('arithmetic', () => {
  test('sums, products and quotients', () => {
    expect(formatDecimal(add(decimal('0.1'), decimal('0.2')))).toBe('0.3');
    expect(formatDecimal(add(decimal('72.3'), negate(decimal('45.1'))))).toBe('27.2');
    expect(formatDecimal(multiply(decimal('8.0'), decimal('10')))).toBe('80.0');
    expect(formatDecimal(divide(decimal('1'), decimal('3'), 4) ?? decimal('0'))).toBe('0.3333');
    expect(divide(decimal('1'), decimal('0.0'), 4)).toBeNull();
  });

  test.each([
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['2.344', 2, '2.34'],
    ['5', 2, '5.00'],
    ['0.4999', 0, '0'],
    ['9.995', 2, '10.00'],
  ])('%s to %i decimals is %s', (sent, decimals, shown) => {
    expect(formatDecimal(round(decimal(sent), decimals))).toBe(shown);
  });
});

const arbitrary = fc.record({ units: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), scale: fc.nat({ max: 6 }) });

test('format and parse are inverse', () => {
  fc.assert(fc.property(arbitrary, (value) => formatDecimal(decimal(formatDecimal(value))) === formatDecimal(value)));
});

test('rounding moves a value by half a unit at most', () => {
  fc.assert(
    fc.property(arbitrary, fc.nat({ max: 6 }), (value, decimals) => {
      const moved = Math.abs(toNumber(add(round(value, decimals), negate(value))));
      return moved <= 0.5 * 10 ** -decimals + 1e-9;
    }),
  );
});
