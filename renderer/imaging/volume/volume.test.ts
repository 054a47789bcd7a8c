// Stacks to volumes: values in modality units at the right place, SUV where the object allows it, refusal where the stack says so; fusion colours.
import { describe, expect, test } from 'vitest';
import type { Stack } from '../../../core/imaging/stack.ts';
import { stacksOf } from '../../../core/imaging/stack.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import { paintPlane } from './paint-plane.ts';
import { emptyVolume, planVolume, putFrame } from './volume.ts';

function stackOf(part: Parameters<typeof madeStudy>[1][number]): Stack {
  const [series] = madeStudy('1', [part]).series;
  const [stack] = series ? stacksOf(series) : [];
  if (!stack) throw new Error('no stack');
  return stack;
}

const axial = {
  count: 6,
  row: [1, 0, 0] as const,
  column: [0, 1, 0] as const,
  origin: [-10, -20, 50] as const,
  step: [0, 0, 2] as const,
};

describe('a regular stack', () => {
  const stack = stackOf(axial);
  const plan = planVolume(stack);
  if ('refused' in plan) throw new Error(plan.refused);
  test('has the place and spacing of its frames', () => {
    expect(plan.size[2]).toBe(6);
    expect(plan.spacing[2]).toBe(2);
    expect(plan.origin).toEqual(stack.frames[0]?.placed?.position);
    expect(plan.axes[2]).toEqual([0, 0, Math.sign((stack.frames.at(-1)?.placed?.position[2] ?? 0) - plan.origin[2])]);
  });
  test('takes frames in any order as modality values', () => {
    const volume = emptyVolume(plan);
    const frame = stack.frames[4];
    const image = frame?.instance.image;
    if (!frame || !image) throw new Error('no frame');
    const { columns: width, rows: height } = image;
    const data = new Uint16Array(width * height).fill(1100);
    expect(putFrame(volume, plan, 4, frame, { kind: 'u16', width, height, data })).toBe(true);
    const { slope, intercept } = image.display;
    expect(volume.data[4 * width * height]).toBe(1100 * slope + intercept);
    expect(volume.data[3 * width * height]).toBe(0);
    const small = { kind: 'u16' as const, width: 2, height: 2, data: new Uint16Array(4) };
    expect(putFrame(volume, plan, 0, frame, small)).toBe(false);
  });
});

test('uneven and tilted stacks are refused, and two frames are no body', () => {
  const tilted = { ...axial, step: [0, 1, 2] as const };
  expect(planVolume(stackOf(tilted))).toEqual({ refused: 'tilted' });
  expect(planVolume(stackOf({ ...axial, count: 2 }))).toEqual({ refused: 'thin' });
  const uneven = stackOf(axial);
  const spoiled: Stack = { ...uneven, volume: { refused: 'uneven', smallestGap: 2, largestGap: 5 } };
  expect(planVolume(spoiled)).toEqual({ refused: 'uneven' });
});

test('a second series is laid over in colour by its value; where it has none the first stays as it is', () => {
  const out = new Uint32Array(3);
  const window = { center: 40, width: 80, shape: 'linear-exact' as const };
  const values = new Float32Array([80, 80, Number.NaN]);
  const fused = { values: new Float32Array([0, 10, Number.NaN]), top: 5, opacity: 1 };
  paintPlane(out, values, window, false, fused);
  const hottest = 0xffffffff;
  expect([...out]).toEqual([0xffffffff, hottest, 0xff000000]);
  paintPlane(out, new Float32Array([0, 0, 0]), window, false, { ...fused, values: new Float32Array([2.5, 2.5, 0]) });
  const red = (packed: number) => packed & 255;
  const blue = (packed: number) => (packed >>> 16) & 255;
  expect(red(out[0] ?? 0)).toBeGreaterThan(240);
  expect(blue(out[0] ?? 0)).toBeLessThan(20);
  expect(out[2]).toBe(0xff000000);
});
