// Big-endian numbers and ASCII text, written to and read from the items of a PDU.
import { abortReason, ProtocolError } from './errors.ts';

export interface ByteWriter {
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  ascii(text: string): void;
  bytes(value: Uint8Array): void;
  /** An item head (type, reserved byte, 16-bit length) around what `body` writes. */
  item(type: number, body: () => void): void;
  /** A 16-bit length in front of what `body` writes. */
  counted(body: () => void): void;
  finish(): Uint8Array;
}

export function byteWriter(): ByteWriter {
  const out: number[] = [];
  const writer: ByteWriter = {
    u8: (value) => void out.push(value & 0xff),
    u16: (value) => void out.push((value >>> 8) & 0xff, value & 0xff),
    u32: (value) => void out.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff),
    ascii(text) {
      for (let at = 0; at < text.length; at += 1) out.push(text.charCodeAt(at) & 0xff);
    },
    bytes(value) {
      for (const byte of value) out.push(byte);
    },
    item(type, body) {
      out.push(type, 0);
      writer.counted(body);
    },
    counted(body) {
      const at = out.length;
      out.push(0, 0);
      body();
      const length = out.length - at - 2;
      if (length > 0xffff) throw new RangeError(`An item of ${length} bytes does not fit the 16 bits of its length.`);
      out[at] = length >>> 8;
      out[at + 1] = length & 0xff;
    },
    finish: () => Uint8Array.from(out),
  };
  return writer;
}

export interface ByteReader {
  readonly left: number;
  u8(): number;
  u16(): number;
  u32(): number;
  ascii(length: number): string;
  bytes(length: number): Uint8Array;
  /** The next `length` bytes as a reader of their own. */
  part(length: number): ByteReader;
}

/** Reads `bytes`; past the end it throws a {@link ProtocolError}. */
export function byteReader(bytes: Uint8Array): ByteReader {
  let at = 0;
  function take(length: number): number {
    if (at + length > bytes.length) {
      throw new ProtocolError(
        abortReason.invalidParameter,
        `An item says ${length} bytes where ${bytes.length - at} are left.`,
      );
    }
    const from = at;
    at += length;
    return from;
  }
  const byte = (index: number): number => bytes[index] ?? 0;
  const reader: ByteReader = {
    get left() {
      return bytes.length - at;
    },
    u8: () => byte(take(1)),
    u16() {
      const from = take(2);
      return byte(from) * 0x100 + byte(from + 1);
    },
    u32: () => reader.u16() * 0x10000 + reader.u16(),
    ascii(length) {
      const from = take(length);
      let text = '';
      for (let index = from; index < from + length; index += 1) text += String.fromCharCode(byte(index));
      return text;
    },
    bytes(length) {
      const from = take(length);
      return new Uint8Array(bytes.subarray(from, from + length));
    },
    part(length) {
      const from = take(length);
      return byteReader(bytes.subarray(from, from + length));
    },
  };
  return reader;
}
