// Depth: a body of bone is seen where it is, from every side, and nothing where there is nothing.
import { expect, test } from 'vitest';
import { dot, norm } from '../../../core/imaging/plane.ts';
import { cameraOf, castRays, depthPresets, reduced } from './ray-cast.ts';
import type { Volume } from './volume.ts';

/** A ball of bone to the patient's left of the middle, in air. */
function ball(): Volume {
  const side = 32;
  const data = new Int16Array(side ** 3).fill(-1000);
  for (let z = 0; z < side; z += 1)
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1)
        if (Math.hypot(x - 23, y - 15.5, z - 15.5) < 5) data[(z * side + y) * side + x] = 1200;
  return {
    size: [side, side, side],
    spacing: [2, 2, 2],
    axes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    origin: [0, 0, 0],
    data,
  };
}

const bright = (packed: number) => (packed & 255) + ((packed >>> 8) & 255) + ((packed >>> 16) & 255);
function middleOf(pixels: Uint32Array, side: number): { x: number; weight: number } {
  let [sum, weight] = [0, 0];
  pixels.forEach((packed, at) => {
    sum += bright(packed) * (at % side);
    weight += bright(packed);
  });
  return { x: weight > 0 ? sum / weight - (side - 1) / 2 : 0, weight };
}

test.each(depthPresets)('%s: from the front the patient’s left is at the right, from behind at the left', (preset) => {
  const see = (turn: number) => middleOf(castRays(ball(), { turn, tilt: 0, zoom: 1, preset, side: 64 }), 64);
  expect(see(0).weight).toBeGreaterThan(0);
  expect(see(0).x).toBeGreaterThan(5);
  expect(see(180).x).toBeLessThan(-5);
  expect(Math.abs(see(90).x)).toBeLessThan(1);
});

test('air alone is black', () => {
  const volume = ball();
  volume.data.fill(-1000);
  const pixels = castRays(volume, { turn: 30, tilt: 20, zoom: 1, preset: 'bone', side: 32 });
  expect(pixels.every((packed) => packed === 0xff000000)).toBe(true);
});

test('the picture’s directions are at right angles; the head is up', () => {
  const { right, down, away } = cameraOf({ turn: 37, tilt: -21 });
  for (const one of [right, down, away]) expect(norm(one)).toBeCloseTo(1, 12);
  expect(Math.abs(dot(right, down)) + Math.abs(dot(right, away))).toBeLessThan(1e-12);
  expect(cameraOf({ turn: 0, tilt: 0 }).down).toEqual([0, 0, -1].map((part) => expect.closeTo(part, 12)));
});

test('a reduced copy stays in its place', () => {
  const small = reduced(ball(), 16);
  expect([small.size, small.spacing, small.origin]).toEqual([
    [16, 16, 16],
    [4, 4, 4],
    [1, 1, 1],
  ]);
});
