// Measurements against known answers: synthetic rulers with pixels that are not square, regions against brute force, honest units.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnnotationKind } from '../annotation/model.ts';
import type { UltrasoundRegion } from '../descriptor.ts';
import { applyMatrix, invertMatrix, type QuarterTurn, viewMatrix } from '../view-transform.ts';
import { cobbAngle, ellipseLength } from './geometry.ts';
import { type MeasuredFrame, measure, regionOf } from './measure.ts';
import { type FrameValues, regionStatistics } from './region.ts';
import { scaleFor } from './scale.ts';

const image = { regions: [] as UltrasoundRegion[], pixelAspect: null as [number, number] | null };

function frame(part: Partial<MeasuredFrame> = {}, spacing: [number, number] = [0.7, 0.4]): MeasuredFrame {
  return {
    image,
    plane: { rowSpacing: spacing[0], columnSpacing: spacing[1], spacingSource: 'patient' },
    values: null,
    valueUnit: 'HU',
    suvFactor: null,
    ...part,
  };
}

function values(kind: AnnotationKind, points: [number, number][], on = frame()) {
  const found = measure({ kind, points: points.map(([x, y]) => ({ x, y })) }, on);
  return Object.fromEntries(found.map(({ name, value, unit }) => [name, [value, unit] as const]));
}

const slope: FrameValues = { columns: 64, rows: 48, at: (column, row) => 10 * row + column };

describe('lengths', () => {
  test.each([
    [[10, 10], [110, 10], 40],
    [[10, 10], [10, 110], 70],
    [[0, 0], [30, 40], Math.hypot(30 * 0.4, 40 * 0.7)],
    [[0.5, 0.5], [0.75, 0.5], 0.1],
  ] as const)('from %j to %j', (from, to, mm) => {
    const { length } = values('length', [[...from], [...to]]);
    expect(length?.[1]).toBe('mm');
    expect(Math.abs((length?.[0] ?? 0) - mm)).toBeLessThan(mm * 0.001);
  });

  test('a ruler drawn on the screen is as long whatever the zoom, turn and mirrors', () => {
    const turns = fc.constantFrom<QuarterTurn[]>(0, 90, 180, 270);
    fc.assert(
      fc.property(
        fc.record({
          zoom: fc.double({ min: 0.1, max: 30, noNaN: true }),
          rotation: turns,
          flipH: fc.boolean(),
          flipV: fc.boolean(),
        }),
        fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 0, max: 500 }))),
        (part, [x1, y1, x2, y2]) => {
          fc.pre(Math.hypot((x1 ?? 0) - (x2 ?? 0), (y1 ?? 0) - (y2 ?? 0)) > 1);
          const size = { columns: 512, rows: 400, aspect: 0.4 / 0.7 };
          const m = viewMatrix(size, { width: 900, height: 700 }, { ...part, pan: { x: 13, y: -7 }, align: 'centre' });
          const screen = [applyMatrix(m, { x: x1 ?? 0, y: y1 ?? 0 }), applyMatrix(m, { x: x2 ?? 0, y: y2 ?? 0 })];
          const [a, b] = screen.map((point) => applyMatrix(invertMatrix(m), point));
          const there = measure({ kind: 'length', points: [a ?? { x: 0, y: 0 }, b ?? { x: 0, y: 0 }] }, frame());
          // Screen distance by the scale of a row is the same length: the aspect is in the picture.
          const onScreen = Math.hypot(
            (screen[0]?.x ?? 0) - (screen[1]?.x ?? 0),
            (screen[0]?.y ?? 0) - (screen[1]?.y ?? 0),
          );
          const expected = (onScreen / Math.hypot(m.c, m.d)) * 0.7;
          expect(Math.abs((there[0]?.value ?? 0) - expected)).toBeLessThan(expected * 1e-6);
        },
      ),
    );
  });
});

