// An address has so many tries and gets them back with time.
import { expect, test } from 'vitest';
import { makeThrottle } from './throttle.ts';

test('an address has its tries and gets them back with time', () => {
  let now = 0;
  const throttle = makeThrottle({ tries: 3, perMs: 60_000, now: () => now });
  expect([1, 2, 3, 4].map(() => throttle.allow('a'))).toEqual([true, true, true, false]);
  expect(throttle.allow('b')).toBe(true);
  now = 20_000;
  expect(throttle.allow('a')).toBe(true);
  expect(throttle.allow('a')).toBe(false);
  now = 200_000;
  expect([1, 2, 3, 4].map(() => throttle.allow('a'))).toEqual([true, true, true, false]);
});
