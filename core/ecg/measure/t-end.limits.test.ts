// How far the two looks at the end of T may lie apart: up to 32 ms they agree, over 40 ms more confidence falls to three tenths. Whether the
// second look is right on hearts of every kind stands in t-end.test.ts.
import { describe, expect, test } from 'vitest';
import type { SlowWave, Waves } from '../delineate/waves.ts';
import { secondLookAtT } from './t-end.ts';

const rate = 500;
const slow = (onset: number, peak: number, offset: number): SlowWave => ({
  ...{ onset, peak, offset, confidence: 1, direction: [1], height: 300, lastPeak: peak, lastHeight: 300 },
});
/** T as a raised cosine from sample 200 to 290. */
const lead = Float32Array.from({ length: 520 }, (_, i) =>
  i > 200 && i < 290 ? 150 * (1 - Math.cos((2 * Math.PI * (i - 200)) / 90)) : 0,
);
const waves = (tOffset: number, qrsConfidence = 1): Waves => ({
  p: slow(20, 40, 60),
  qrs: { onset: 100, peak: 120, offset: 145, confidence: qrsConfidence },
  t: slow(205, 245, tOffset),
});
const look = (tOffset: number, qrsConfidence?: number) =>
  secondLookAtT([lead], waves(tOffset, qrsConfidence), rate, 500);
const { apart } = look(250);
/** Where the second look sees T end, in samples. */
const end = 250 + apart;

test('the second look finds the end that was drawn, to the 12 ms of an interval', () => {
  expect(Math.abs(end - 290) * 2).toBeLessThanOrEqual(12);
});

describe('so many samples of 2 ms apart', () => {
  test.each([
    [0, 1, 0],
    [-16, 1, 0],
    [16, 1, 0],
    // 34 ms: two of forty beyond the agreement.
    [-17, 0.95, 17],
    [17, 0.95, -17],
    [-26, 0.5, 26],
    [-30, 0.3, 30],
    [-35, 0.3, 35],
  ])('%i: QT keeps %f, the other end lies %i off', (by, trust, off) => {
    const found = look(end + by);
    expect(found.trust).toBeCloseTo(trust, 9);
    expect(found.apart).toBe(off);
  });
});

test('a QRS that is not sure makes the beginning of T unsure as well', () => {
  expect([1, 0.6, 0.3, 0.1].map((confidence) => Number(look(end, confidence).trust.toFixed(9)))).toEqual([
    1, 1, 0.5, 0.3,
  ]);
});

test('where there is nothing to look at nothing is doubted', () => {
  for (const part of [{ qrs: null }, { t: null }])
    expect(secondLookAtT([lead], { ...waves(290), ...part }, rate, 500)).toEqual({ trust: 1, apart: 0 });
  expect(secondLookAtT([], waves(290), rate, 500)).toEqual({ trust: 1, apart: 0 });
});