describe('angles', () => {
  test('in millimetres, not in pixels', () => {
    // 45 degrees in pixels is less along the narrow columns.
    const { angle } = values('angle', [
      [10, 0],
      [0, 0],
      [10, 10],
    ]);
    expect(angle?.[0]).toBeCloseTo((Math.atan2(7, 4) * 180) / Math.PI, 9);
  });
  test('Cobb is acute whichever way the lines are drawn', () => {
    const scale = { perColumn: 1, perRow: 1 };
    const [a, b, c, d] = [
      { x: 0, y: 0 },
      { x: 10, y: 2 },
      { x: 0, y: 30 },
      { x: 10, y: 26 },
    ];
    if (!a || !b || !c || !d) throw new Error('points');
    expect(cobbAngle(a, b, c, d, scale)).toBeCloseTo(cobbAngle(b, a, c, d, scale), 10);
    expect(cobbAngle(a, b, c, d, scale)).toBeLessThanOrEqual(90);
  });
  test('no leg, no angle: nothing that is no number is given a value', () => {
    expect(
      values('angle', [
        [1, 1],
        [1, 1],
        [5, 5],
      ]).angle?.[0],
    ).toBeNaN();
  });
});

describe('regions', () => {
  const at = fc.double({ min: -5, max: 70, noNaN: true });

  test.each(['rectangle', 'ellipse', 'circle'] as const)('%s statistics equal a count pixel by pixel', (kind) => {
    fc.assert(
      fc.property(at, at, at, at, (x1, y1, x2, y2) => {
        const points = [
          { x: x1, y: y1 },
          { x: x2, y: y2 },
        ];
        const scale = { perColumn: 0.4, perRow: 0.7 };
        const region = regionOf({ kind, points }, scale);
        if (!region) throw new Error('region');
        const counted: number[] = [];
        for (let row = 0; row < slope.rows; row += 1) {
          for (let column = 0; column < slope.columns; column += 1) {
            const [x, y] = [column + 0.5, row + 0.5];
            const inside =
              region.kind === 'rectangle'
                ? x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2)
                : region.kind === 'ellipse' &&
                  region.halfX > 0 &&
                  region.halfY > 0 &&
                  ((x - region.centre.x) / region.halfX) ** 2 + ((y - region.centre.y) / region.halfY) ** 2 <= 1;
            if (inside) counted.push(slope.at(column, row) ?? 0);
          }
        }
        const found = regionStatistics(region, slope);
        // A centre on the very edge may fall to either side by the last bit.
        expect(Math.abs((found?.count ?? 0) - counted.length)).toBeLessThanOrEqual(1);
        if (!found || found.count !== counted.length) return;
        const mean = counted.reduce((sum, value) => sum + value, 0) / counted.length;
        expect(found.mean).toBeCloseTo(mean, 6);
        expect([found.minimum, found.maximum]).toEqual([Math.min(...counted), Math.max(...counted)]);
        const variance = counted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, counted.length - 1);
        expect(found.deviation).toBeCloseTo(Math.sqrt(variance), 6);
      }),
    );
  });

  test('a polygon that is a rectangle holds the same pixels and the same area', () => {
    const corners: [number, number][] = [
      [3.2, 4.1],
      [20.9, 4.1],
      [20.9, 30.7],
      [3.2, 30.7],
    ];
    const on = frame({ values: slope });
    const polygon = values('polygon', corners, on);
    const rectangle = values(
      'rectangle',
      [
        [3.2, 4.1],
        [20.9, 30.7],
      ],
      on,
    );
    for (const name of ['area', 'perimeter', 'mean', 'deviation', 'count']) {
      expect(polygon[name]?.[0]).toBeCloseTo(rectangle[name]?.[0] ?? Number.NaN, 8);
    }
    expect(polygon.area?.[0]).toBeCloseTo(17.7 * 0.4 * 26.6 * 0.7, 9);
  });

  test('area of an ellipse and of a circle that is round in millimetres', () => {
    expect(
      values('ellipse', [
        [0, 0],
        [20, 10],
      ]).area?.[0],
    ).toBeCloseTo(Math.PI * 4 * 3.5, 9);
    const circle = values('circle', [
      [30, 30],
      [40, 30],
    ]);
    expect(circle.area?.[0]).toBeCloseTo(Math.PI * 16, 9);
    expect(circle.perimeter?.[0]).toBeCloseTo(2 * Math.PI * 4, 9);
    expect(ellipseLength(5, 5)).toBeCloseTo(10 * Math.PI, 9);
  });

  test('outside the image there is an area and no statistics', () => {
    const far = values(
      'rectangle',
      [
        [500, 500],
        [510, 510],
      ],
      frame({ values: slope }),
    );
    expect(Object.keys(far)).toEqual(['area', 'perimeter']);
  });

  test('values in SUV only with a factor', () => {
    const suv = values('probe', [[3.5, 2.5]], frame({ values: slope, suvFactor: 0.5, valueUnit: 'BQML' }));
    expect(suv).toEqual({ value: [23, 'BQML'], suv: [11.5, 'g/ml'] });
    expect(values('probe', [[3.5, 2.5]], frame({ values: slope })).suv).toBeUndefined();
  });
});

