// Where the frames of a segmentation lie on an image: by the images that they name, and by their planes where both are placed.
import type { Vector3 } from '../descriptor.ts';
import { cross, dot, type PlacedPlane, scale, subtract, toPatient, toPixel } from '../plane.ts';
import type { Matrix } from '../view-transform.ts';
import type { Segmentation, SegmentFrame } from './seg.ts';

/** A frame of an image, as far as placing a segmentation on it needs. */
export interface SegmentedImage {
  sopInstanceUid: string;
  /** 1-based. */
  frame: number;
  rows: number;
  columns: number;
  frameOfReferenceUid: string;
  placed: PlacedPlane | null;
  /** Millimetres; null where it is not known. */
  sliceThickness: number | null;
}

export interface PlacedMask {
  /** From 0. */
  frame: number;
  /** Corners of mask pixels to corners of image pixels. */
  matrix: Matrix;
}

const same: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

function planeOf(frame: SegmentFrame): PlacedPlane | null {
  const { position, orientation, rowSpacing, columnSpacing } = frame;
  if (!position || !orientation || !rowSpacing || !columnSpacing) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
  const rowDirection: Vector3 = [a, b, c];
  const columnDirection: Vector3 = [d, e, f];
  return {
    position,
    rowDirection,
    columnDirection,
    normal: cross(rowDirection, columnDirection),
    rowSpacing,
    columnSpacing,
  };
}

/** Parallel within half a degree: over 500 mm the planes part by four, less than most slices are thick. */
const parallel = Math.cos((0.5 * Math.PI) / 180);

/** Where one mask pixel lies in the image, through the patient. */
function through(mask: PlacedPlane, image: PlacedPlane): Matrix {
  const at = (x: number, y: number) => toPixel(image, toPatient(mask, { x, y }));
  // Corner to centre on both sides, so that the halves of unlike pixels come out right.
  const zero = at(-0.5, -0.5);
  const right = at(0.5, -0.5);
  const down = at(-0.5, 0.5);
  return {
    a: right.x - zero.x,
    b: right.y - zero.y,
    c: down.x - zero.x,
    d: down.y - zero.y,
    e: zero.x + 0.5,
    f: zero.y + 0.5,
  };
}

/** Distance along the normal that still counts as the same slice, millimetres. */
function reach(frame: SegmentFrame, image: SegmentedImage): number {
  const known = [frame.sliceThickness, image.sliceThickness].filter((one): one is number => one !== null && one > 0);
  // Half of the thinner one: two neighbours never both claim a mask that lies on one of them.
  return known.length > 0 ? Math.min(...known) / 2 - 1e-3 : 0.5;
}

export type NoMask = 'other-image' | 'other-frame-of-reference' | 'other-plane' | 'size';

/**
 * The place of one frame on an image, or why it has none. Planes decide where both are known in one frame of reference; elsewhere only
 * a frame that names the image, on a grid of the same size (PS3.3 C.8.20.2: without planes the pixels correspond one to one).
 */
export function placeMask(
  segmentation: Pick<Segmentation, 'frameOfReferenceUid' | 'rows' | 'columns'>,
  frame: SegmentFrame,
  image: SegmentedImage,
): Matrix | NoMask {
  const named = frame.sources.some(
    (one) => one.sopInstanceUid === image.sopInstanceUid && (one.frame === null || one.frame === image.frame),
  );
  const mask = planeOf(frame);
  const comparable = segmentation.frameOfReferenceUid !== '' && image.frameOfReferenceUid !== '';
  if (comparable && segmentation.frameOfReferenceUid !== image.frameOfReferenceUid) return 'other-frame-of-reference';
  if (mask && image.placed && comparable) {
    if (Math.abs(dot(mask.normal, image.placed.normal)) < parallel) return 'other-plane';
    // From the middle of the mask: half a degree of tilt shows most at its edges.
    const middle = toPatient(mask, { x: (segmentation.columns - 1) / 2, y: (segmentation.rows - 1) / 2 });
    const distance = Math.abs(dot(subtract(middle, image.placed.position), image.placed.normal));
    if (distance > reach(frame, image)) return 'other-plane';
    return through(mask, image.placed);
  }
  if (!named) return 'other-image';
  return segmentation.rows === image.rows && segmentation.columns === image.columns ? same : 'size';
}

/** All frames that lie on the image. */
export function masksOn(segmentation: Segmentation, image: SegmentedImage): PlacedMask[] {
  return segmentation.frames.flatMap((frame, index) => {
    const matrix = placeMask(segmentation, frame, image);
    return typeof matrix === 'string' ? [] : [{ frame: index, matrix }];
  });
}

/** Images that the first frame of a segment lies on, for going there: its sources, or its place in the patient. */
export function middleOf(segmentation: Segmentation, segment: number | null): Vector3 | null {
  const frames = segmentation.frames.filter((frame) => segment === null || frame.segment === segment);
  const frame = frames[Math.floor(frames.length / 2)];
  const plane = frame && planeOf(frame);
  if (!plane) return null;
  const across = scale(plane.rowDirection, ((segmentation.columns - 1) / 2) * plane.columnSpacing);
  const down = scale(plane.columnDirection, ((segmentation.rows - 1) / 2) * plane.rowSpacing);
  return [
    plane.position[0] + across[0] + down[0],
    plane.position[1] + across[1] + down[1],
    plane.position[2] + across[2] + down[2],
  ];
}
