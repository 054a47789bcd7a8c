// The heart rate that the replay shows is that of the interval before the sweep.
import { expect, test } from 'vitest';
import { rateAt } from './replay-bar.tsx';

test('the last interval before the sweep; none before the second beat and after a gap', () => {
  const beats = [500, 1500, 2100, 20_000];
  expect(rateAt(beats, 400)).toBeNull();
  expect(rateAt(beats, 1000)).toBeNull();
  expect(rateAt(beats, 1500)).toBe(60);
  expect(rateAt(beats, 5000)).toBe(100);
  expect(rateAt(beats, 21_000)).toBeNull();
  expect(rateAt([], 0)).toBeNull();
});
