// From image pixels to the viewport's pixels and back: fit, zoom, pan, turns by any angle, mirrors, pixels that are not square.
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
  /** Degrees clockwise, from 0 up to 360; whole quarters are reckoned exactly. */
  rotation: number;
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

const quarters: Readonly<Record<number, { sine: number; cosine: number }>> = {
  0: { sine: 0, cosine: 1 },
  90: { sine: 1, cosine: 0 },
  180: { sine: 0, cosine: -1 },
  270: { sine: -1, cosine: 0 },
};

/** Exact at the quarters, where Math.cos would leave 6e-17 and every picture would be drawn as a tilted one. */
function turnOf(degrees: number): { sine: number; cosine: number } {
  const radians = (degrees * Math.PI) / 180;
  return quarters[degrees] ?? { sine: Math.sin(radians), cosine: Math.cos(radians) };
}

/** Into 0 up to 360; a millionth of a degree beside a quarter is the quarter. */
export function normalRotation(degrees: number): number {
  const within = ((degrees % 360) + 360) % 360;
  const quarter = Math.round(within / 90) * 90;
  return Math.abs(within - quarter) < 1e-6 ? quarter % 360 : within;
}

/** The quarter turn nearest to the angle: all that a presentation state can say (PS3.3 C.10.6, Image Rotation). */
export function nearestQuarter(degrees: number): QuarterTurn {
  const turns: readonly QuarterTurn[] = [0, 90, 180, 270];
  return turns[Math.round(normalRotation(degrees) / 90) % 4] ?? 0;
}

/**
 * The turn and mirror of a placement as a presentation state has them: turned first, then mirrored left to right (PS3.3 C.10.6). A mirror
 * from top to bottom is one from left to right with half a turn; a free angle becomes the nearest quarter.
 */
export function quarterLook(placement: Pick<Placement, 'rotation' | 'flipH' | 'flipV'>): {
  rotation: QuarterTurn;
  flipped: boolean;
} {
  const { rotation, flipH, flipV } = placement;
  return { rotation: nearestQuarter(rotation + (flipV ? 180 : 0)), flipped: flipH !== flipV };
}

/** How far the picture is turned clockwise as it is seen, over -180 to 180 degrees: mirrored once, it turns the other way. */
export function seenRotation({ rotation, flipH, flipV }: Placement): number {
  const seen = normalRotation(flipH === flipV ? rotation : -rotation);
  return seen > 180 ? seen - 360 : seen;
}

/** The box around the turned image. */
function turnedSize(image: ImageSize, rotation: number): ViewSize {
  const width = image.columns * image.aspect;
  if (rotation % 90 === 0) {
    return rotation % 180 === 0 ? { width, height: image.rows } : { width: image.rows, height: width };
  }
  const turn = turnOf(rotation);
  const sine = Math.abs(turn.sine);
  const cosine = Math.abs(turn.cosine);
  return { width: width * cosine + image.rows * sine, height: width * sine + image.rows * cosine };
}

/** Viewport pixels a row of the image is high at zoom 1. */
export function fitScale(image: ImageSize, view: ViewSize, rotation: number): number {
  const { width, height } = turnedSize(image, rotation);
  return Math.min(view.width / width, view.height / height);
}

export function viewMatrix(image: ImageSize, view: ViewSize, placement: Placement): Matrix {
  const scale = fitScale(image, view, placement.rotation) * placement.zoom;
  const { sine, cosine } = turnOf(placement.rotation);
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

/**
 * Turns the picture as it is seen, at the size that it has, about the middle of the view: what is there stays there.
 * @param degrees clockwise as seen, from -180 to 180: where the picture shall stand, not by how much it turns
 */
export function placementTurnedTo(
  image: ImageSize,
  view: ViewSize,
  placement: Placement,
  degrees: number,
): Pick<Placement, 'rotation' | 'zoom' | 'pan'> {
  const middle = { x: view.width / 2, y: view.height / 2 };
  const under = applyMatrix(invertMatrix(viewMatrix(image, view, placement)), middle);
  const rotation = normalRotation(placement.flipH === placement.flipV ? degrees : -degrees);
  const zoom = (placement.zoom * fitScale(image, view, placement.rotation)) / fitScale(image, view, rotation);
  const moved = applyMatrix(viewMatrix(image, view, { ...placement, rotation, zoom }), under);
  return {
    rotation,
    zoom,
    pan: { x: placement.pan.x + middle.x - moved.x, y: placement.pan.y + middle.y - moved.y },
  };
}
