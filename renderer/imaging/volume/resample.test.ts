// Resampling against functions whose value at every point is known: linear fields exactly, slabs by their definition, nothing outside.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { normalOf, standardPlanes, startMpr, turnOthers } from './mpr-state.ts';
import { resample, sheetsOf, voxelAt } from './resample.ts';
import type { Volume } from './volume.ts';

const size: [number, number, number] = [20, 16, 12];
const spacing: [number, number, number] = [0.8, 1.2, 2.5];
const origin: Vector3 = [-7, 30, 100];
/** Rows along -y, columns along +z, through along -x: nothing lies on its usual axis. */
const axes: [Vector3, Vector3, Vector3] = [
  [0, -1, 0],
  [0, 0, 1],
  [-1, 0, 0],
];

function filled(value: (point: Vector3) => number): Volume {
  const data = new Float32Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = 0; k < size[2]; k += 1) {
    for (let j = 0; j < size[1]; j += 1) {
      for (let i = 0; i < size[0]; i += 1, at += 1) {
        const part = (axis: 0 | 1 | 2) =>
          origin[axis] +
          axes[0][axis] * i * spacing[0] +
          axes[1][axis] * j * spacing[1] +
          axes[2][axis] * k * spacing[2];
        data[at] = value([part(0), part(1), part(2)]);
      }
    }
  }
  return { size, spacing, axes, origin, data };
}

const linear = ([x, y, z]: Vector3) => 3 * x - 2 * y + 0.5 * z + 10;
const middle: Vector3 = [-7 - 5.5 * 2.5, 30 - 9.5 * 0.8, 100 + 7.5 * 1.2];

test('a point of the patient is the voxel that lies there', () => {
  const [x, y, z] = voxelAt(filled(linear), middle);
  expect([x, y, z].map((part) => Number(part.toFixed(9)))).toEqual([9.5, 7.5, 5.5]);
});

test('a linear field comes back exactly in any turned plane', () => {
  const volume = filled(linear);
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(angle, angle, (one, two) => {
      const state = turnOthers(turnOthers(startMpr(middle), 'axial', one), 'sagittal', two);
      const { right, down } = state.planes.coronal;
      const step = 0.7;
      const corner: Vector3 = [0, 1, 2].map(
        (axis) => (middle[axis] ?? 0) - 4 * step * ((right[axis] ?? 0) + (down[axis] ?? 0)),
      ) as unknown as Vector3;
      const values = resample(
        volume,
        { corner, right, down, step, columns: 9, rows: 9 },
        { mode: 'mean', thickness: 0 },
      );
      for (let row = 0; row < 9; row += 1) {
        for (let column = 0; column < 9; column += 1) {
          const part = (axis: 0 | 1 | 2) => corner[axis] + step * (right[axis] * column + down[axis] * row);
          const value = values[row * 9 + column] ?? 0;
          expect(Math.abs(value - linear([part(0), part(1), part(2)]))).toBeLessThan(1e-3);
        }
      }
    }),
    { numRuns: 50 },
  );
});

describe('a slab', () => {
  const volume = filled(([, y]) => y);
  const plane = { corner: middle, ...standardPlanes.coronal, step: 1, columns: 1, rows: 1 };
  const one = (mode: 'mean' | 'max' | 'min') => resample(volume, plane, { mode, thickness: 4 })[0] ?? 0;
  test('greatest, least and mean are those of its thickness along the normal', () => {
    expect(Math.abs(normalOf(standardPlanes.coronal)[1] ?? 0)).toBe(1);
    expect(one('max')).toBeCloseTo(middle[1] + 2, 4);
    expect(one('min')).toBeCloseTo(middle[1] - 2, 4);
    expect(one('mean')).toBeCloseTo(middle[1], 4);
  });
  test('its sheets are no further apart than the finest spacing', () => {
    const sheets = sheetsOf(volume, { mode: 'max', thickness: 4 });
    expect([sheets[0], sheets.at(-1)]).toEqual([-2, 2]);
    expect((sheets[1] ?? 0) - (sheets[0] ?? 0)).toBeLessThanOrEqual(0.8);
  });
  test('a mean at the border counts only what is inside', () => {
    const border = { ...plane, corner: [middle[0], 30, middle[2]] as const };
    const inside = resample(volume, border, { mode: 'mean', thickness: 4 })[0] ?? 0;
    expect(inside).toBeGreaterThan(28);
    expect(inside).toBeLessThan(30);
  });
});

test('outside there is nothing', () => {
  const far = { corner: [500, 500, 500] as const, ...standardPlanes.axial, step: 1, columns: 4, rows: 4 };
  expect(resample(filled(linear), far, { mode: 'max', thickness: 3 }).every(Number.isNaN)).toBe(true);
});
