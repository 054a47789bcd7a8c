// Keys from passwords as PKCS#12 has made them since 1999 (RFC 7292 appendix B): for the seal of a file, and for its oldest ciphers.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { UnsupportedError } from './password-faults.ts';

export interface HashKind {
  name: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  bytes: number;
  blockBytes: number;
}

const hashes: Readonly<Record<string, HashKind>> = {
  '1.3.14.3.2.26': { name: 'sha1', bytes: 20, blockBytes: 64 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', bytes: 32, blockBytes: 64 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', bytes: 48, blockBytes: 128 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', bytes: 64, blockBytes: 128 },
};

export const hashOf = (oid: string): HashKind | null => hashes[oid] ?? null;
export const sha1: HashKind = { name: 'sha1', bytes: 20, blockBytes: 64 };

const purposes = { key: 1, iv: 2, mac: 3 } as const;
/** Programs write 2,000 to 600,000. */
const mostRounds = 1_000_000;
const roundsAtOnce = 5_000;

/** UTF-16, big end first, with a zero at the end (appendix B.1). */
function bmpString(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

function filled(bytes: Buffer, block: number): Buffer {
  const size = Math.ceil(bytes.length / block) * block;
  return Buffer.alloc(size, bytes);
}

/** Adds `b` + 1 to each block of `i`, as numbers of one block's length. */
function advance(i: Buffer, b: Buffer): void {
  for (let start = 0; start < i.length; start += b.length) {
    let carry = 1;
    for (let index = b.length - 1; index >= 0; index -= 1) {
      const sum = (i[start + index] ?? 0) + (b[index] ?? 0) + carry;
      i[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

export interface Pkcs12KeyWish {
  hash: HashKind;
  password: string;
  salt: Buffer;
  rounds: number;
  purpose: keyof typeof purposes;
  /** Bytes wanted. */
  size: number;
}

/** The derivation in pieces of some milliseconds. @throws UnsupportedError when it would take too long */
export function* pkcs12KeySteps(wish: Pkcs12KeyWish): Generator<undefined, Buffer> {
  const { hash, rounds, size } = wish;
  if (rounds < 1 || rounds > mostRounds) throw new UnsupportedError('unknown', `${rounds} rounds for the password`);
  const block = hash.blockBytes;
  const diversifier = Buffer.alloc(block, purposes[wish.purpose]);
  const secret = Buffer.concat([filled(wish.salt, block), filled(bmpString(wish.password), block)]);
  const made: Buffer[] = [];
  for (let have = 0; have < size; have += hash.bytes) {
    let digest = createHash(hash.name).update(diversifier).update(secret).digest();
    for (let round = 1; round < rounds; round += 1) {
      digest = createHash(hash.name).update(digest).digest();
      if (round % roundsAtOnce === 0) yield;
    }
    made.push(digest);
    advance(secret, Buffer.alloc(block, digest));
  }
  return Buffer.concat(made).subarray(0, size);
}

/** Lets others have the thread between the pieces. @throws UnsupportedError */
export async function pkcs12Key(wish: Pkcs12KeyWish): Promise<Buffer> {
  const steps = pkcs12KeySteps(wish);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await setImmediate();
  }
}
