// Which pixels a display shutter leaves open: edges, circle, polygon (PS3.3 C.7.6.11) and a bitmap (C.7.6.15). The one rule of all who draw.
import { fromBase64 } from '../../dicom/base64.ts';
import type { ImageDescriptor, OverlayPlane, Shutter } from '../descriptor.ts';

/** Whether a pixel shows; rows and columns count from 1. */
type Open = (row: number, column: number) => boolean;

/** Inside by crossings of edges to the right (C.7.6.11.1: the polygon closes itself). */
function insidePolygon(points: readonly number[], row: number, column: number): boolean {
  let inside = false;
  const count = points.length / 2;
  for (let index = 0, before = count - 1; index < count; before = index, index += 1) {
    const [y, x] = [points[index * 2] ?? 0, points[index * 2 + 1] ?? 0];
    const [y0, x0] = [points[before * 2] ?? 0, points[before * 2 + 1] ?? 0];
    if (y > row !== y0 > row && column < ((x0 - x) * (row - y)) / (y0 - y) + x) inside = !inside;
  }
  return inside;
}

/** Bits that are set are covered; what lies beside the plane is not. */
function beneath(
  { rows, columns, originRow, originColumn, frames, firstFrame, bits }: OverlayPlane,
  frame: number,
): Open {
  const page = frames > 1 ? frame - firstFrame : 0;
  if (page < 0 || page >= frames) return () => true;
  const packed = fromBase64(bits);
  return (row, column) => {
    const y = row - originRow;
    const x = column - originColumn;
    if (y < 0 || x < 0 || y >= rows || x >= columns) return true;
    const bit = (page * rows + y) * columns + x;
    return (((packed[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0;
  };
}

function openIn(shape: Shutter['shapes'][number], shutter: Shutter, frame: number): Open {
  switch (shape) {
    case 'rectangular': {
      const left = shutter.left ?? Number.NEGATIVE_INFINITY;
      const right = shutter.right ?? Number.POSITIVE_INFINITY;
      const upper = shutter.upper ?? Number.NEGATIVE_INFINITY;
      const lower = shutter.lower ?? Number.POSITIVE_INFINITY;
      return (row, column) => column > left && column < right && row > upper && row < lower;
    }
    case 'circular': {
      const { centre, radius } = shutter;
      if (!centre || radius === null) return () => true;
      return (row, column) => Math.hypot(row - centre[0], column - centre[1]) <= radius;
    }
    case 'polygonal': {
      const { polygon } = shutter;
      return polygon.length < 6 ? () => true : (row, column) => insidePolygon(polygon, row, column);
    }
    case 'bitmap':
      return shutter.bitmap ? beneath(shutter.bitmap, frame) : () => true;
    default:
      return shape satisfies never;
  }
}

/** A pixel shows that lies inside every shape. @param frame 1-based */
export function openPixels(shutter: Shutter, frame: number): Open {
  const parts = shutter.shapes.map((shape) => openIn(shape, shutter, frame));
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (row, column) => parts.every((open) => open(row, column));
}

/** The shutter of a frame (C.7.6.16.2.16), else that of the whole object. @param frame 1-based */
export const shutterFor = (image: ImageDescriptor, frame: number): Shutter | null =>
  image.perFrame[frame - 1]?.shutter ?? image.shutter;
