// The three planes: hung as radiologists hang them, at right angles whatever is turned, crossing in one point.
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { directionLetters, dot } from '../../../core/imaging/plane.ts';
import { centreAt, lineOf, moved, normalOf, onPlane, planeOf, startMpr, turnOthers, views } from './mpr-state.ts';

const centre: Vector3 = [12, -40, 300];
const block = { centre: [10, -35, 310] as const, extent: 250 };
const size = { width: 600, height: 400 };

test('patient right is at the left of axial and coronal pictures, the face at the left of sagittal ones, the head up', () => {
  const { planes } = startMpr(centre);
  const letters = views.map((view) => directionLetters(planes[view].right) + directionLetters(planes[view].down));
  expect(letters).toEqual(['LP', 'LF', 'PF']);
});

describe('turning', () => {
  const state = turnOthers(turnOthers(startMpr(centre), 'axial', 0.4), 'coronal', -0.7);
  test('keeps the planes at right angles', () => {
    const [a, b, c] = views.map((view) => normalOf(state.planes[view]));
    if (!a || !b || !c) throw new Error('three planes');
    for (const [one, two] of [
      [a, b],
      [b, c],
      [a, c],
    ] as const)
      expect(Math.abs(dot(one, two))).toBeLessThan(1e-12);
  });
  test('all planes go through the centre, and the lines cross there', () => {
    for (const view of views) {
      const plane = planeOf(state, view, block, size);
      const normal = normalOf(state.planes[view]);
      expect(Math.abs(dot(normal, plane.corner) - dot(normal, state.centre))).toBeLessThan(1e-9);
      for (const other of views) {
        if (other === view) continue;
        const { x, y } = lineOf(state, view, other);
        expect(Math.hypot(x, y)).toBeCloseTo(1, 9);
      }
    }
  });
});

test('the crosshair goes where it is put; that plane does not move, the others follow', () => {
  const before = startMpr(centre);
  const plane = planeOf(before, 'axial', block, size);
  const after = centreAt(before, plane, { x: 123, y: 45 });
  expect(after.centre[2]).toBe(centre[2]);
  expect(onPlane(planeOf(after, 'axial', block, size), after.centre)).toEqual({
    x: expect.closeTo(123, 6),
    y: expect.closeTo(45, 6),
  });
  expect(planeOf(after, 'axial', block, size).corner).toEqual(plane.corner);
});

test('scrolling moves along the normal', () => {
  expect(moved(startMpr(centre), 'axial', 5).centre).toEqual([12, -40, 305]);
});
