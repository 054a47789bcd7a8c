// FLAC (RFC 9639) as WFDB formats 508, 516 and 524 use it: one channel a signal, 8, 16 or 24 bits; every frame under its checksums.
import { EcgRefusal } from '../refusal.ts';
import { BitReader, flacCrc8, flacCrc16 } from './bits.ts';
import { residual, type Subframe } from './flac-subframe.ts';

export interface FlacStream {
  bits: number;
  channels: Int32Array[];
}

interface Info {
  longestBlock: number;
  channels: number;
  bits: number;
  /** 0 where the encoder did not know. */
  samples: number;
}

const infoLength = 34;

/** Metadata blocks up to the first frame. */
function readInfo(bytes: Uint8Array, where: string): { info: Info; first: number } {
  const broken = (text: string) => new EcgRefusal('MALFORMED', where, text);
  if (![0x66, 0x4c, 0x61, 0x43].every((letter, at) => bytes[at] === letter)) throw broken('The file is no FLAC stream');
  let info: Info | undefined;
  let at = 4;
  for (let isLast = false; !isLast; ) {
    const reader = new BitReader(bytes, at);
    isLast = reader.unsigned(1) === 1;
    const type = reader.unsigned(7);
    const length = reader.unsigned(24);
    if (at + 4 + length > bytes.length) throw broken('The head of the FLAC stream is cut off');
    if (type === 0 && length === infoLength) {
      reader.unsigned(16);
      const longestBlock = reader.unsigned(16);
      reader.unsigned(24);
      reader.unsigned(24);
      reader.unsigned(20);
      const channels = reader.unsigned(3) + 1;
      const bits = reader.unsigned(5) + 1;
      info = { longestBlock, channels, bits, samples: reader.unsigned(4) * 2 ** 32 + reader.unsigned(32) };
    }
    at += 4 + length;
  }
  if (!info) throw broken('The FLAC stream does not say what it holds');
  return { info, first: at };
}

/** Number of the frame or sample, coded as UTF-8 codes a character. */
function skipNumber(reader: BitReader): void {
  const lead = reader.unsigned(8);
  for (let mask = 0x40; lead & 0x80 && lead & mask; mask >>= 1) reader.unsigned(8);
}

function blockSize(code: number, reader: BitReader): number {
  if (code === 1) return 192;
  if (code >= 2 && code <= 5) return 576 << (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return code >= 8 ? 256 << (code - 8) : 0;
}

const frameBits: Record<number, number> = { 1: 8, 2: 12, 4: 16, 5: 20, 6: 24 };

/** One frame; the channels of its block. */
function readFrame(bytes: Uint8Array, start: number, info: Info, where: string): { block: Int32Array[]; next: number } {
  const here = `${where}, byte ${start}`;
  const broken = () => new EcgRefusal('MALFORMED', here, 'A frame of the FLAC stream is damaged');
  const reader = new BitReader(bytes, start);
  if (reader.unsigned(15) !== 0x7ffc) throw broken();
  reader.unsigned(1);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const bitsCode = reader.unsigned(3);
  reader.unsigned(1);
  skipNumber(reader);
  const size = blockSize(sizeCode, reader);
  reader.unsigned(rateCode === 12 ? 8 : rateCode === 13 || rateCode === 14 ? 16 : 0);
  const headEnd = reader.byte;
  if (reader.unsigned(8) !== flacCrc8(bytes.subarray(start, headEnd))) throw broken();
  const count = assignment < 8 ? assignment + 1 : 2;
  const bits = bitsCode === 0 ? info.bits : frameBits[bitsCode];
  if (assignment > 10 || count !== info.channels || bits !== info.bits || size < 1 || size > info.longestBlock)
    throw broken();
  const block: Int32Array[] = [];
  for (let channel = 0; channel < count; channel++) {
    // The difference of two channels needs a bit more.
    const isSide =
      (assignment === 8 && channel === 1) ||
      (assignment === 9 && channel === 0) ||
      (assignment === 10 && channel === 1);
    const subframe: Subframe = { reader, size, bits: bits + (isSide ? 1 : 0) };
    const values = residual(subframe);
    if (!values || reader.isPast) throw broken();
    block.push(values);
  }
  const end = reader.byte;
  if (end + 2 > bytes.length || new BitReader(bytes, end).unsigned(16) !== flacCrc16(bytes.subarray(start, end)))
    throw broken();
  return { block: unmixed(block, assignment), next: end + 2 };
}

/** Left and right out of left and side, side and right, or middle and side. */
function unmixed(block: Int32Array[], assignment: number): Int32Array[] {
  const [one, two] = block;
  if (assignment < 8 || !one || !two) return block;
  const left = new Int32Array(one.length);
  const right = new Int32Array(one.length);
  for (let at = 0; at < one.length; at++) {
    const [a, b] = [one[at] ?? 0, two[at] ?? 0];
    const middle = assignment === 10 ? 2 * a + (b & 1) : 0;
    left[at] = assignment === 8 ? a : assignment === 9 ? a + b : (middle + b) >> 1;
    right[at] = assignment === 8 ? a - b : assignment === 9 ? b : (middle - b) >> 1;
  }
  return [left, right];
}

/** The whole stream, at most `most` samples a channel. Throws EcgRefusal `MALFORMED`, `UNSUPPORTED`, `TOO_LARGE`. */
export function readFlac(bytes: Uint8Array, most: number, where: string): FlacStream {
  const { info, first } = readInfo(bytes, where);
  if (info.bits > 24) throw new EcgRefusal('UNSUPPORTED', where, `FLAC of ${info.bits} bits is not read`);
  const blocks: Int32Array[][] = [];
  let samples = 0;
  for (let at = first; at + 2 < bytes.length; ) {
    const { block, next } = readFrame(bytes, at, info, where);
    blocks.push(block);
    samples += block[0]?.length ?? 0;
    if (samples > most) throw new EcgRefusal('TOO_LARGE', where, `More than ${most} samples`);
    at = next;
  }
  if (info.samples > 0 && info.samples !== samples) {
    throw new EcgRefusal('MALFORMED', where, `The FLAC stream holds ${samples} samples, its head says ${info.samples}`);
  }
  const channels = Array.from({ length: info.channels }, (_, channel) => {
    const whole = new Int32Array(samples);
    let to = 0;
    for (const block of blocks) {
      whole.set(block[channel] ?? [], to);
      to += block[channel]?.length ?? 0;
    }
    return whole;
  });
  return { bits: info.bits, channels };
}
