// WFDB signal formats (signal(5)): the sample at an index of a file, its width in bits, and the value that stands for none.
import { EcgRefusal } from '../refusal.ts';
import { readFlac } from './flac.ts';

export interface Samples {
  /** Samples that the bytes hold. */
  count: number;
  /** Value at an index; NaN where the file says that there is none. */
  at: (index: number) => number;
}

/** What stands for no sample, by format; format 8 has nothing for it. */
const noSample: Record<number, number> = {
  ...{ 16: -32_768, 61: -32_768, 160: -32_768, 516: -32_768, 24: -8_388_608, 524: -8_388_608 },
  ...{ 32: -2_147_483_648, 80: -128, 508: -128, 212: -2048, 310: -512, 311: -512 },
};

/**
 * Whether samples that add up to `sum` without the `missing` ones go with a checksum of 16 bits. Writers add missing samples as the format
 * stores them, as the library's value for them (-32768), or not at all.
 */
export function fitsChecksum(sum: number, missing: number, format: number, checksum: number): boolean {
  const low = (value: number) => value & 0xffff;
  return [0, -32_768, noSample[format] ?? 0].some((value) => low(low(sum) + low(missing * value)) === low(checksum));
}

const orNone = (value: number, none: number): number => (value === none ? Number.NaN : value);

/** Sign of the lowest bits. */
const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);

/** Formats whose samples do not depend on those before. Throws EcgRefusal `UNSUPPORTED` for others. */
export function openSamples(bytes: Uint8Array, format: number, where: string): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length;
  switch (format) {
    case 16:
      return { count: size >> 1, at: (i) => orNone(view.getInt16(i * 2, true), -32_768) };
    case 61:
      return { count: size >> 1, at: (i) => orNone(view.getInt16(i * 2, false), -32_768) };
    case 24:
      return {
        count: Math.floor(size / 3),
        at: (i) => orNone(view.getUint16(i * 3, true) | (view.getInt8(i * 3 + 2) << 16), -8_388_608),
      };
    case 32:
      return { count: size >> 2, at: (i) => orNone(view.getInt32(i * 4, true), -2_147_483_648) };
    case 80:
      return { count: size, at: (i) => orNone((bytes[i] ?? 0) - 128, -128) };
    case 160:
      return { count: size >> 1, at: (i) => orNone(view.getUint16(i * 2, true) - 32_768, -32_768) };
    case 212:
      // Two of 12 bits in three bytes; an odd last one takes two.
      return {
        count: Math.floor(size / 3) * 2 + (size % 3 === 2 ? 1 : 0),
        at: (i) => {
          const pair = (i >> 1) * 3;
          const middle = bytes[pair + 1] ?? 0;
          const value =
            i % 2 === 0 ? (bytes[pair] ?? 0) | ((middle & 0x0f) << 8) : (bytes[pair + 2] ?? 0) | ((middle & 0xf0) << 4);
          return orNone(signed(value, 12), -2048);
        },
      };
    case 310:
      // Three of 10 bits in two words; the third is spread over the five high bits of both.
      return {
        count: Math.floor(size / 4) * 3 + (size % 4 >= 2 ? 1 : 0),
        at: (i) => {
          const first = Math.floor(i / 3) * 4;
          const word = (at: number) => (at + 2 <= size ? view.getUint16(at, true) : 0);
          const third = ((word(first) >> 11) & 0x1f) | (((word(first + 2) >> 11) & 0x1f) << 5);
          const value = i % 3 === 2 ? third : word(first + (i % 3) * 2) >> 1;
          return orNone(signed(value, 10), -512);
        },
      };
    case 311:
      return {
        count: Math.floor(size / 4) * 3 + Math.max(0, (size % 4) - 1),
        at: (i) => {
          const first = Math.floor(i / 3) * 4;
          let word = 0;
          for (let byte = 3; byte >= 0; byte--) word = (word << 8) | (bytes[first + byte] ?? 0);
          return orNone(signed(word >>> (10 * (i % 3)), 10), -512);
        },
      };
    default:
      throw new EcgRefusal('UNSUPPORTED', where, `WFDB format ${format} is not read`);
  }
}

/** Format 8: differences of 8 bits from each signal's initial value; `frame` lists the signal of each place in a frame. */
export function openDifferences(bytes: Uint8Array, frame: readonly number[], initial: readonly number[]): Samples {
  const values = new Int32Array(bytes.length);
  const last = [...initial];
  for (let at = 0; at < bytes.length; at++) {
    const signal = frame[at % frame.length] ?? 0;
    const value = (last[signal] ?? 0) + signed(bytes[at] ?? 0, 8);
    last[signal] = value;
    values[at] = value;
  }
  return { count: values.length, at: (i) => values[i] ?? Number.NaN };
}

/** Bits of the compressed formats. */
const flacBits: Record<number, number> = { 508: 8, 516: 16, 524: 24 };

export const isFlac = (format: number): boolean => format in flacBits;

/** Formats 508, 516, 524: a channel for each signal, which all have the same number of samples a frame. Throws EcgRefusal. */
export function openFlac(
  bytes: Uint8Array,
  format: number,
  samplesPerFrame: readonly number[],
  most: number,
  where: string,
): Samples {
  const { bits, channels } = readFlac(bytes, most, where);
  const perFrame = samplesPerFrame[0] ?? 1;
  const isEven = samplesPerFrame.every((count) => count === perFrame);
  if (bits !== flacBits[format] || channels.length !== samplesPerFrame.length || !isEven) {
    const text = `FLAC of ${channels.length} channels of ${bits} bits does not go with ${samplesPerFrame.length} signals of format ${format}`;
    throw new EcgRefusal('MALFORMED', where, text);
  }
  const none = -(2 ** (bits - 1));
  const width = perFrame * channels.length;
  return {
    count: channels.reduce((sum, { length }) => sum + length, 0),
    at: (index) => {
      const within = index % width;
      const channel = channels[Math.floor(within / perFrame)];
      return orNone(channel?.[Math.floor(index / width) * perFrame + (within % perFrame)] ?? Number.NaN, none);
    },
  };
}