describe('units are as honest as the object', () => {
  test.each([
    ['patient', 'mm'],
    ['calibrated', 'mm'],
    ['detector', 'mm@detector'],
    ['none', 'px'],
  ] as const)('%s gives %s', (spacingSource, unit) => {
    const on = frame({ plane: { rowSpacing: 0.2, columnSpacing: 0.2, spacingSource } });
    expect(
      values(
        'length',
        [
          [0, 0],
          [10, 0],
        ],
        on,
      ).length?.[1],
    ).toBe(unit);
  });

  test('without spacing the pixel aspect still gives right angles', () => {
    const plane = { rowSpacing: null, columnSpacing: null, spacingSource: 'none' as const };
    const on = frame({ plane, image: { regions: [], pixelAspect: [2, 1] } });
    expect(
      values(
        'angle',
        [
          [2, 0],
          [0, 0],
          [2, 1],
        ],
        on,
      ).angle?.[0],
    ).toBeCloseTo(45, 9);
  });

  const cm: UltrasoundRegion = { x0: 0, y0: 0, x1: 99, y1: 99, unitX: 3, unitY: 3, deltaX: 0.05, deltaY: 0.04 };
  const doppler: UltrasoundRegion = { x0: 0, y0: 200, x1: 399, y1: 299, unitX: 4, unitY: 7, deltaX: 0.01, deltaY: 2 };
  const plane = { rowSpacing: 0.3, columnSpacing: 0.3, spacingSource: 'patient' as const };
  const us = frame({ plane, image: { regions: [cm, doppler], pixelAspect: null } });

  test('an ultrasound region counts for points inside it alone', () => {
    expect(
      values(
        'length',
        [
          [10, 10],
          [30, 10],
        ],
        us,
      ).length,
    ).toEqual([10, 'mm']);
    expect(
      values(
        'length',
        [
          [10, 10],
          [150, 10],
        ],
        us,
      ).length?.[1],
    ).toBe('px');
    expect(
      values(
        'length',
        [
          [10, 10],
          [30, 250],
        ],
        us,
      ).length?.[1],
    ).toBe('px');
  });
  test('a line in a Doppler region is a time and a velocity, never millimetres', () => {
    expect(
      values(
        'length',
        [
          [100, 210],
          [150, 240],
        ],
        us,
      ),
    ).toEqual({ time: [0.5, 's'], difference: [60, 'cm/s'] });
    expect(
      values(
        'ellipse',
        [
          [100, 210],
          [150, 240],
        ],
        us,
      ).area?.[1],
    ).toBe('px2');
  });
  test('of two regions over each other the smaller one holds', () => {
    const inset = { ...cm, x0: 10, y0: 10, x1: 29, y1: 29, deltaX: 0.1 };
    const scale = scaleFor({ regions: [cm, inset], pixelAspect: null }, plane, [{ x: 15, y: 15 }]);
    expect(scale.perColumn).toBe(1);
  });
});

test('the cardiothoracic ratio is heart by thorax; the longer of two axes is the long one', () => {
  expect(
    values('cardiothoracic', [
      [10, 0],
      [60, 0],
      [0, 9],
      [100, 9],
    ]).ratio,
  ).toEqual([0.5, '']);
  expect(
    values('bidirectional', [
      [0, 0],
      [10, 0],
      [5, -20],
      [5, 20],
    ])['long-axis']?.[0],
  ).toBeCloseTo(28, 9);
});
