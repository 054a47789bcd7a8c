// The display pipeline against the formulas of the standard.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DisplayPipeline } from './descriptor.ts';
import {
  applyVoi,
  buildLookUp,
  drawThrough,
  greyRamp,
  initialVoi,
  modalityTransform,
  storedRange,
  voiOfLut,
  windowed,
} from './lookup.ts';

const plain: DisplayPipeline = {
  slope: 1,
  intercept: -1024,
  rescaleType: 'HU',
  modalityLut: null,
  windows: [],
  voiFunction: 'linear',
  voiLuts: [],
  inverted: false,
};
const entries = (values: number[]) =>
  btoa(String.fromCharCode(...values.flatMap((value) => [value & 255, value >> 8])));
const greyOf = (packed: number | undefined) => (packed ?? -1) & 255;

describe('window', () => {
  test.each([
    // C.11.2.1.2.1, example: centre 2048, width 4096 shows 0 as 0 and 4095 as the largest.
    [2048, 4096, 0, 0],
    [2048, 4096, 4095, 1],
    [2048, 1, 2047, 0],
    [2048, 1, 2048, 1],
    [0, 100, -50, 0],
    [0, 100, 49, 1],
  ])('centre %f, width %f shows %f as %f', (center, width, value, shown) => {
    expect(windowed(value, { center, width, shape: 'linear' })).toBeCloseTo(shown, 9);
  });
  test('exact and sigmoid', () => {
    expect(windowed(25, { center: 0, width: 100, shape: 'linear-exact' })).toBeCloseTo(0.75);
    expect(windowed(10, { center: 10, width: 100, shape: 'sigmoid' })).toBe(0.5);
  });
  test('a linear window below one, which is forbidden, still has greys', () => {
    expect(windowed(0.1, { center: 0.2, width: 0.4, shape: 'linear' })).toBeCloseTo(0.25);
  });
  test('never falls with the value, never leaves 0 to 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.constantFrom('linear' as const, 'linear-exact' as const, 'sigmoid' as const),
        fc.integer({ min: -4000, max: 4000 }),
        (center, width, shape, value) => {
          const here = windowed(value, { center, width, shape });
          const next = windowed(value + 1, { center, width, shape });
          expect(here).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThanOrEqual(1);
          expect(next).toBeGreaterThanOrEqual(here);
        },
      ),
    );
  });
});

test('a table is what the formula says, value for value, with sign', () => {
  const voi = { kind: 'window' as const, window: { center: 40, width: 80, shape: 'linear' as const } };
  const lookUp = buildLookUp({
    range: storedRange(16, true),
    pipeline: plain,
    voi,
    invert: false,
    colours: greyRamp(),
    padding: null,
  });
  const pixels = Int16Array.from([-2000, 1024, 1063, 1064, 1104, 3000]);
  const out = new Uint32Array(pixels.length);
  drawThrough(pixels, lookUp, out);
  expect([...out].map(greyOf)).toEqual([...pixels].map((stored) => Math.round(255 * applyVoi(stored - 1024, voi))));
  expect(out[0]).toBe(0xff000000);
});

test('MONOCHROME1 and the reader’s inversion cancel each other; padding stays black', () => {
  const make = (inverted: boolean, invert: boolean) =>
    buildLookUp({
      range: storedRange(8, false),
      pipeline: { ...plain, intercept: 0, inverted },
      voi: { kind: 'window', window: { center: 128, width: 256, shape: 'linear' } },
      invert,
      colours: greyRamp(),
      padding: { from: 255, to: 255 },
    }).table;
  expect(greyOf(make(true, false)[0])).toBe(255);
  expect(make(true, true)).toEqual(make(false, false));
  for (const table of [make(true, false), make(false, false), make(false, true)]) expect(greyOf(table[255])).toBe(0);
});

test('look-up tables clamp at both ends', () => {
  const lut = { firstMapped: 10, bitsPerEntry: 8, data: entries([0, 100, 255]), explanation: '' };
  const voi = voiOfLut(lut);
  expect([0, 10, 11, 12, 99].map((value) => Math.round(255 * applyVoi(value, voi)))).toEqual([0, 0, 100, 255, 255]);
  const modality = modalityTransform({ ...plain, modalityLut: lut });
  expect([9, 11, 50].map(modality)).toEqual([0, 100, 255]);
});

test('what opens: the object’s window, else its table, else the values', () => {
  const values = () => ({ min: 0, max: 4095 });
  const window = { center: 50, width: 350, explanation: '' };
  expect(initialVoi({ ...plain, windows: [window] }, values)).toMatchObject({ window: { center: 50, width: 350 } });
  const lut = { firstMapped: 0, bitsPerEntry: 8, data: entries([1, 2]), explanation: '' };
  expect(initialVoi({ ...plain, voiLuts: [lut] }, values).kind).toBe('lut');
  const open = initialVoi(plain, values);
  expect(applyVoi(0, open)).toBe(0);
  expect(applyVoi(4095, open)).toBe(1);
  const small = initialVoi(plain, () => ({ min: 0, max: 0.003 }));
  expect([0, 0.0015, 0.003].map((value) => applyVoi(value, small))).toEqual([0, 0.5, 1]);
});
