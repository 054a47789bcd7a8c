// Filters, gaps and order statistics: no wave is moved, nothing is invented in a gap.
import { describe, expect, test } from 'vitest';
import { highPass, lowPass, notch, zeroPhase } from './biquad.ts';
import { fillGaps } from './gaps.ts';
import { decimate, movingMean } from './moving.ts';
import { quantile, robustDeviation, standardDeviation } from './stats.ts';

const sine = (hz: number, rate: number, count: number) =>
  Float32Array.from({ length: count }, (_, i) => 100 * Math.sin((2 * Math.PI * hz * i) / rate));
const size = (samples: Float32Array) => Math.max(...samples.subarray(samples.length / 4, (3 * samples.length) / 4));

describe('zero-phase filters', () => {
  test.each([
    ['low-pass 40 Hz keeps 5 Hz', lowPass(500, 40), 5, 100],
    ['low-pass 40 Hz halves 40 Hz', lowPass(500, 40), 40, 50],
    ['low-pass 40 Hz takes 120 Hz', lowPass(500, 40), 120, 0],
    ['high-pass 5 Hz takes 0.3 Hz', highPass(500, 5), 0.3, 0],
    ['high-pass 5 Hz keeps 40 Hz', highPass(500, 5), 40, 100],
    ['notch 50 Hz takes 50 Hz', notch(500, 50), 50, 0],
    ['notch 50 Hz keeps 30 Hz', notch(500, 50), 30, 100],
  ])('%s', (_, section, hz, expected) => {
    expect(size(zeroPhase(sine(hz, 500, 4000), [section], 500))).toBeCloseTo(expected, -1);
  });

  test('a symmetrical pulse stays where it is and symmetrical', () => {
    const pulse = new Float32Array(2001);
    for (let i = -20; i <= 20; i++) pulse[1000 + i] = 500 * (1 + Math.cos((Math.PI * i) / 20));
    const out = zeroPhase(pulse, [highPass(500, 1), lowPass(500, 30)], 500);
    expect(out.indexOf(Math.max(...out))).toBe(1000);
    for (let i = 1; i < 60; i++) expect(out[1000 - i]).toBeCloseTo(out[1000 + i] ?? Number.NaN, 0);
  });

  test('a constant leaves a high-pass as nothing, from the first sample on', () => {
    const out = zeroPhase(new Float32Array(300).fill(1234), [highPass(250, 0.5)], 100);
    expect(Math.max(...out.map(Math.abs))).toBeLessThan(0.01);
  });
});

test('gaps are bridged by a line, edges by the nearest value, and counted', () => {
  const { samples, missing } = fillGaps(Float32Array.of(Number.NaN, 10, Number.NaN, Number.NaN, 40, Number.NaN));
  expect([...samples]).toEqual([10, 10, 20, 30, 40, 40]);
  expect(missing).toBeCloseTo(4 / 6);
  expect([...fillGaps(new Float32Array(3).fill(Number.NaN)).samples]).toEqual([0, 0, 0]);
  const whole = Float32Array.of(1, 2, 3);
  expect(fillGaps(whole).samples).toBe(whole);
});

test('moving mean and decimation keep the mean', () => {
  expect([...movingMean([1, 1, 1, 1, 1], 3)]).toEqual([1, 1, 1, 1, 1]);
  expect([...movingMean([0, 0, 3, 0, 0], 3)]).toEqual([0, 1, 1, 1, 0]);
  expect([...decimate(Float32Array.of(1, 3, 5, 7, 9), 2)]).toEqual([2, 6]);
});

test('order statistics', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([], 0.5)).toBeNaN();
  expect(standardDeviation([2, 4])).toBeCloseTo(Math.SQRT2);
  expect(robustDeviation([0, 0, 1, -1, 1000])).toBeCloseTo(1.4826);
});
