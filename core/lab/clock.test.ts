// Wrong clocks: slow by months, fast by hours, and days without a time.
import { expect, test } from 'vitest';
import { isClockSuspect } from './clock.ts';

test.each([
  ['2026-07-17T15:20:13', false],
  ['2025-03-20T15:32:45', true],
  ['2026-07-18T16:00:00', true],
  ['2026-07-18T15:00:00', false],
  ['2026-07-17', false],
  ['2026-07-16', false],
  ['2026-07-15', true],
  ['not a time', false],
  [null, false],
])('%s against 15:20 local on 17 July: %s', (time, suspect) => {
  expect(isClockSuspect(time, '2026-07-17T07:20:13Z', 24)).toBe(suspect);
});
