// Ready periods at the ends of months and years, and the axis of the chart.
import { expect, test } from 'vitest';
import { axisStep, daysOf, goodPeriod, periodOf } from './periods.ts';

test('ready periods', () => {
  expect(periodOf('today', '2026-01-31')).toEqual({ from: '2026-01-31', to: '2026-01-31' });
  expect(periodOf('week', '2026-03-02')).toEqual({ from: '2026-02-24', to: '2026-03-02' });
  expect(periodOf('year', '2026-03-02')).toEqual({ from: '2026-01-01', to: '2026-03-02' });
  expect(periodOf('month', '2026-03-02')).toEqual({ from: '2026-03-01', to: '2026-03-02' });
  expect(periodOf('lastMonth', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(periodOf('lastMonth', '2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
});

test('every day of a period, none of a wrong one', () => {
  expect(daysOf('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(daysOf('2026-03-01', '2026-02-27')).toEqual([]);
  expect(goodPeriod('2026-03-01', '2026-02-27')).toBe(false);
  expect(goodPeriod('2026-3-1', '2026-04-01')).toBe(false);
});

test.each([
  [0, 1],
  [3, 1],
  [9, 5],
  [40, 10],
  [130, 50],
])('an axis up to %i goes in steps of %i', (highest, step) => {
  expect(axisStep(highest)).toBe(step);
});
