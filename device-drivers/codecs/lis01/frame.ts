// One frame of the LIS01-A2 link: STX FN text (ETB|ETX) C1 C2 CR LF, its checksum, and a message cut into frames.

import { concatBytes, latin1Bytes, latin1Text } from '../../bytes.ts';
import { CR, ETB, ETX, LF, STX } from '../ascii.ts';

/** A frame as it came, before anyone judged its number and its checksum. */
export interface ReceivedFrame {
  /** All bytes from STX on, for the journal. */
  bytes: Uint8Array;
  /** First character as a number 0..7; null when it is none. */
  number: number | null;
  /** Text without the frame number (with the first character when that is no number). */
  text: Uint8Array;
  /** True for ETX: the last frame of a message; false for ETB. */
  last: boolean;
  /** The two characters of the checksum as sent; shorter when the sender left them out. */
  checksum: string;
  /** True when the text was longer than the reader keeps; `text` is then empty. */
  oversize: boolean;
}

export type ChecksumPolicy = 'strict' | 'case' | 'off';

/** Sum of the bytes from FN through ETB/ETX modulo 256 as two upper-case digits (LIS01-A2 6.3.4). */
export function frameChecksum(body: Uint8Array): string {
  let sum = 0;
  for (const byte of body) sum = (sum + byte) & 0xff;
  return sum.toString(16).toUpperCase().padStart(2, '0');
}

/** Checksum that the bytes of this frame ask for. */
export function expectedChecksum(frame: ReceivedFrame): string {
  const first = frame.number === null ? [] : [0x30 + frame.number];
  return frameChecksum(concatBytes([Uint8Array.from(first), frame.text, Uint8Array.of(frame.last ? ETX : ETB)]));
}

export function checksumHolds(frame: ReceivedFrame, policy: ChecksumPolicy): boolean {
  switch (policy) {
    case 'off':
      return true;
    case 'case':
      return expectedChecksum(frame) === frame.checksum.toUpperCase();
    case 'strict':
      return expectedChecksum(frame) === frame.checksum;
    default:
      return policy satisfies never;
  }
}

export function encodeFrame(number: number, text: Uint8Array, last: boolean): Uint8Array {
  const body = concatBytes([Uint8Array.of(0x30 + (number % 8)), text, Uint8Array.of(last ? ETX : ETB)]);
  return concatBytes([Uint8Array.of(STX), body, latin1Bytes(frameChecksum(body)), Uint8Array.of(CR, LF)]);
}

export interface FramingOptions {
  /** Characters of text in a frame. Default 240 (E1381-95; LIS01-A2 allows 63 993, but few analyzers take them). */
  textBytes?: number;
  /** `record`: each record begins a frame (LIS01-A2 6.3.1). `message`: cut at the length only, as cobas expects. Default `record`. */
  unit?: 'record' | 'message';
}

function recordsOf(content: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < content.length; at += 1) {
    if (content[at] !== CR) continue;
    records.push(content.subarray(from, at + 1));
    from = at + 1;
  }
  if (from < content.length) records.push(concatBytes([content.subarray(from), Uint8Array.of(CR)]));
  return records;
}

/** Cuts a message (records that end in CR) into frames numbered 1..7, 0, 1.. */
export function framesOf(content: Uint8Array, options: FramingOptions = {}): Uint8Array[] {
  const textBytes = options.textBytes ?? 240;
  const units = options.unit === 'message' ? [concatBytes(recordsOf(content))] : recordsOf(content);
  const frames: Uint8Array[] = [];
  for (const unit of units) {
    for (let at = 0; at < unit.length; at += textBytes) {
      const end = at + textBytes;
      frames.push(encodeFrame(frames.length + 1, unit.subarray(at, end), end >= unit.length));
    }
  }
  return frames;
}

/** What a person calls the frame in a problem. */
export function frameLabel(frame: ReceivedFrame): string {
  return frame.number === null ? `frame "${latin1Text(frame.text.subarray(0, 8))}"` : `frame ${frame.number}`;
}
