// The first 128 bytes of a stored object: how its content is enciphered, how long it is, and whether it was ever complete.
import { timingSafeEqual } from 'node:crypto';
import { fail } from '../../../../core/kernel/errors.ts';

export const headerBytes = 128;
const magic = Buffer.from('YSHOBJ1\n', 'latin1');

/** `none` is for archives on a volume that is encrypted itself. */
export type ObjectCipherName = 'none' | 'aes-256-ctr' | 'sm4-ctr';
const cipherNames: readonly ObjectCipherName[] = ['none', 'aes-256-ctr', 'sm4-ctr'];

export interface ObjectHeader {
  cipher: ObjectCipherName;
  /** 16 bytes, new for each object. */
  iv: Buffer;
  /** Null while the object is being received: a file without it was cut off and is no object. */
  complete: { length: number; sha256: Buffer } | null;
}

/** Layout: magic 8, cipher 1, complete 1, spare 6, iv 16, length 8 (LE), SHA-256 of the plain content 32, spare. */
export function writeHeader(header: ObjectHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  magic.copy(bytes);
  bytes[8] = cipherNames.indexOf(header.cipher);
  bytes[9] = header.complete ? 1 : 0;
  header.iv.copy(bytes, 16);
  if (header.complete) {
    bytes.writeBigUInt64LE(BigInt(header.complete.length), 32);
    header.complete.sha256.copy(bytes, 40);
  }
  return bytes;
}

/** @throws OBJECT_DAMAGED when the bytes are no header of ours */
export function readHeader(bytes: Buffer, path: string): ObjectHeader {
  const cipher = cipherNames[bytes[8] ?? 255];
  if (bytes.length < headerBytes || !timingSafeEqual(bytes.subarray(0, 8), magic) || !cipher) {
    throw fail('OBJECT_DAMAGED', { path, what: 'the header of the stored object is not readable' });
  }
  return {
    cipher,
    iv: Buffer.from(bytes.subarray(16, 32)),
    complete:
      bytes[9] === 1
        ? { length: Number(bytes.readBigUInt64LE(32)), sha256: Buffer.from(bytes.subarray(40, 72)) }
        : null,
  };
}
