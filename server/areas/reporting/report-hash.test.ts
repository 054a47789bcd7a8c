// SM3 with and without OpenSSL.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportHash } from './report-hash.ts';

// GB/T 32905-2016, annex A.1 and A.2.
test.each([
  ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
  ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
])('the standard’s example %s', (text, digest) => {
  expect(reportHash(text)).toBe(digest);
  expect(reportHash(text, [])).toBe(digest);
});

test('both ways give the same for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(reportHash(text, [])).toBe(reportHash(text));
    }),
  );
});
