// Which pixels a drawn region holds, and their statistics. A pixel belongs to it when its centre lies inside.
import type { ImagePoint } from '../view-transform.ts';

export type Region =
  | { kind: 'rectangle'; from: ImagePoint; to: ImagePoint }
  /** Half axes along rows and columns, in pixels. */
  | { kind: 'ellipse'; centre: ImagePoint; halfX: number; halfY: number }
  | { kind: 'outline'; points: readonly ImagePoint[] };

export interface FrameValues {
  columns: number;
  rows: number;
  /** Modality value of a pixel; null where there is none (padding, outside). */
  at(column: number, row: number): number | null;
}

export interface RegionStatistics {
  count: number;
  mean: number;
  /** Of the sample: divided by n - 1; 0 for one pixel. */
  deviation: number;
  minimum: number;
  maximum: number;
}

/** Crossings of a horizontal line with the outline, from left to right (even-odd rule). */
function crossings(points: readonly ImagePoint[], y: number): number[] {
  const found: number[] = [];
  for (const [index, a] of points.entries()) {
    const b = points[(index + 1) % points.length] ?? a;
    if (a.y > y !== b.y > y) found.push(a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y));
  }
  return found.sort((one, other) => one - other);
}

/** Stretches of a row, in image coordinates, that lie inside. */
function spans(region: Region, y: number): number[] {
  switch (region.kind) {
    case 'rectangle': {
      const { from, to } = region;
      if (y < Math.min(from.y, to.y) || y > Math.max(from.y, to.y)) return [];
      return [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    }
    case 'ellipse': {
      const { centre, halfX, halfY } = region;
      const part = 1 - ((y - centre.y) / halfY) ** 2;
      if (!(halfX > 0 && halfY > 0) || part < 0) return [];
      const half = halfX * Math.sqrt(part);
      return [centre.x - half, centre.x + half];
    }
    case 'outline':
      return crossings(region.points, y);
    default:
      return region satisfies never;
  }
}

function height(region: Region): [number, number] {
  switch (region.kind) {
    case 'rectangle':
      return [Math.min(region.from.y, region.to.y), Math.max(region.from.y, region.to.y)];
    case 'ellipse':
      return [region.centre.y - region.halfY, region.centre.y + region.halfY];
    case 'outline': {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const { y } of region.points) {
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
      return [low, high];
    }
    default:
      return region satisfies never;
  }
}

/** Calls `visit` for each pixel of the frame inside the region. */
export function eachPixel(
  region: Region,
  size: { columns: number; rows: number },
  visit: (column: number, row: number) => void,
): void {
  const [low, high] = height(region);
  for (let row = Math.max(0, Math.ceil(low - 0.5)); row <= Math.min(size.rows - 1, Math.floor(high - 0.5)); row += 1) {
    const ends = spans(region, row + 0.5);
    for (let at = 0; at + 1 < ends.length; at += 2) {
      const first = Math.max(0, Math.ceil((ends[at] ?? 0) - 0.5));
      const last = Math.min(size.columns - 1, Math.floor((ends[at + 1] ?? 0) - 0.5));
      for (let column = first; column <= last; column += 1) visit(column, row);
    }
  }
}

/** Null when no pixel with a value lies inside. Welford's sums: no digits are lost for large values of little spread. */
export function regionStatistics(region: Region, frame: FrameValues): RegionStatistics | null {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  eachPixel(region, frame, (column, row) => {
    const value = frame.at(column, row);
    if (value === null) return;
    count += 1;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  });
  if (count === 0) return null;
  return { count, mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0, minimum, maximum };
}
