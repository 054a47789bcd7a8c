// Fingerprints as people paste them.
import { expect, test } from 'vitest';
import { fingerprintsIn, printed } from './fingerprints.ts';

const one = '0123456789abcdef'.repeat(4);
const other = 'f'.repeat(64);

test('as programs print them, one or several, in any case and spacing', () => {
  expect(fingerprintsIn('')).toEqual([]);
  expect(fingerprintsIn(`SHA256 Fingerprint=${printed(one)}`)).toEqual([one]);
  expect(fingerprintsIn(`${one}\n${printed(other)}\n${one.toUpperCase()}`)).toEqual([one, other]);
  expect(fingerprintsIn(printed(one).replaceAll(':', ' '))).toEqual([one]);
});

test('what is too short, of another hash or no hexadecimal is none', () => {
  for (const text of [one.slice(1), 'ab'.repeat(20), `${one}x`, 'not a fingerprint'])
    expect(fingerprintsIn(text)).toBeNull();
});
