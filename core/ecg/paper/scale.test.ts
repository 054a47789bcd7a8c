// Millimetres from milliseconds and microvolts and back, and the choices of a reader.
import { expect, test } from 'vitest';
import { mmOfMs, mmOfUv, msOfMm, nextOf, paperGains, paperSpeeds, standardScale, uvOfMm } from './scale.ts';

test('25 mm/s and 10 mm/mV are the standard: a small square is 40 ms and 0.1 mV', () => {
  expect(standardScale).toEqual({ speedMmPerS: 25, gainMmPerMv: 10 });
  expect([msOfMm(1, standardScale), uvOfMm(1, standardScale)]).toEqual([40, 100]);
  expect([mmOfMs(200, standardScale), mmOfUv(1000, standardScale)]).toEqual([5, 10]);
});

test.each(paperSpeeds.flatMap((speedMmPerS) => paperGains.map((gainMmPerMv) => ({ speedMmPerS, gainMmPerMv }))))(
  'what is drawn is what is read off: $speedMmPerS mm/s, $gainMmPerMv mm/mV',
  (scale) => {
    expect(mmOfMs(1000, scale)).toBe(scale.speedMmPerS);
    expect(mmOfUv(1000, scale)).toBe(scale.gainMmPerMv);
    expect(msOfMm(mmOfMs(347, scale), scale)).toBeCloseTo(347, 9);
    expect(uvOfMm(mmOfUv(-1230, scale), scale)).toBeCloseTo(-1230, 9);
  },
);

test('the speeds and gains that a reader can choose', () => {
  expect(paperSpeeds).toEqual([6.25, 12.5, 25, 50]);
  expect(paperGains).toEqual([2.5, 5, 10, 20, 40]);
});

test.each([
  [25, 1, 50],
  [50, 1, 50],
  [25, -1, 12.5],
  [6.25, -1, 6.25],
] as const)('from %f mm/s a step of %i is %f', (now, step, next) => {
  expect(nextOf(paperSpeeds, now, step)).toBe(next);
});
