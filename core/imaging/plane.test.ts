// Placing images in the patient.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vector3 } from './descriptor.ts';
import {
  cross,
  directionLetters,
  mainOrientation,
  norm,
  type PlacedPlane,
  placed,
  referenceLine,
  scale,
  toPatient,
  toPixel,
} from './plane.ts';

const axial: PlacedPlane = {
  position: [-100, -120, 50],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  normal: [0, 0, 1],
  rowSpacing: 0.5,
  columnSpacing: 0.4,
};

const unit = fc
  .tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  )
  .filter((vector) => norm(vector) > 0.1)
  .map((vector): Vector3 => scale(vector, 1 / norm(vector)));

const anyPlane = fc
  .tuple(
    unit,
    unit,
    fc.tuple(
      fc.integer({ min: -500, max: 500 }),
      fc.integer({ min: -500, max: 500 }),
      fc.integer({ min: -500, max: 500 }),
    ),
    fc.double({ min: 0.1, max: 3, noNaN: true }),
  )
  .filter(([a, b]) => norm(cross(a, b)) > 0.2)
  .map(([row, other, position, spacing]): PlacedPlane => {
    const normal = scale(cross(row, other), 1 / norm(cross(row, other)));
    return {
      position,
      rowDirection: row,
      columnDirection: cross(normal, row),
      normal,
      rowSpacing: spacing,
      columnSpacing: spacing * 1.5,
    };
  });

test('there and back within a millionth of a pixel', () => {
  fc.assert(
    fc.property(
      anyPlane,
      fc.double({ min: -600, max: 600, noNaN: true }),
      fc.double({ min: -600, max: 600, noNaN: true }),
      (plane, x, y) => {
        const back = toPixel(plane, toPatient(plane, { x, y }));
        expect(Math.abs(back.x - x)).toBeLessThan(1e-6);
        expect(Math.abs(back.y - y)).toBeLessThan(1e-6);
        expect(Math.abs(back.distance)).toBeLessThan(1e-6);
      },
    ),
  );
});

test('rows and columns are not confused where spacings differ', () => {
  expect(toPatient(axial, { x: 10, y: 0 })).toEqual([-96, -120, 50]);
  expect(toPatient(axial, { x: 0, y: 10 })).toEqual([-100, -115, 50]);
});

test.each<[Vector3, string]>([
  [[1, 0, 0], 'L'],
  [[-1, 0, 0], 'R'],
  [[0, 1, 0], 'P'],
  [[0, 0, 1], 'H'],
  [[0.8, -0.6, 0], 'LA'],
  [[0.05, 0, -0.99], 'F'],
])('%j is %s', (direction, letters) => {
  expect(directionLetters(direction)).toBe(letters);
});

test('names of planes', () => {
  expect(mainOrientation([0, 0, -1])).toBe('axial');
  expect(mainOrientation([0, 1, 0])).toBe('coronal');
  expect(mainOrientation([0.6, 0.6, 0.53])).toBe('oblique');
});

test('a coronal plane crosses an axial one in a horizontal line at its height', () => {
  const coronal: PlacedPlane = { ...axial, position: [-100, -20, 200], columnDirection: [0, 0, -1], normal: [0, 1, 0] };
  const line = referenceLine(axial, { columns: 512, rows: 512 }, coronal, { columns: 512, rows: 512 });
  // y = -20 mm lies 100 mm below the first row, 200 rows of 0.5 mm.
  expect(line?.from.y).toBeCloseTo(200);
  expect(line?.to.y).toBeCloseTo(200);
  expect(Math.abs((line?.to.x ?? 0) - (line?.from.x ?? 0))).toBeCloseTo(512);
  const apart = { ...coronal, position: [-100, 300, 200] as const };
  expect(referenceLine(axial, { columns: 512, rows: 512 }, apart, { columns: 512, rows: 512 })).toBeNull();
  expect(referenceLine(axial, { columns: 9, rows: 9 }, axial, { columns: 9, rows: 9 })).toBeNull();
});

test('every point of a reference line lies on both planes', () => {
  fc.assert(
    fc.property(anyPlane, anyPlane, (one, two) => {
      const line = referenceLine(one, { columns: 400, rows: 300 }, two, { columns: 400, rows: 300 });
      if (!line) return;
      for (const end of [line.from, line.to]) {
        expect(Math.abs(toPixel(two, toPatient(one, end)).distance)).toBeLessThan(1e-4);
        expect(end.x).toBeGreaterThanOrEqual(-0.5001);
        expect(end.x).toBeLessThanOrEqual(399.5001);
      }
    }),
  );
});

test('an object without a place is not placed', () => {
  expect(
    placed({
      position: null,
      rowDirection: [1, 0, 0],
      columnDirection: [0, 1, 0],
      rowSpacing: 1,
      columnSpacing: 1,
      spacingSource: 'patient',
      sliceThickness: null,
    }),
  ).toBeNull();
});
