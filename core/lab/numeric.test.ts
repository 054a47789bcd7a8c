// Values as sent: what is a number, what is a bound, what is none, and what a factor does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal } from '../kernel/decimal.ts';
import { convertValue, isNoValue, numericOf, parseReading, readingText, sameValue } from './numeric.ts';

describe('readings', () => {
  test.each([
    ['5.20', '', '5.20'],
    ['<0.5', '<', '0.5'],
    ['> 15000', '>', '15000'],
    ['≤3', '<=', '3'],
    ['＞１０', '>', '10'],
    ['=>2', '>=', '2'],
    ['-6.2', '', '-6.2'],
  ])('%s', (text, operator, value) => {
    const parsed = parseReading(text);
    expect(parsed?.operator).toBe(operator);
    expect(parsed === null ? null : formatDecimal(parsed.value)).toBe(value);
  });

  test.each(['1,5', '+++', '1+', '5 mmol/L', '1:15', '1.2.3', '', '阴性', '<', '1e5', '5.2*'])('%s is none', (text) => {
    expect(parseReading(text)).toBeNull();
  });
});

describe('no value', () => {
  test.each([
    '',
    '  ',
    '.....',
    '***.**',
    '----',
    '--',
    'NA',
    'n/a',
    'No Result',
    'NO RESULT',
    'ERROR',
    'INVALID',
    '?????',
    '--.--',
  ])('%j', (text) => {
    expect(isNoValue(text)).toBe(true);
    expect(numericOf(text)).toBeNull();
  });

  test.each(['0', '0.0', '-', '+', '+-', '-1', '阴性', 'NEGATIVE', 'NOT DETECTED', '.5'])('%j is a value', (text) => {
    expect(isNoValue(text)).toBe(false);
  });
});

test('a bound is no measurement', () => {
  expect(numericOf('<0.5')).toBeNull();
  expect(numericOf('5.20')).toBe(5.2);
});

describe('factor and decimals', () => {
  test.each([
    ['8.0', 10, 0, '80'],
    ['8.0', 10, null, '80.0'],
    ['22.7', 0.01, 3, '0.227'],
    ['298', 0.0555, 2, '16.54'],
    ['<0.5', 88.4, 1, '<44.2'],
    ['5.20', 1, null, '5.20'],
    ['5.2', 1, 2, '5.20'],
    ['***.**', 10, 1, '***.**'],
    ['NEGATIVE', 10, 1, 'NEGATIVE'],
    ['1,5', 10, 1, '1,5'],
    ['0.1', 3, null, '0.3'],
  ])('%s x %d, %s decimals: %s', (sent, factor, decimals, shown) => {
    expect(convertValue(sent, factor, decimals)).toBe(shown);
  });

  test('what has no value never becomes a number, whatever the factor', () => {
    const none = fc.constantFrom('', '.....', '***.**', 'NA', '----', 'No Result');
    fc.assert(
      fc.property(
        none,
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        (sent, factor) => convertValue(sent, factor, 2) === sent,
      ),
    );
  });

  test('text that was sent comes back unchanged without a factor', () => {
    fc.assert(fc.property(fc.string(), (sent) => convertValue(sent, 1, null) === sent));
  });

  test('reading text is read as the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', '<', '>', '<=', '>='),
        fc.integer(),
        fc.nat({ max: 4 }),
        (operator, units, scale) => {
          const text = readingText({ operator: operator as '', value: { units: BigInt(units), scale } });
          return sameValue(text, text) && parseReading(text)?.operator === operator;
        },
      ),
    );
  });
});

test.each([
  ['5.20', '5.2', true],
  ['<5', '5', false],
  ['阴性', '阴性 ', true],
  ['阴性', '阳性', false],
])('%s and %s are the same value: %s', (left, right, same) => {
  expect(sameValue(left, right)).toBe(same);
});
