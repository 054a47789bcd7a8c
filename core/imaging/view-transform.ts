// From image pixels to the viewport's pixels and back: fit, zoom, pan, quarter turns, mirrors, pixels that are not square.
import type { PixelPoint } from './plane.ts';

/**
 * Image coordinates of annotations: (0, 0) is the upper left CORNER of the first pixel, its centre is (0.5, 0.5), x grows with the
 * column. So do SCOORD (PS3.3 C.18.6.1.2) and the PIXEL units of presentation states (C.10.5.1.2). plane.ts counts from the centre.
 */
export type ImagePoint = PixelPoint;

export const cornerToCentre = ({ x, y }: ImagePoint): PixelPoint => ({ x: x - 0.5, y: y - 0.5 });
export const centreToCorner = ({ x, y }: PixelPoint): ImagePoint => ({ x: x + 0.5, y: y + 0.5 });

/** x' = a x + c y + e, y' = b x + d y + f: the order of CSS `matrix()`. */
export interface Matrix {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export type QuarterTurn = 0 | 90 | 180 | 270;

export interface Placement {
  /** 1: the whole image just fits. */
  zoom: number;
  /** Shift from the resting place, in viewport pixels. */
  pan: { x: number; y: number };
  rotation: QuarterTurn;
  /** Mirrored left to right, top to bottom, as seen after the turn. */
  flipH: boolean;
  flipV: boolean;
  /** Side of the viewport where the image rests; the chest wall of a breast lies at the middle of the pair. */
  align: 'left' | 'centre' | 'right';
}

export const restingPlacement: Placement = {
  zoom: 1,
  pan: { x: 0, y: 0 },
  rotation: 0,
  flipH: false,
  flipV: false,
  align: 'centre',
};

export interface ImageSize {
  columns: number;
  rows: number;
  /** Width of a pixel by its height. */
  aspect: number;
}

export interface ViewSize {
  width: number;
  height: number;
}

function turnedSize(image: ImageSize, rotation: QuarterTurn): ViewSize {
  const width = image.columns * image.aspect;
  return rotation % 180 === 0 ? { width, height: image.rows } : { width: image.rows, height: width };
}

/** Viewport pixels a row of the image is high at zoom 1. */
export function fitScale(image: ImageSize, view: ViewSize, rotation: QuarterTurn): number {
  const { width, height } = turnedSize(image, rotation);
  return Math.min(view.width / width, view.height / height);
}

export function viewMatrix(image: ImageSize, view: ViewSize, placement: Placement): Matrix {
  const scale = fitScale(image, view, placement.rotation) * placement.zoom;
  const sine = { 0: 0, 90: 1, 180: 0, 270: -1 }[placement.rotation];
  const cosine = { 0: 1, 90: 0, 180: -1, 270: 0 }[placement.rotation];
  const mirrorX = placement.flipH ? -1 : 1;
  const mirrorY = placement.flipV ? -1 : 1;
  const a = mirrorX * cosine * scale * image.aspect;
  const b = mirrorY * sine * scale * image.aspect;
  const c = mirrorX * -sine * scale;
  const d = mirrorY * cosine * scale;
  const spare = (view.width - turnedSize(image, placement.rotation).width * scale) / 2;
  const side = { left: -1, centre: 0, right: 1 }[placement.align];
  const centreX = view.width / 2 + placement.pan.x + side * spare;
  const centreY = view.height / 2 + placement.pan.y;
  const middle = { x: image.columns / 2, y: image.rows / 2 };
  return {
    a,
    b,
    c,
    d,
    e: centreX - a * middle.x - c * middle.y,
    f: centreY - b * middle.x - d * middle.y,
  };
}

export function applyMatrix(m: Matrix, { x, y }: ImagePoint): { x: number; y: number } {
  return { x: m.a * x + m.c * y + m.e, y: m.b * x + m.d * y + m.f };
}

export function invertMatrix(m: Matrix): Matrix {
  const determinant = m.a * m.d - m.b * m.c;
  const a = m.d / determinant;
  const b = -m.b / determinant;
  const c = -m.c / determinant;
  const d = m.a / determinant;
  return { a, b, c, d, e: -(a * m.e + c * m.f), f: -(b * m.e + d * m.f) };
}

/** The pan that keeps the image point under (x, y) where it is while the zoom changes to `zoom`. */
export function panForZoom(
  image: ImageSize,
  view: ViewSize,
  placement: Placement,
  at: { x: number; y: number },
  zoom: number,
): { x: number; y: number } {
  const under = applyMatrix(invertMatrix(viewMatrix(image, view, placement)), at);
  const moved = applyMatrix(viewMatrix(image, view, { ...placement, zoom }), under);
  return { x: placement.pan.x + at.x - moved.x, y: placement.pan.y + at.y - moved.y };
}
