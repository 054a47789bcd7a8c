// Placing an image in a viewport: fit, mirrors and turns as seen, the point under the pointer stays while zooming.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyMatrix,
  invertMatrix,
  type Placement,
  panForZoom,
  placementTurnedTo,
  quarterLook,
  restingPlacement,
  seenRotation,
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

const anyPlacement = fc.record({
  zoom: fc.double({ min: 0.1, max: 20, noNaN: true }),
  pan: fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) }),
  rotation: fc.oneof(fc.constantFrom(0, 90, 180, 270), fc.double({ min: 0, max: 359.999, noNaN: true })),
  flipH: fc.boolean(),
  flipV: fc.boolean(),
  align: fc.constantFrom<Placement['align'][]>('left', 'centre', 'right'),
});
const anySize = fc.record({
  columns: fc.integer({ min: 1, max: 4096 }),
  rows: fc.integer({ min: 1, max: 4096 }),
  aspect: fc.double({ min: 0.2, max: 5, noNaN: true }),
});

test('any angle, mirror, zoom and pan: image to screen and back within a millionth of a pixel', () => {
  const place = fc.record({
    x: fc.double({ min: -1, max: 2, noNaN: true }),
    y: fc.double({ min: -1, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(anySize, anyPlacement, place, (size, placement, at) => {
      const point = { x: at.x * size.columns, y: at.y * size.rows };
      const m = viewMatrix(size, view, placement);
      const back = applyMatrix(invertMatrix(m), applyMatrix(m, point));
      expect(Math.abs(back.x - point.x)).toBeLessThan(1e-6);
      expect(Math.abs(back.y - point.y)).toBeLessThan(1e-6);
    }),
  );
});

test('any angle keeps shapes: what is square in the patient is square on the screen, and zoom 1 just fits', () => {
  fc.assert(
    fc.property(anySize, anyPlacement, (size, placement) => {
      const m = viewMatrix(size, view, { ...placement, zoom: 1, pan: { x: 0, y: 0 }, align: 'centre' });
      const across = { x: m.a / size.aspect, y: m.b / size.aspect };
      const scale = Math.hypot(m.c, m.d);
      expect(Math.hypot(across.x, across.y) / scale).toBeCloseTo(1, 9);
      expect((across.x * m.c + across.y * m.d) / scale ** 2).toBeCloseTo(0, 9);
      const corners = [0, size.columns].flatMap((x) => [0, size.rows].map((y) => applyMatrix(m, { x, y })));
      const span = (of: number[]) => Math.max(...of) - Math.min(...of);
      const share = Math.max(
        span(corners.map(({ x }) => x)) / view.width,
        span(corners.map(({ y }) => y)) / view.height,
      );
      expect(share).toBeCloseTo(1, 9);
    }),
  );
});

test('turning by hand keeps the size and what is in the middle, and ends at the angle that was asked for', () => {
  fc.assert(
    fc.property(
      anySize,
      anyPlacement,
      fc.double({ min: -179.9, max: 180, noNaN: true }),
      (size, placement, degrees) => {
        const after = { ...placement, ...placementTurnedTo(size, view, placement, degrees) };
        const before = viewMatrix(size, view, placement);
        const m = viewMatrix(size, view, after);
        expect(Math.hypot(m.c, m.d) / Math.hypot(before.c, before.d)).toBeCloseTo(1, 9);
        const middle = { x: 400, y: 400 };
        const seen = applyMatrix(m, applyMatrix(invertMatrix(before), middle));
        expect(seen.x).toBeCloseTo(400, 5);
        expect(seen.y).toBeCloseTo(400, 5);
        expect(seenRotation(after)).toBeCloseTo(degrees, 5);
        // The column direction of the image stands at the angle, clockwise from straight down.
        const down = { x: m.c, y: m.d };
        const sign = placement.flipV ? -1 : 1;
        const angle = (Math.atan2(-down.x * sign, down.y * sign) * 180) / Math.PI;
        expect(Math.cos(((angle - degrees) * Math.PI) / 180)).toBeCloseTo(1, 9);
      },
    ),
  );
});

test('quarters are exact, also when they are reached by degrees', () => {
  const quarter = viewMatrix(image, view, { ...restingPlacement, rotation: 90 });
  expect([quarter.a, quarter.d]).toEqual([0, 0]);
  let placement: Placement = restingPlacement;
  for (let step = 1; step <= 90; step += 1)
    placement = { ...placement, ...placementTurnedTo(image, view, placement, step) };
  expect(placement.rotation).toBe(90);
  expect(viewMatrix(image, view, placement).a).toBe(0);
});

test.each([
  [{ rotation: 44 }, { rotation: 0, flipped: false }],
  [{ rotation: 46 }, { rotation: 90, flipped: false }],
  [{ rotation: 350 }, { rotation: 0, flipped: false }],
  [
    { rotation: 90, flipH: true },
    { rotation: 90, flipped: true },
  ],
  [
    { rotation: 0, flipV: true },
    { rotation: 180, flipped: true },
  ],
  [
    { rotation: 100, flipH: true, flipV: true },
    { rotation: 270, flipped: false },
  ],
])('a presentation state of %j gets %j', (part, wanted) => {
  const look = quarterLook({ ...restingPlacement, ...part });
  expect(look).toEqual(wanted);
  // Both show the same when the angle is a quarter.
  const { rotation = 0 } = part;
  if (rotation % 90 === 0) {
    const same = placed({ rotation: look.rotation, flipH: look.flipped });
    expect(near(applyMatrix(same, topRight))).toEqual(near(applyMatrix(placed(part), topRight)));
  }
});
