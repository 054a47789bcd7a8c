// Where an image lies in the patient: pixel to millimetre and back, letters at the edges, lines where planes cross (PS3.3 C.7.6.2).
import type { FramePlane, Vector3 } from './descriptor.ts';

export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vector3, factor: number): Vector3 => [a[0] * factor, a[1] * factor, a[2] * factor];
export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const norm = (a: Vector3): number => Math.hypot(a[0], a[1], a[2]);

/** A plane of which everything is known that placing needs. */
export interface PlacedPlane {
  position: Vector3;
  /** Along a row: the direction in which the column number grows. */
  rowDirection: Vector3;
  /** Along a column: the direction in which the row number grows. */
  columnDirection: Vector3;
  normal: Vector3;
  rowSpacing: number;
  columnSpacing: number;
}

/** Null where the object does not say where it is: then nothing is placed, synchronised or measured in space by it. */
export function placed(plane: FramePlane): PlacedPlane | null {
  const { position, rowDirection, columnDirection, rowSpacing, columnSpacing } = plane;
  if (!position || !rowDirection || !columnDirection || !rowSpacing || !columnSpacing) return null;
  return {
    position,
    rowDirection,
    columnDirection,
    normal: cross(rowDirection, columnDirection),
    rowSpacing,
    columnSpacing,
  };
}

/** Pixel coordinates: (0, 0) is the centre of the first pixel, x grows with the column. */
export interface PixelPoint {
  x: number;
  y: number;
}

export function toPatient(plane: PlacedPlane, { x, y }: PixelPoint): Vector3 {
  return add(
    plane.position,
    add(scale(plane.rowDirection, x * plane.columnSpacing), scale(plane.columnDirection, y * plane.rowSpacing)),
  );
}

/** The pixel under the foot of the perpendicular, and how far away the point is along the normal, millimetres. */
export function toPixel(plane: PlacedPlane, point: Vector3): PixelPoint & { distance: number } {
  const from = subtract(point, plane.position);
  return {
    x: dot(from, plane.rowDirection) / plane.columnSpacing,
    y: dot(from, plane.columnDirection) / plane.rowSpacing,
    distance: dot(from, plane.normal),
  };
}

const letters = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
] as const;

/** Letters of a direction, the strongest first, e.g. `LA`; parts under a tenth are left out (C.7.6.1.1.1). */
export function directionLetters(direction: Vector3): string {
  return direction
    .map((part, axis) => ({ size: Math.abs(part), letter: letters[axis]?.[part > 0 ? 0 : 1] ?? '' }))
    .filter(({ size }) => size > 0.1)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join('');
}

export type MainOrientation = 'axial' | 'coronal' | 'sagittal' | 'oblique';

/** Within 25 degrees of a main plane it carries its name. */
export function mainOrientation(normal: Vector3): MainOrientation {
  const [x, y, z] = normal.map(Math.abs) as unknown as Vector3;
  const near = Math.cos((25 * Math.PI) / 180);
  if (z >= near) return 'axial';
  if (y >= near) return 'coronal';
  return x >= near ? 'sagittal' : 'oblique';
}

/** The rectangle of pixel centres, half a pixel wider on each side. */
export interface Extent {
  columns: number;
  rows: number;
}

/** Where `other` cuts `shown`, as a line in pixels of `shown` clipped to both images; null when parallel or apart. */
export function referenceLine(
  shown: PlacedPlane,
  shownExtent: Extent,
  other: PlacedPlane,
  otherExtent: Extent,
): { from: PixelPoint; to: PixelPoint } | null {
  const direction = cross(shown.normal, other.normal);
  const length = norm(direction);
  if (length < 1e-3) return null;
  const along = scale(direction, 1 / length);
  // A point on both planes: solve within the span of the two normals.
  const c1 = dot(shown.normal, shown.position);
  const c2 = dot(other.normal, other.position);
  const n12 = dot(shown.normal, other.normal);
  const divisor = 1 - n12 * n12;
  const onBoth = add(scale(shown.normal, (c1 - c2 * n12) / divisor), scale(other.normal, (c2 - c1 * n12) / divisor));
  const range = [shown, other].map((plane, index) =>
    clip(plane, index === 0 ? shownExtent : otherExtent, onBoth, along),
  );
  const [a, b] = range;
  if (!a || !b) return null;
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  if (from >= to) return null;
  return {
    from: toPixel(shown, add(onBoth, scale(along, from))),
    to: toPixel(shown, add(onBoth, scale(along, to))),
  };
}

/** Parameters between which the line lies over the image (Liang-Barsky in pixels). */
function clip(plane: PlacedPlane, extent: Extent, point: Vector3, along: Vector3): { from: number; to: number } | null {
  const start = toPixel(plane, point);
  const end = toPixel(plane, add(point, along));
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const [at, step, last] of [
    [start.x, end.x - start.x, extent.columns - 1],
    [start.y, end.y - start.y, extent.rows - 1],
  ] as const) {
    if (Math.abs(step) < 1e-12) {
      if (at < -0.5 || at > last + 0.5) return null;
      continue;
    }
    const one = (-0.5 - at) / step;
    const two = (last + 0.5 - at) / step;
    from = Math.max(from, Math.min(one, two));
    to = Math.min(to, Math.max(one, two));
  }
  return from < to ? { from, to } : null;
}
