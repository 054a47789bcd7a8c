// Masks on images: by name, by plane, across unlike grids and turned planes, and never on a neighbour.
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../descriptor.ts';
import { cross, type PlacedPlane } from '../plane.ts';
import { applyMatrix } from '../view-transform.ts';
import type { SegmentFrame } from './seg.ts';
import { masksOn, middleOf, placeMask, type SegmentedImage } from './seg-place.ts';

const tilt = (20 * Math.PI) / 180;
const row: Vector3 = [1, 0, 0];
const column: Vector3 = [0, Math.cos(tilt), -Math.sin(tilt)];

function plane(position: Vector3, rowSpacing: number, columnSpacing: number): PlacedPlane {
  return {
    position,
    rowDirection: row,
    columnDirection: column,
    normal: cross(row, column),
    rowSpacing,
    columnSpacing,
  };
}

function image(part: Partial<SegmentedImage> = {}): SegmentedImage {
  return {
    sopInstanceUid: '1.1',
    frame: 1,
    rows: 100,
    columns: 100,
    frameOfReferenceUid: '9.9',
    placed: plane([0, 0, 0], 1, 1),
    sliceThickness: 5,
    ...part,
  };
}

function frame(part: Partial<SegmentFrame> = {}): SegmentFrame {
  return {
    segment: 1,
    sources: [],
    position: null,
    orientation: null,
    rowSpacing: null,
    columnSpacing: null,
    sliceThickness: null,
    ...part,
  };
}

const placedFrame = (position: Vector3, spacing: number, thickness: number | null = null) =>
  frame({
    position,
    orientation: [...row, ...column],
    rowSpacing: spacing,
    columnSpacing: spacing,
    sliceThickness: thickness,
  });
const size = { frameOfReferenceUid: '9.9', rows: 50, columns: 50 };

describe('by name', () => {
  const named = frame({ sources: [{ sopInstanceUid: '1.1', frame: 2 }] });
  test('the image and its frame, on a grid of the same size only', () => {
    const grid = { frameOfReferenceUid: '', rows: 100, columns: 100 };
    expect(placeMask(grid, named, image({ frame: 2 }))).toEqual({ a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 });
    expect(placeMask(grid, named, image({ frame: 1 }))).toBe('other-image');
    expect(placeMask(grid, named, image({ frame: 2, sopInstanceUid: '1.2' }))).toBe('other-image');
    expect(placeMask({ ...grid, rows: 99 }, named, image({ frame: 2 }))).toBe('size');
  });
  test('a reference without a frame number is the whole object', () => {
    const whole = frame({ sources: [{ sopInstanceUid: '1.1', frame: null }] });
    const grid = { frameOfReferenceUid: '', rows: 100, columns: 100 };
    expect(typeof placeMask(grid, whole, image({ frame: 7 }))).toBe('object');
  });
});

describe('by plane', () => {
  test('a mask of pixels twice as wide lies on the same tissue of a tilted slice', () => {
    const matrix = placeMask(size, placedFrame([10.5, 0.5 * Math.cos(tilt), -0.5 * Math.sin(tilt)], 2), image());
    if (typeof matrix === 'string') throw new Error(matrix);
    // Centre of mask pixel (0, 0) is 10.5 mm right and half a millimetre down: image pixel centres (10.5, 0.5).
    const at = applyMatrix(matrix, { x: 0.5, y: 0.5 });
    expect(at.x).toBeCloseTo(11, 9);
    expect(at.y).toBeCloseTo(1, 9);
    const far = applyMatrix(matrix, { x: 10.5, y: 20.5 });
    expect(far.x).toBeCloseTo(31, 9);
    expect(far.y).toBeCloseTo(41, 9);
  });

  test('of three slices 5 mm apart one only has the mask, whatever it names', () => {
    const normal = cross(row, column);
    const slice = (index: number): Vector3 => [normal[0] * 5 * index, normal[1] * 5 * index, normal[2] * 5 * index];
    const mask = { ...placedFrame(slice(1), 1, 5), sources: [{ sopInstanceUid: 'slice 0', frame: null }] };
    const on = [0, 1, 2].filter((index) => {
      const at = image({ placed: plane(slice(index), 1, 1), sopInstanceUid: `slice ${index}` });
      return typeof placeMask(size, mask, at) !== 'string';
    });
    expect(on).toEqual([1]);
  });

  test('another frame of reference, another plane', () => {
    const mask = placedFrame([0, 0, 0], 1);
    expect(placeMask(size, mask, image({ frameOfReferenceUid: '8.8' }))).toBe('other-frame-of-reference');
    const upright = { ...plane([0, 0, 0], 1, 1), columnDirection: [0, 1, 0] as const, normal: [0, 0, 1] as const };
    expect(placeMask(size, mask, image({ placed: upright }))).toBe('other-plane');
    expect(placeMask(size, placedFrame([0, 0, 30], 1), image())).toBe('other-plane');
  });

  test('the middle of a segment is in the patient, and all frames on an image are found', () => {
    const segmentation = {
      ...size,
      type: 'binary' as const,
      maximum: 1,
      fractionalType: '',
      segments: [],
      frames: [placedFrame([0, 0, 0], 1), { ...placedFrame([0, 0, 0], 1), segment: 2 }, placedFrame([0, 0, 90], 1)],
    };
    expect(masksOn(segmentation, image()).map((one) => one.frame)).toEqual([0, 1]);
    const middle = middleOf(segmentation, 2);
    expect(middle?.[0]).toBeCloseTo(24.5, 9);
    expect(middleOf({ ...segmentation, frames: [frame()] }, null)).toBeNull();
  });
});
