// Stored words to values: unpacking bits, byte order, high bit, overlay bits masked off, sign extended (PS3.5 8.1.1, annex D).
import { notRenderable, type PixelShape, type Samples } from './samples.ts';

/** Words of 8, 16 or 32 bit before their meaning is applied. */
export type Words = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export const wordBytes = (bitsAllocated: number): 1 | 2 | 4 => (bitsAllocated <= 8 ? 1 : bitsAllocated <= 16 ? 2 : 4);

/** A view of the bytes where they are aligned and ours alone, else a copy. */
function owned(bytes: Uint8Array, unit: number, length: number): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteOffset % unit === 0) {
    return new Uint8Array(buffer, bytes.byteOffset, length);
  }
  return Uint8Array.from(bytes.subarray(0, length));
}

/** Reverses the bytes of each word in place; a rest shorter than a word stays. */
export function swapInPlace(bytes: Uint8Array, unit: 2 | 4 | 8): void {
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    for (let low = at, high = at + unit - 1; low < high; low += 1, high -= 1) {
      const kept = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = kept;
    }
  }
}

/** Bytes as words of the platform's order. @throws NOT_RENDERABLE when there are too few */
export function wordsOf(bytes: Uint8Array, unit: 1 | 2 | 4, count: number): Words {
  if (bytes.length < count * unit) {
    throw notRenderable(`the frame has ${bytes.length} bytes of ${count * unit}`);
  }
  const own = owned(bytes, unit, count * unit);
  if (unit === 1) return own;
  if (unit === 2) return new Uint16Array(own.buffer, own.byteOffset, count);
  return new Uint32Array(own.buffer, own.byteOffset, count);
}

/** Values of `width` bits that follow each other without gaps, least significant bit first (PS3.5 8.1.1, 8.2). */
export function unpackBits(bytes: Uint8Array, width: number, skipBits: number, count: number): Words {
  if (bytes.length * 8 < skipBits + width * count) {
    throw notRenderable(`the frame has ${bytes.length * 8 - skipBits} bits of ${width * count}`);
  }
  const unit = wordBytes(width);
  const out: Words = unit === 1 ? new Uint8Array(count) : unit === 2 ? new Uint16Array(count) : new Uint32Array(count);
  if (width === 1) {
    for (let index = 0, bit = skipBits; index < count; index += 1, bit += 1) {
      out[index] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
    }
    return out;
  }
  let bit = skipBits;
  for (let index = 0; index < count; index += 1, bit += width) {
    let value = 0;
    for (let got = 0; got < width; ) {
      const at = bit + got;
      const inByte = at & 7;
      const taken = Math.min(8 - inByte, width - got);
      value += (((bytes[at >> 3] as number) >> inByte) & ((1 << taken) - 1)) * 2 ** got;
      got += taken;
    }
    out[index] = value;
  }
  return out;
}

/**
 * Keeps bits `shift` to `shift + width - 1` of each word, in place, extended by their sign bit where values are signed.
 * Returns the words as signed ones then.
 */
export function settle(
  words: Words,
  shift: number,
  width: number,
  signed: boolean,
): Exclude<Samples['data'], Float32Array> {
  const size = words.BYTES_PER_ELEMENT * 8;
  const { buffer, byteOffset, length } = words;
  const whole = shift === 0 && width >= size;
  const left = size === 32 ? Math.max(0, 32 - width - shift) : 32 - width - shift;
  if (signed) {
    const values =
      size === 8
        ? new Int8Array(buffer, byteOffset, length)
        : size === 16
          ? new Int16Array(buffer, byteOffset, length)
          : new Int32Array(buffer, byteOffset, length);
    if (!whole) {
      for (let index = 0; index < length; index += 1) {
        values[index] = ((words[index] as number) << left) >> (left + shift);
      }
    }
    return values;
  }
  if (!whole) {
    for (let index = 0; index < length; index += 1) {
      words[index] = ((words[index] as number) << left) >>> (left + shift);
    }
  }
  return words;
}

/** Where in a word of `bits` the value lies. A header that contradicts itself is read as if the value lay at the bottom. */
export function valueBits(
  shape: Pick<PixelShape, 'bitsStored' | 'highBit'>,
  bits: number,
): { shift: number; width: number } {
  const width = shape.bitsStored >= 1 && shape.bitsStored <= bits ? shape.bitsStored : bits;
  const shift = shape.highBit + 1 - width;
  return { width, shift: shift > 0 && shift + width <= bits ? shift : 0 };
}

/** Grey values or palette indexes in the form of their width and sign. */
export function greySamples(
  words: Words,
  at: { shift: number; width: number; signed: boolean },
  size: { width: number; height: number },
): Samples {
  const data = settle(words, at.shift, at.width, at.signed);
  if (data instanceof Int8Array) return { kind: 'i8', ...size, data };
  if (data instanceof Int16Array) return { kind: 'i16', ...size, data };
  if (data instanceof Int32Array) return { kind: 'i32', ...size, data };
  if (data instanceof Uint16Array) return { kind: 'u16', ...size, data };
  if (data instanceof Uint32Array) return { kind: 'u32', ...size, data };
  return { kind: 'u8', ...size, data };
}
