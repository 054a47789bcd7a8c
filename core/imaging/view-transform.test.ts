// Placing an image in a viewport: fit, mirrors and turns as seen, the point under the pointer stays while zooming.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyMatrix,
  invertMatrix,
  type Placement,
  panForZoom,
  restingPlacement,
  viewMatrix,
} from './view-transform.ts';

const image = { columns: 400, rows: 200, aspect: 1 };
const view = { width: 800, height: 800 };
const placed = (part: Partial<Placement>) => viewMatrix(image, view, { ...restingPlacement, ...part });
const near = ({ x, y }: { x: number; y: number }) => ({
  x: Math.round(x * 1e6) / 1e6 + 0,
  y: Math.round(y * 1e6) / 1e6 + 0,
});
const topLeft = { x: 0, y: 0 };
const topRight = { x: 400, y: 0 };

test.each([
  ['at rest', {}, { x: 0, y: 200 }, { x: 800, y: 200 }],
  ['turned right', { rotation: 90 as const }, { x: 600, y: 0 }, { x: 600, y: 800 }],
  ['turned left', { rotation: 270 as const }, { x: 200, y: 800 }, { x: 200, y: 0 }],
  ['upside down', { rotation: 180 as const }, { x: 800, y: 600 }, { x: 0, y: 600 }],
  ['mirrored', { flipH: true }, { x: 800, y: 200 }, { x: 0, y: 200 }],
  ['mirrored after the turn', { rotation: 90 as const, flipH: true }, { x: 200, y: 0 }, { x: 200, y: 800 }],
])('%s', (_, part, first, second) => {
  expect(near(applyMatrix(placed(part), topLeft))).toEqual(first);
  expect(near(applyMatrix(placed(part), topRight))).toEqual(second);
});

test('aligned to a side at half size', () => {
  expect(near(applyMatrix(placed({ zoom: 0.5, align: 'left' }), topLeft))).toEqual({ x: 0, y: 300 });
  expect(near(applyMatrix(placed({ zoom: 0.5, align: 'right' }), topRight))).toEqual({ x: 800, y: 300 });
});

test('pixels that are not square keep their shape', () => {
  const m = viewMatrix({ columns: 100, rows: 100, aspect: 2 }, view, restingPlacement);
  expect(m.a / m.d).toBeCloseTo(2, 12);
});

test('inverse and zoom about a point, for any placement', () => {
  const any = fc.record({
    zoom: fc.double({ min: 0.1, max: 20, noNaN: true }),
    pan: fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) }),
    rotation: fc.constantFrom<Placement['rotation'][]>(0, 90, 180, 270),
    flipH: fc.boolean(),
    flipV: fc.boolean(),
    align: fc.constantFrom<Placement['align'][]>('left', 'centre', 'right'),
  });
  fc.assert(
    fc.property(
      any,
      fc.integer({ min: 0, max: 800 }),
      fc.integer({ min: 0, max: 800 }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      (placement, x, y, zoom) => {
        const before = viewMatrix(image, view, placement);
        const under = applyMatrix(invertMatrix(before), { x, y });
        expect(applyMatrix(before, under).x).toBeCloseTo(x, 6);
        const pan = panForZoom(image, view, placement, { x, y }, zoom);
        const after = applyMatrix(viewMatrix(image, view, { ...placement, zoom, pan }), under);
        expect(after.x).toBeCloseTo(x, 6);
        expect(after.y).toBeCloseTo(y, 6);
      },
    ),
  );
});
