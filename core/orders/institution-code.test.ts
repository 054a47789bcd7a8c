// A registered code is taken as it is printed; one with a wrong character is not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCode, CreditCode, isCreditCode, LicenceNumber } from './institution-code.ts';

/** Published codes: companies (91…) and a public institution (12…). */
const published = ['91350200MA2YJ1XR9G', '91440101MA5CJQ4N59', '913502115628130384', '123502001549897397'];

test.each(published)('%s is one', (code) => {
  expect(isCreditCode(code)).toBe(true);
});

test('any other character in any place is found out', () => {
  const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
  const place = fc.nat({ max: 17 });
  fc.assert(
    fc.property(fc.constantFrom(...published), place, fc.constantFrom(...alphabet), (code, at, other) => {
      fc.pre(code[at] !== other);
      expect(isCreditCode(`${code.slice(0, at)}${other}${code.slice(at + 1)}`)).toBe(false);
    }),
  );
});

test.each(['', '91350200MA2YJ1XR9', '91350200MA2YJ1XR9GG', '9135O200MA2YJ1XR9G', '91350200ma2yj1xr9g'])(
  '“%s” is none',
  (code) => {
    expect(isCreditCode(code)).toBe(false);
  },
);

test('typed with blanks and in small letters it is the printed one; nothing entered is good', () => {
  expect(asCode(' 91350200 ma2yj1xr9g ')).toBe('91350200MA2YJ1XR9G');
  expect(CreditCode.safeParse('').success).toBe(true);
  expect(CreditCode.safeParse('91350200MA2YJ1XR9H').success).toBe(false);
});

test.each([
  ['', true],
  ['PDY00002X33010211A1001', true],
  ['110101000112', true],
  ['无', false],
  ['12345', false],
])('licence number “%s”: %s', (number, good) => {
  expect(LicenceNumber.safeParse(number).success).toBe(good);
});
