// Identity card numbers: one wrong character is never another person.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityCard, identityCheck } from './card.ts';

test('the example of the standard, and what it says of the person', () => {
  // GB 11643-1999, clause 4.2: 11010519491231002X.
  expect(identityCard('11010519491231002x')).toEqual({
    number: '11010519491231002X',
    birthDate: '1949-12-31',
    sex: 'female',
  });
});

test('a barcode, a date that is none, and a wrong check are no cards', () => {
  for (const code of [
    '9100000043',
    '110105194912310020',
    `${'11010519490231002'}${identityCheck('11010519490231002')}`,
    '',
  ])
    expect(identityCard(code), code).toBeNull();
});

test('every single wrong digit is seen', () => {
  const number = '11010519491231002X';
  fc.assert(
    fc.property(fc.nat({ max: 16 }), fc.nat({ max: 9 }), (at, digit) => {
      fc.pre(number[at] !== String(digit));
      expect(identityCard(number.slice(0, at) + String(digit) + number.slice(at + 1))).toBeNull();
    }),
  );
});
