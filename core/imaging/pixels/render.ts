// A frame as the eye gets it: window or palette applied, padding and shutter black; overlays and annotations are not burnt in.
import type { DisplayPipeline, ImageDescriptor, Palette, Shutter } from '../descriptor.ts';
import {
  applyVoi,
  buildLookUp,
  decodeEntries,
  greyRamp,
  initialVoi,
  modalityRange,
  modalityTransform,
  storedRange,
  type Voi,
  type VoiWindow,
} from '../lookup.ts';
import { type Samples, sampleRange } from './samples.ts';
import { openPixels, shutterFor } from './shutter.ts';

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
function computed(
  { data }: Samples,
  { pipeline, voi, padding }: { pipeline: DisplayPipeline; voi: Voi; padding: ImageDescriptor['padding'] },
  out: Uint8Array,
): void {
  const modality = modalityTransform(pipeline);
  const low = padding ? Math.min(padding.from, padding.to) : 1;
  const high = padding ? Math.max(padding.from, padding.to) : 0;
  for (let index = 0; index < out.length; index += 1) {
    const stored = data[index] as number;
    // What is no number, and what is outside the image, stays black.
    if (!Number.isFinite(stored) || (stored >= low && stored <= high)) continue;
    const shown = Math.round(255 * applyVoi(modality(stored), voi));
    out[index] = pipeline.inverted ? 255 - shown : shown;
  }
}

function grey(samples: Samples, image: ImageDescriptor, pipeline: DisplayPipeline, window: VoiWindow | null): Picture {
  const { width, height, data } = samples;
  const voi: Voi = window
    ? { kind: 'window', window }
    : initialVoi(pipeline, () => modalityRange(pipeline, sampleRange(samples, image.padding)));
  const out = new Uint8Array(width * height);
  const bits = samples.kind === 'u8' || samples.kind === 'i8' ? 8 : 16;
  const narrow = samples.kind === 'u16' || samples.kind === 'i16' || bits === 8;
  if (!narrow) computed(samples, { pipeline, voi, padding: image.padding }, out);
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

function close(shutter: Shutter, frame: number, { width, height, channels, data }: Picture): void {
  const open = openPixels(shutter, frame);
  const hidden = Math.round(255 * (shutter.grey ?? 0));
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (open(row + 1, column + 1)) continue;
      const at = (row * width + column) * channels;
      data.fill(hidden, at, at + channels);
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
  const shutter = shutterFor(image, frame);
  if (shutter) close(shutter, frame, picture);
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
