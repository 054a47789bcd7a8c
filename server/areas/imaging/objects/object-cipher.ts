// Enciphers stored objects so that any range can be read alone: counter mode, where byte n needs only block n / 16 (NIST SP 800-38A 6.5).
import { createCipheriv } from 'node:crypto';
import type { ObjectCipherName } from './object-header.ts';

const block = 16;

/** The counter of the block that holds `position`: the initial one plus position / 16, as a 128-bit big-endian number. */
export function counterAt(iv: Buffer, position: number): Buffer {
  const counter = Buffer.from(iv);
  let carry = Math.floor(position / block);
  for (let index = block - 1; index >= 0 && carry > 0; index -= 1) {
    const sum = (counter[index] ?? 0) + (carry % 256);
    counter[index] = sum % 256;
    carry = Math.floor(carry / 256) + (sum > 255 ? 1 : 0);
  }
  return counter;
}

export interface RangeCipher {
  /** The next bytes of the stream; the same both ways. */
  update(bytes: Buffer): Buffer;
}

/** Enciphers or deciphers from `position` of the content on. `key`: 32 bytes for AES, its first 16 for SM4. */
export function cipherFrom(cipher: ObjectCipherName, key: Buffer, iv: Buffer, position: number): RangeCipher {
  if (cipher === 'none') return { update: (bytes) => bytes };
  const size = cipher === 'sm4-ctr' ? 16 : 32;
  const stream = createCipheriv(cipher, key.subarray(0, size), counterAt(iv, position));
  const skip = position % block;
  if (skip > 0) stream.update(Buffer.alloc(skip));
  return { update: (bytes) => stream.update(bytes) };
}
