// Enciphers stored objects so that any range can be read alone: counter mode, where byte n needs only block n / 16 (NIST SP 800-38A 6.5).
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
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

/** The key as each cipher takes it; made once, for preparing its bytes anew for each object costs more than beginning a stream. */
export type ObjectKeys = Record<Exclude<ObjectCipherName, 'none'>, KeyObject>;

/** @param key 32 bytes, all of them for AES, the first 16 for SM4 */
export function objectKeys(key: Buffer): ObjectKeys {
  return { 'aes-256-ctr': createSecretKey(key.subarray(0, 32)), 'sm4-ctr': createSecretKey(key.subarray(0, 16)) };
}

/** Enciphers or deciphers from `position` of the content on. */
export function cipherFrom(cipher: ObjectCipherName, keys: ObjectKeys, iv: Buffer, position: number): RangeCipher {
  if (cipher === 'none') return { update: (bytes) => bytes };
  const stream = createCipheriv(cipher, keys[cipher], counterAt(iv, position));
  const skip = position % block;
  if (skip > 0) stream.update(Buffer.alloc(skip));
  return { update: (bytes) => stream.update(bytes) };
}
