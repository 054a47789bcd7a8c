// Plane geometry of measurements, in the units of a scale: lengths, angles, outlines.
import type { ImagePoint } from '../view-transform.ts';
import type { Scale } from './scale.ts';

type PerPixel = Pick<Scale, 'perColumn' | 'perRow'>;

export function distance(a: ImagePoint, b: ImagePoint, { perColumn, perRow }: PerPixel): number {
  return Math.hypot((b.x - a.x) * perColumn, (b.y - a.y) * perRow);
}

/** Angle at `vertex`, 0 to 180 degrees; NaN when a leg has no length. */
export function angleAt(one: ImagePoint, vertex: ImagePoint, other: ImagePoint, scale: PerPixel): number {
  return angleOf(vertex, one, vertex, other, scale);
}

/** Angle between two directed lines, 0 to 180 degrees. */
function angleOf(a: ImagePoint, b: ImagePoint, c: ImagePoint, d: ImagePoint, { perColumn, perRow }: PerPixel): number {
  const u = { x: (b.x - a.x) * perColumn, y: (b.y - a.y) * perRow };
  const v = { x: (d.x - c.x) * perColumn, y: (d.y - c.y) * perRow };
  const sizes = Math.hypot(u.x, u.y) * Math.hypot(v.x, v.y);
  if (sizes === 0) return Number.NaN;
  // The arc tangent stays exact where the arc cosine loses digits, near 0 and 180 degrees.
  return (Math.atan2(Math.abs(u.x * v.y - u.y * v.x), u.x * v.x + u.y * v.y) * 180) / Math.PI;
}

/** Cobb: the acute angle between two lines, whichever way they were drawn. */
export function cobbAngle(a: ImagePoint, b: ImagePoint, c: ImagePoint, d: ImagePoint, scale: PerPixel): number {
  const angle = angleOf(a, b, c, d, scale);
  return angle > 90 ? 180 - angle : angle;
}

/** Area inside a closed outline that does not cross itself (shoelace). */
export function outlineArea(points: readonly ImagePoint[], { perColumn, perRow }: PerPixel): number {
  let twice = 0;
  for (const [index, point] of points.entries()) {
    const next = points[(index + 1) % points.length] ?? point;
    twice += point.x * next.y - next.x * point.y;
  }
  return (Math.abs(twice) / 2) * perColumn * perRow;
}

export function outlineLength(points: readonly ImagePoint[], scale: PerPixel): number {
  return points.reduce(
    (sum, point, index) => sum + distance(point, points[(index + 1) % points.length] ?? point, scale),
    0,
  );
}

/** Circumference of an ellipse by its half axes (Ramanujan's second approximation, better than one in a million for any shape drawn). */
export function ellipseLength(a: number, b: number): number {
  if (a + b === 0) return 0;
  const h = ((a - b) / (a + b)) ** 2;
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)));
}
