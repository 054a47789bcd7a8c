// The entropy-coded part of a JPEG scan: bits after stuffed zeros, Huffman codes, restart markers (T.81 annexes C, F.2.2).
import { notRenderable } from '../samples.ts';

/** Codes up to this length are looked up at once. */
const lookBits = 9;

export interface HuffmanTable {
  /** By the next `lookBits` bits: length of the code << 8 | its value; 0 for longer codes. */
  look: Uint16Array;
  /** By length: greatest code, and what to add to a code for its place among the values. */
  maximum: Int32Array;
  offset: Int32Array;
  values: Uint8Array;
}

/** @param counts how many codes of each length from 1 to 16. @throws NOT_RENDERABLE for lengths that make no code */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const look = new Uint16Array(1 << lookBits);
  const maximum = new Int32Array(18).fill(-1);
  const offset = new Int32Array(18);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] ?? 0;
    offset[length] = at - code;
    if (code + count > 1 << length) throw notRenderable('a Huffman table of the JPEG stream is damaged');
    for (let index = 0; index < count; index += 1, code += 1, at += 1) {
      if (length > lookBits) continue;
      const first = code << (lookBits - length);
      look.fill((length << 8) | (values[at] ?? 0), first, first + (1 << (lookBits - length)));
    }
    maximum[length] = count > 0 ? code - 1 : -1;
    code <<= 1;
  }
  return { look, maximum, offset, values };
}

/** Bits of one scan. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** Next byte to take. */
  at: number;
  #held = 0;
  #count = 0;
  /** Bits that were made up after a marker or the end; a little of it is padding, more is a stream that was cut. */
  #invented = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  #fill(): void {
    const bytes = this.#bytes;
    while (this.#count <= 16) {
      let byte = 0;
      const { at } = this;
      if (at >= bytes.length || (bytes[at] === 0xff && bytes[at + 1] !== 0)) {
        this.#invented += 8;
        if (this.#invented > 64) throw notRenderable('the JPEG stream ends in the middle of the picture');
      } else {
        byte = bytes[at] as number;
        this.at = at + (byte === 0xff ? 2 : 1);
      }
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
  }

  bit(): number {
    return this.bits(1);
  }

  /** The next `count` bits, 0 to 16. */
  bits(count: number): number {
    if (count === 0) return 0;
    if (this.#count < count) this.#fill();
    this.#count -= count;
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** A value of `size` bits whose first bit says the sign (T.81 F.2.2.1, EXTEND). */
  signed(size: number): number {
    if (size === 0) return 0;
    const value = this.bits(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** @throws NOT_RENDERABLE for bits that are no code of the table */
  code({ look, maximum, offset, values }: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const short = look[(this.#held >>> (this.#count - lookBits)) & ((1 << lookBits) - 1)] as number;
    if (short !== 0) {
      this.#count -= short >> 8;
      return short & 255;
    }
    for (let length = lookBits + 1; length <= 16; length += 1) {
      const code = (this.#held >>> (this.#count - length)) & ((1 << length) - 1);
      if (code <= (maximum[length] as number)) {
        this.#count -= length;
        return values[code + (offset[length] as number)] ?? 0;
      }
    }
    throw notRenderable('the JPEG stream has bits that are no code');
  }

  /** Drops the rest of the byte and goes past the restart marker that must stand near here. */
  restart(): void {
    this.#count = 0;
    this.#held = 0;
    this.#invented = 0;
    const bytes = this.#bytes;
    for (let at = this.at; at + 1 < bytes.length; at += 1) {
      if (bytes[at] !== 0xff) continue;
      const marker = bytes[at + 1] ?? 0;
      if (marker >= 0xd0 && marker <= 0xd7) {
        this.at = at + 2;
        return;
      }
      if (marker !== 0 && marker !== 0xff) break;
    }
    throw notRenderable('a restart marker is missing in the JPEG stream');
  }
}
