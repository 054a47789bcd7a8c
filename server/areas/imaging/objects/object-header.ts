// The first 128 bytes of a stored object: how its content is enciphered and packed, how long it is, and whether it was ever complete.
import { timingSafeEqual } from 'node:crypto';
import { fail } from '../../../../core/kernel/errors.ts';

export const headerBytes = 128;
const plainMagic = Buffer.from('YSHOBJ1\n', 'latin1');
/** Another name, so that a version which does not know packed objects refuses them instead of giving chunks for content. */
const packedMagic = Buffer.from('YSHOBJ2\n', 'latin1');

/** `none` is for archives on a volume that is encrypted itself. */
export type ObjectCipherName = 'none' | 'aes-256-ctr' | 'sm4-ctr';
const cipherNames: readonly ObjectCipherName[] = ['none', 'aes-256-ctr', 'sm4-ctr'];

/** A chunk holds 2^4 bytes of content at least and 2^24 at most. */
export const chunkBits = { least: 4, most: 24 } as const;

export interface PackedLayout {
  /** Content of a chunk is 2^bits bytes, of the last one what is left. */
  bits: number;
  /** Bytes of table and chunks, which follow the header. */
  storedLength: number;
}

export interface ObjectHeader {
  cipher: ObjectCipherName;
  /** 16 bytes, new for each file. */
  iv: Buffer;
  /** Null while the object is being received: a file without it was cut off and is no object. */
  complete: { length: number; sha256: Buffer } | null;
  /** Null: the content follows as it is. */
  packed: PackedLayout | null;
}

/**
 * Layout: magic 8, cipher 1, complete 1, chunk bits 1, spare 5, iv 16, length of the content 8 (LE), SHA-256 of the plain content 32,
 * stored length 8 (LE), spare.
 */
export function writeHeader(header: ObjectHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  (header.packed ? packedMagic : plainMagic).copy(bytes);
  bytes[8] = cipherNames.indexOf(header.cipher);
  bytes[9] = header.complete ? 1 : 0;
  header.iv.copy(bytes, 16);
  if (header.complete) {
    bytes.writeBigUInt64LE(BigInt(header.complete.length), 32);
    header.complete.sha256.copy(bytes, 40);
  }
  if (header.packed) {
    bytes[10] = header.packed.bits;
    bytes.writeBigUInt64LE(BigInt(header.packed.storedLength), 72);
  }
  return bytes;
}

/** @throws OBJECT_DAMAGED when the bytes are no header of ours */
export function readHeader(bytes: Buffer, path: string): ObjectHeader {
  const cipher = cipherNames[bytes[8] ?? 255];
  const isLong = bytes.length >= headerBytes;
  const isPacked = isLong && timingSafeEqual(bytes.subarray(0, 8), packedMagic);
  const isOurs = isPacked || (isLong && timingSafeEqual(bytes.subarray(0, 8), plainMagic));
  const bits = bytes[10] ?? 0;
  if (!isOurs || !cipher || (isPacked && (bits < chunkBits.least || bits > chunkBits.most))) {
    throw fail('OBJECT_DAMAGED', { path, what: 'the header of the stored object is not readable' });
  }
  return {
    cipher,
    iv: Buffer.from(bytes.subarray(16, 32)),
    complete:
      bytes[9] === 1
        ? { length: Number(bytes.readBigUInt64LE(32)), sha256: Buffer.from(bytes.subarray(40, 72)) }
        : null,
    packed: isPacked ? { bits, storedLength: Number(bytes.readBigUInt64LE(72)) } : null,
  };
}
