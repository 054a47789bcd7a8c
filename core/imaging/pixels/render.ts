// A frame as the eye gets it: window or palette applied, padding and shutter black; overlays and annotations are not burnt in.
import type { DisplayPipeline, ImageDescriptor, Palette, Shutter } from '../descriptor.ts';
import {
  applyVoi,
  buildLookUp,
  decodeEntries,
  greyRamp,
  initialVoi,
  modalityTransform,
  storedRange,
  type Voi,
  type VoiWindow,
} from '../lookup.ts';
import { type Samples, sampleRange } from './samples.ts';

export interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array<ArrayBuffer>;
}

function paletted(samples: Samples, palette: Palette): Picture {
  const tables = [palette.red, palette.green, palette.blue].map((lut) => ({
    entries: decodeEntries(lut),
    first: lut.firstMapped,
  }));
  const { width, height, data } = samples;
  const out = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (const [channel, { entries, first }] of tables.entries()) {
      const at = Math.max(0, Math.min(entries.length - 1, (data[pixel] as number) - first));
      out[pixel * 3 + channel] = (entries[at] ?? 0) >> 8;
    }
  }
  return { width, height, channels: 3, data: out };
}

/** Values of 32 bit have no table of all that they can be: each is worked out. */
function computed(samples: Samples, pipeline: DisplayPipeline, voi: Voi, out: Uint8Array): void {
  const modality = modalityTransform(pipeline);
  for (let index = 0; index < out.length; index += 1) {
    const shown = Math.round(255 * applyVoi(modality(samples.data[index] as number), voi));
    out[index] = pipeline.inverted ? 255 - shown : shown;
  }
}

function grey(samples: Samples, image: ImageDescriptor, pipeline: DisplayPipeline, window: VoiWindow | null): Picture {
  const { width, height, data } = samples;
  const voi: Voi = window
    ? { kind: 'window', window }
    : initialVoi(pipeline, () => {
        const { min, max } = sampleRange(samples, image.padding);
        const ends = [min, max].map(modalityTransform(pipeline));
        return { min: Math.min(...ends), max: Math.max(...ends) };
      });
  const out = new Uint8Array(width * height);
  const bits = samples.kind === 'u8' || samples.kind === 'i8' ? 8 : 16;
  const narrow = samples.kind === 'u16' || samples.kind === 'i16' || bits === 8;
  if (!narrow) computed(samples, pipeline, voi, out);
  else {
    const signed = samples.kind === 'i8' || samples.kind === 'i16';
    const range = storedRange(bits, signed);
    const colours = greyRamp();
    const { table, min } = buildLookUp({ range, pipeline, voi, invert: false, colours, padding: image.padding });
    for (let index = 0; index < out.length; index += 1)
      out[index] = (table[(data[index] as number) - min] as number) & 255;
  }
  return { width, height, channels: 1, data: out };
}

/** Inside by crossings of edges to the right (PS3.3 C.7.6.11.1: the polygon closes itself). */
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

/** Whether a pixel (1-based) shows: it must lie inside every shape (C.7.6.11). */
export function shutterOpen(shutter: Shutter, row: number, column: number): boolean {
  return shutter.shapes.every((shape) => {
    switch (shape) {
      case 'rectangular':
        return (
          column > (shutter.left ?? Number.NEGATIVE_INFINITY) &&
          column < (shutter.right ?? Number.POSITIVE_INFINITY) &&
          row > (shutter.upper ?? Number.NEGATIVE_INFINITY) &&
          row < (shutter.lower ?? Number.POSITIVE_INFINITY)
        );
      case 'circular': {
        const { centre, radius } = shutter;
        return !centre || radius === null || Math.hypot(row - centre[0], column - centre[1]) <= radius;
      }
      case 'polygonal':
        return shutter.polygon.length < 6 || insidePolygon(shutter.polygon, row, column);
      default:
        return shape satisfies never;
    }
  });
}

function close(shutter: Shutter, { width, height, channels, data }: Picture): void {
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (shutterOpen(shutter, row + 1, column + 1)) continue;
      const at = (row * width + column) * channels;
      data.fill(0, at, at + channels);
    }
  }
}

/**
 * @param frame 1-based
 * @param window in modality units; null: the object's own
 */
export function renderPicture(
  samples: Samples,
  image: ImageDescriptor,
  { frame, window }: { frame: number; window: VoiWindow | null },
): Picture {
  const pipeline = image.perFrame[frame - 1]?.display ?? image.display;
  const { width, height } = samples;
  const picture: Picture =
    samples.kind === 'rgb8'
      ? { width, height, channels: 3, data: samples.data }
      : image.palette && image.photometric === 'PALETTE COLOR'
        ? paletted(samples, image.palette)
        : grey(samples, image, pipeline, window);
  if (image.shutter) close(image.shutter, picture);
  return picture;
}

/** Height of a pixel in widths: by the spacing, else by the aspect ratio (PS3.3 C.7.6.3.1.7); 1 when neither says so. */
export function pixelHeight(image: ImageDescriptor, frame: number): number {
  const plane = image.perFrame[frame - 1]?.plane ?? image.plane;
  const { rowSpacing, columnSpacing } = plane;
  if (rowSpacing && columnSpacing) return rowSpacing / columnSpacing;
  const [vertical, horizontal] = image.pixelAspect ?? [1, 1];
  return vertical > 0 && horizontal > 0 ? vertical / horizontal : 1;
}
