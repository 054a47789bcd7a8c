// One chunk of a packed object: compressed alone, so that a frame needs no other, in whichever of three ways is the smallest.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { giveBack } from './give-back.ts';

/**
 * raw: as it is. zstd: RFC 8878. differences: as little-endian numbers of 16 bits, each less the one before, folded so that small ones
 * of either sign are small numbers, all low bytes before all high bytes, then zstd. Samples of CT, MR and DX lie so.
 */
export const chunkMethods = ['raw', 'zstd', 'differences'] as const;
export type ChunkMethod = (typeof chunkMethods)[number];

/** Higher levels took two to five times the processor for 1-2 % less; of differences the first gave the smallest (decision 0013). */
const levels = { zstd: 3, differences: 1 } as const;
/** Differences that are this much smaller than the content are not tried against anything else. */
const goodEnough = 0.5;

function compressed(bytes: Buffer, level: number): Buffer {
  // With its own checksum a damaged chunk is noticed when it is read alone, too.
  const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
  return zstdCompressSync(bytes, { params });
}

/** The same bytes as differences; an odd last byte stays as it is. */
export function toDifferences(content: Uint8Array): Buffer {
  const count = content.length >> 1;
  const out = Buffer.allocUnsafeSlow(content.length);
  let former = 0;
  for (let index = 0; index < count; index += 1) {
    const value = (content[2 * index] ?? 0) | ((content[2 * index + 1] ?? 0) << 8);
    // 16 bits with sign, so that the fold below sees it.
    const difference = ((value - former) << 16) >> 16;
    const folded = (difference << 1) ^ (difference >> 31);
    out[index] = folded;
    out[count + index] = folded >> 8;
    former = value;
  }
  if (content.length % 2 === 1) out[content.length - 1] = content[content.length - 1] ?? 0;
  return out;
}

export function fromDifferences(bytes: Uint8Array): Buffer {
  const count = bytes.length >> 1;
  const out = Buffer.allocUnsafeSlow(bytes.length);
  // Every machine that runs this is little-endian, and whole numbers are written in half the time.
  const words = new Uint16Array(out.buffer, 0, count);
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    const folded = (bytes[index] ?? 0) | ((bytes[count + index] ?? 0) << 8);
    value += (folded >>> 1) ^ -(folded & 1);
    words[index] = value;
  }
  if (bytes.length % 2 === 1) out[bytes.length - 1] = bytes[bytes.length - 1] ?? 0;
  return out;
}

export interface PackedChunk {
  method: ChunkMethod;
  bytes: Buffer;
}

export function packChunk(content: Buffer): PackedChunk {
  const differences = compressed(toDifferences(content), levels.differences);
  if (differences.length <= content.length * goodEnough) return { method: 'differences', bytes: differences };
  const plain = compressed(content, levels.zstd);
  if (Math.min(plain.length, differences.length) >= content.length) return { method: 'raw', bytes: content };
  return plain.length <= differences.length
    ? { method: 'zstd', bytes: plain }
    : { method: 'differences', bytes: differences };
}

/**
 * @param length of the content
 * @throws when the bytes give another length or are damaged
 */
export function unpackChunk({ method, bytes }: PackedChunk, length: number): Buffer {
  if (method === 'raw') return bytes;
  const content = zstdDecompressSync(bytes, { chunkSize: Math.max(64, length), maxOutputLength: Math.max(1, length) });
  if (content.length !== length) throw new RangeError(`a chunk of ${length} bytes came out with ${content.length}`);
  if (method === 'zstd') return content;
  const samples = fromDifferences(content);
  giveBack(content);
  return samples;
}
