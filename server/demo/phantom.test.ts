// The demo's made-up images: the same at every start, and in the range that a CT and an X-ray have.
import { expect, test } from 'vitest';
import { chestFilm, headSlice } from './phantom.ts';

const hu = (pixels: Uint16Array, size: number, spacing: number, x: number, y: number) => {
  const at = (millimetres: number) => Math.round((size - 1) / 2 + millimetres / spacing);
  return (pixels[at(y) * size + at(x)] ?? 0) - 1024;
};

test('a head slice has air, bone, brain, ventricle and the bleed where they belong', () => {
  const { pixels } = headSlice(6, 256, 0.9);
  const at = (x: number, y: number) => hu(pixels, 256, 0.9, x, y);
  expect(at(-110, -110)).toBeLessThan(-990);
  expect(at(0, -90)).toBeGreaterThan(900);
  expect(Math.abs(at(-60, 0) - 36)).toBeLessThan(12);
  expect(at(31, 2)).toBeGreaterThan(55);
  expect(at(-31, 2)).toBeLessThan(50);
  const higher = headSlice(18, 256, 0.9).pixels;
  expect(Math.abs(hu(higher, 256, 0.9, -11, -20) - 6)).toBeLessThan(12);
});

test('the same at every start', () => {
  expect(headSlice(10, 128, 1.8).pixels).toEqual(headSlice(10, 128, 1.8).pixels);
  const film = chestFilm(200);
  expect(Math.max(...film)).toBeLessThanOrEqual(4095);
  // Lungs are darker than the heart.
  expect(film[90 * 200 + 60] ?? 0).toBeLessThan(film[116 * 200 + 111] ?? 0);
});
