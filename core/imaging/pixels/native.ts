// A frame that is stored as it is: words in some byte order, packed bits, floats, colours by pixel or by plane.
import { colourSpaceOf, interleave, rgbSamples, spread422, toEight } from './colour.ts';
import { notRenderable, type PixelShape, type Samples } from './samples.ts';
import { greySamples, swapInPlace, unpackBits, valueBits, type Words, wordBytes, wordsOf } from './words.ts';

export interface NativeForm {
  bigEndian: boolean;
  /** Where in the first byte the frame begins; only where pixels are narrower than a byte. */
  skipBits: number;
}

function floats(bytes: Uint8Array, shape: PixelShape, bigEndian: boolean): Samples {
  const size = { width: shape.columns, height: shape.rows };
  const count = shape.rows * shape.columns;
  const unit = shape.bitsAllocated / 8;
  if (bytes.length < count * unit) throw notRenderable(`the frame has ${bytes.length} bytes of ${count * unit}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    data[index] = unit === 8 ? view.getFloat64(index * 8, !bigEndian) : view.getFloat32(index * 4, !bigEndian);
  }
  return { kind: 'f32', ...size, data };
}

/**
 * Samples of an uncompressed frame. Takes the bytes over: values are settled in place where the bytes lie well.
 * @throws NOT_RENDERABLE when bytes are missing or the header says what nobody can show
 */
export function nativeSamples(bytes: Uint8Array, shape: PixelShape, { bigEndian, skipBits }: NativeForm): Samples {
  if (shape.floating) return floats(bytes, shape, bigEndian);
  const { bitsAllocated, samplesPerPixel } = shape;
  const pixels = shape.rows * shape.columns;
  // Some say 4:2:2 of samples that are all there (after decompression, in RLE): their number tells.
  const whole = bytes.length >= pixels * 3 * wordBytes(bitsAllocated);
  const halved = samplesPerPixel === 3 && shape.photometric.endsWith('_422') && !whole;
  const count = halved ? Math.ceil(pixels / 2) * 4 : pixels * samplesPerPixel;
  const packed = bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32;
  // Words of 16 bit (OW) are what byte order applies to, whether pixels are narrower or wider (PS3.5 6.2, 7.3, 8.1.1): of a wider one the
  // lower word stays first.
  const unit = wordBytes(bitsAllocated);
  if (bigEndian) swapInPlace(bytes, 2);
  const words: Words = packed ? unpackBits(bytes, bitsAllocated, skipBits, count) : wordsOf(bytes, unit, count);
  const place = valueBits(shape, bitsAllocated);
  const size = { width: shape.columns, height: shape.rows };
  if (samplesPerPixel === 1) return greySamples(words, { ...place, signed: shape.signed }, size);
  const eight = toEight(words, place);
  const byPixel = halved
    ? spread422(eight, pixels)
    : shape.planarConfiguration === 1
      ? interleave(eight, pixels)
      : eight;
  return rgbSamples(byPixel, colourSpaceOf(shape), size);
}
