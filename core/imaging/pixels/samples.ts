// What decoding makes of any stored frame: plain samples by pixel, in one of eight forms.

import { fail, type YishuError } from '../../kernel/errors.ts';
import type { ImageDescriptor } from '../descriptor.ts';

interface Form<Kind extends string, Data> {
  kind: Kind;
  width: number;
  height: number;
  /** Row by row; of `rgb8` red, green, blue of each pixel. */
  data: Data;
}

/** Grey values and palette indexes keep their stored values: modality, VOI and palette are the viewer's affair. */
export type Samples =
  | Form<'u8', Uint8Array<ArrayBuffer>>
  | Form<'i8', Int8Array<ArrayBuffer>>
  | Form<'u16', Uint16Array<ArrayBuffer>>
  | Form<'i16', Int16Array<ArrayBuffer>>
  | Form<'u32', Uint32Array<ArrayBuffer>>
  | Form<'i32', Int32Array<ArrayBuffer>>
  | Form<'f32', Float32Array<ArrayBuffer>>
  | Form<'rgb8', Uint8Array<ArrayBuffer>>;

export type SampleKind = Samples['kind'];
export const sampleKinds: readonly SampleKind[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'rgb8'];

/** What the header says of the pixels. */
export type PixelShape = Pick<
  ImageDescriptor,
  | 'rows'
  | 'columns'
  | 'samplesPerPixel'
  | 'photometric'
  | 'planarConfiguration'
  | 'bitsAllocated'
  | 'bitsStored'
  | 'highBit'
  | 'signed'
  | 'floating'
>;

export const notRenderable = (what: string): YishuError => fail('NOT_RENDERABLE', { what });

/** Pixels of one frame at most: a header that claims more is hostile or no picture that fits a screen's memory. */
const largestFrame = 1 << 28;

/** @throws NOT_RENDERABLE for a header that describes no frame */
export function checkShape(shape: PixelShape): void {
  const { rows, columns, samplesPerPixel, bitsAllocated, floating } = shape;
  if (!(rows > 0 && columns > 0)) throw notRenderable(`the image is ${columns} x ${rows}`);
  if (rows * columns * Math.max(1, samplesPerPixel) > largestFrame) {
    throw notRenderable(`a frame of ${columns} x ${rows} pixels is larger than can be shown`);
  }
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) {
    throw notRenderable(`${samplesPerPixel} samples a pixel (${shape.photometric}) are not supported`);
  }
  if (floating ? bitsAllocated !== 32 && bitsAllocated !== 64 : !(bitsAllocated >= 1 && bitsAllocated <= 32)) {
    throw notRenderable(`${bitsAllocated} bits allocated are not supported`);
  }
}

/** The bytes of the samples, little-endian, without copying; all platforms that Node runs on are little-endian. */
export function sampleBytes({ data }: Samples): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Least and greatest value; NaN and infinities are left out. One plain pass where nothing is to be left out: it is made of every frame that arrives. */
export function sampleRange(
  { kind, data }: Samples,
  skip?: { from: number; to: number } | null,
): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  if (kind !== 'f32' && !skip) {
    for (let index = 0; index < data.length; index += 1) {
      const value = data[index] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return min <= max ? { min, max } : { min: 0, max: 0 };
  }
  const low = skip ? Math.min(skip.from, skip.to) : 1;
  const high = skip ? Math.max(skip.from, skip.to) : 0;
  for (let index = 0; index < data.length; index += 1) {
    const value = data[index] as number;
    if (!Number.isFinite(value) || (value >= low && value <= high)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
