// Colour to red, green, blue by pixel, eight bit: planes interleaved, subsampled chroma spread, YBR converted (PS3.3 C.7.6.3.1.2).
import { notRenderable, type PixelShape, type Samples } from './samples.ts';
import type { Words } from './words.ts';

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : (value + 0.5) | 0);

/** YBR_FULL of 8 bit to RGB, in place, by pixel. */
export function ybrFullToRgb(data: Uint8Array): void {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const luma = data[at] as number;
    const blue = (data[at + 1] as number) - 128;
    const red = (data[at + 2] as number) - 128;
    data[at] = clamp(luma + 1.402 * red);
    data[at + 1] = clamp(luma - 0.344136286 * blue - 0.714136286 * red);
    data[at + 2] = clamp(luma + 1.772 * blue);
  }
}

/** YBR_PARTIAL: luma 16 to 235, chroma 16 to 240 (CCIR 601-2, retired from PS3.3). In place, by pixel. */
export function ybrPartialToRgb(data: Uint8Array): void {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const luma = 1.164383562 * ((data[at] as number) - 16);
    const blue = (data[at + 1] as number) - 128;
    const red = (data[at + 2] as number) - 128;
    data[at] = clamp(luma + 1.596026786 * red);
    data[at + 1] = clamp(luma - 0.39176229 * blue - 0.812967647 * red);
    data[at + 2] = clamp(luma + 2.017232143 * blue);
  }
}

/** One plane after the other to by pixel. */
export function interleave(planes: Uint8Array, pixels: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pixels * 3);
  for (let pixel = 0, at = 0; pixel < pixels; pixel += 1) {
    out[at++] = planes[pixel] as number;
    out[at++] = planes[pixels + pixel] as number;
    out[at++] = planes[2 * pixels + pixel] as number;
  }
  return out;
}

/** Y1 Y2 Cb Cr of two neighbours to Y Cb Cr of each; chroma lies at the first of the two and is repeated. */
export function spread422(stored: Uint8Array, pixels: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pixels * 3);
  for (let from = 0, at = 0; at < out.length; from += 4) {
    const blue = stored[from + 2] as number;
    const red = stored[from + 3] as number;
    for (let one = 0; one < 2 && at < out.length; one += 1) {
      out[at++] = stored[from + one] as number;
      out[at++] = blue;
      out[at++] = red;
    }
  }
  return out;
}

/** Samples wider than 8 bit to their upper 8: a screen shows no more of a colour. */
export function toEight(words: Words, { shift, width }: { shift: number; width: number }): Uint8Array<ArrayBuffer> {
  if (words instanceof Uint8Array && shift === 0 && width === 8) return words;
  const out = new Uint8Array(words.length);
  const drop = shift + Math.max(0, width - 8);
  const scale = width < 8 ? 255 / (2 ** width - 1) : 1;
  const mask = 2 ** Math.min(8, width) - 1;
  for (let index = 0; index < out.length; index += 1) {
    const value = ((words[index] as number) >>> drop) & mask;
    out[index] = scale === 1 ? value : Math.round(value * scale);
  }
  return out;
}

/** How colours of by-pixel 8-bit samples are meant. */
export type ColourSpace = 'rgb' | 'ybr-full' | 'ybr-partial';

export function rgbSamples(
  data: Uint8Array<ArrayBuffer>,
  space: ColourSpace,
  size: { width: number; height: number },
): Samples {
  if (space === 'ybr-full') ybrFullToRgb(data);
  if (space === 'ybr-partial') ybrPartialToRgb(data);
  return { kind: 'rgb8', ...size, data };
}

/** @throws NOT_RENDERABLE for what is retired and has no meaning here (HSV, ARGB, CMYK) */
export function colourSpaceOf({ photometric }: Pick<PixelShape, 'photometric'>): ColourSpace {
  switch (photometric) {
    case 'RGB':
    // The wavelet decoders undo these two themselves.
    case 'YBR_ICT':
    case 'YBR_RCT':
      return 'rgb';
    case 'YBR_FULL':
    case 'YBR_FULL_422':
      return 'ybr-full';
    case 'YBR_PARTIAL_422':
    case 'YBR_PARTIAL_420':
      return 'ybr-partial';
    default:
      throw notRenderable(`colours of the kind ${photometric || '(none)'} are not supported`);
  }
}
