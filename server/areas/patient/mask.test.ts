// What is left to see of numbers and names.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskIdentityNumber, maskName, maskPhone, normaliseNumber } from './mask.ts';

describe('masking', () => {
  test.each([
    ['11010519491231002X', '110***********002X'],
    ['E1234567', 'E12*4567'],
    ['12345', '****5'],
    ['', ''],
  ])('identity number %s', (number, masked) => expect(maskIdentityNumber(number)).toBe(masked));

  test.each([
    ['13812345678', '138****5678'],
    ['010-6552', '****6552'],
    ['8080', '****'],
  ])('phone %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  test.each([
    ['张三', '张*'],
    ['欧阳春花', '欧***'],
    ['李', '李*'],
    ['', ''],
    ['𠮷野', '𠮷*'],
  ])('name %s', (name, masked) => expect(maskName(name)).toBe(masked));

  test('equal numbers are one, however they are typed', () => {
    expect(normaliseNumber(' 110105 19491231 002x')).toBe('11010519491231002X');
    expect(normaliseNumber('１３８-1234-5678')).toBe('13812345678');
  });

  test('a mask keeps the length and never shows more than seven characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9X]{0,24}$/), (number) => {
        const masked = maskIdentityNumber(number);
        expect(masked).toHaveLength(number.length);
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(7);
      }),
      { numRuns: 50 },
    );
  });
});
