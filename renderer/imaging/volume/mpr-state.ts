// Three planes at right angles through one point: moved by the crosshair, turned together, seen at one scale.
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import { add, cross, dot, scale, subtract } from '../../../core/imaging/plane.ts';
import type { SampledPlane, Slab } from './resample.ts';

export const views = ['axial', 'coronal', 'sagittal'] as const;
export type View = (typeof views)[number];

export interface Axes {
  right: Vector3;
  down: Vector3;
}

export interface MprState {
  /** The point that all three planes go through. */
  centre: Vector3;
  planes: Record<View, Axes>;
  /** Samples a millimetre, per view 1 = fitted. */
  zoom: number;
  /** Millimetres by which each view is moved, right and down. */
  pan: Record<View, { x: number; y: number }>;
  slab: Slab;
}

/** As radiologists hang them: seen from the feet, from the front, from the left (PS3.3 C.7.6.2: +x left, +y back, +z head). */
export const standardPlanes: Record<View, Axes> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1] },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1] },
};

export function startMpr(centre: Vector3): MprState {
  const nowhere = { x: 0, y: 0 };
  return {
    centre,
    planes: standardPlanes,
    zoom: 1,
    pan: { axial: nowhere, coronal: nowhere, sagittal: nowhere },
    slab: { mode: 'mean', thickness: 0 },
  };
}

export const normalOf = ({ right, down }: Axes): Vector3 => cross(right, down);

/** Turns `vector` about a unit axis (Rodrigues). */
export function turned(vector: Vector3, axis: Vector3, radians: number): Vector3 {
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  return add(add(scale(vector, cos), scale(cross(axis, vector), sin)), scale(axis, dot(axis, vector) * (1 - cos)));
}

/** Turns the other two planes about the normal of the one that is looked at; positive is clockwise as seen there. */
export function turnOthers(state: MprState, seen: View, radians: number): MprState {
  const axis = normalOf(state.planes[seen]);
  const turn = (axes: Axes): Axes => ({
    right: turned(axes.right, axis, radians),
    down: turned(axes.down, axis, radians),
  });
  const planes = { ...state.planes };
  for (const view of views) if (view !== seen) planes[view] = turn(state.planes[view]);
  return { ...state, planes };
}

/** Along the normal of a view, millimetres; never outside the block, whose half extents are known. */
export function moved(state: MprState, view: View, millimetres: number): MprState {
  return { ...state, centre: add(state.centre, scale(normalOf(state.planes[view]), millimetres)) };
}

/** What a view of so many samples shows: the volume's middle, brought into the plane through the centre, in the middle. */
export function planeOf(
  state: MprState,
  view: View,
  block: { centre: Vector3; extent: number },
  size: { width: number; height: number },
): SampledPlane {
  const { right, down } = state.planes[view];
  const normal = normalOf(state.planes[view]);
  const step = block.extent / Math.max(1, Math.min(size.width, size.height)) / state.zoom;
  const foot = add(block.centre, scale(normal, dot(subtract(state.centre, block.centre), normal)));
  const pan = state.pan[view];
  const middle = add(foot, add(scale(right, -pan.x), scale(down, -pan.y)));
  const columns = Math.max(1, Math.round(size.width));
  const rows = Math.max(1, Math.round(size.height));
  return {
    corner: add(middle, add(scale(right, (-(columns - 1) / 2) * step), scale(down, (-(rows - 1) / 2) * step))),
    right,
    down,
    step,
    columns,
    rows,
  };
}

/** Sample coordinates of a point's foot on the plane. */
export function onPlane(plane: SampledPlane, point: Vector3): { x: number; y: number } {
  const from = subtract(point, plane.corner);
  return { x: dot(from, plane.right) / plane.step, y: dot(from, plane.down) / plane.step };
}

/** The crosshair goes to a sample of a view: the other two planes follow, this one stays where it is. */
export function centreAt(state: MprState, plane: SampledPlane, at: { x: number; y: number }): MprState {
  const here = onPlane(plane, state.centre);
  const by = add(scale(plane.right, (at.x - here.x) * plane.step), scale(plane.down, (at.y - here.y) * plane.step));
  return { ...state, centre: add(state.centre, by) };
}

/** Direction, in samples of `seen`, of the line in which the plane of `other` cuts it. */
export function lineOf(state: MprState, seen: View, other: View): { x: number; y: number } {
  const axes = state.planes[seen];
  const way = cross(normalOf(axes), normalOf(state.planes[other]));
  return { x: dot(way, axes.right), y: dot(way, axes.down) };
}
