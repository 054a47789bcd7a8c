// The day from which a birthday counts, and ages that nobody has; what devices write instead stands in rules/by-age.test.ts.
import { expect, test } from 'vitest';
import { ageOf } from './age.ts';

test.each([
  ['2020-05-01', '2026-05-01T00:00:00', 6],
  ['2020-05-02', '2026-05-01T23:59:59', 5],
  // A month or a year alone is its first day.
  ['2020-05', '2026-05-01', 6],
  ['2020-05', '2026-04-30', 5],
  ['2020', '2026-01-01', 6],
  ['2020', '2025-12-31', 5],
  // By month first, then by day.
  ['2019-12-31', '2026-01-01', 6],
  ['2020-01-31', '2026-02-01', 6],
  ['2020-02-01', '2026-01-31', 5],
  ['1896-05-01', '2026-05-01', 130],
  ['1895-05-01', '2026-05-01', undefined],
  ['2026-05-01', '2026-05-01', 0],
  ['2026-05-02', '2026-05-01', undefined],
  ['2020/05/01', '2026-05-01', undefined],
])('born %s, recorded %s: %s', (birthDate, recordedAt, years) => {
  expect(ageOf({ patient: { birthDate }, recordedAt })).toBe(years);
});
