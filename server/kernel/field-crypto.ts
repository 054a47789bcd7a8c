// Encrypts single columns (identity numbers, phones, signatures, station secrets) and makes equal values findable without reading them.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { fail } from '../../core/kernel/errors.ts';
import type { CryptoProfile, FieldKeys } from './field-keys.ts';
import type { FieldCrypto } from './types.ts';

const tagBytes = { aes: 16, sm: 32 } as const;
const ivBytes = { aes: 12, sm: 16 } as const;

interface Key {
  name: string;
  profile: CryptoProfile;
  cipher: Buffer;
  mac: Buffer;
}

function derive(secret: string, use: string, size: number): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', `yishu ${use}`, size));
}

function makeKey(name: string, entry: { profile: CryptoProfile; secret: string }): Key {
  const size = entry.profile === 'aes' ? 32 : 16;
  return {
    name,
    profile: entry.profile,
    cipher: derive(entry.secret, 'cipher', size),
    mac: derive(entry.secret, 'mac', 32),
  };
}

/** Encrypt, then HMAC-SM3 over key name, iv and cipher text: SM4-CTR alone does not notice a changed bit. */
function smTag(key: Key, iv: Buffer, body: Buffer): Buffer {
  return createHmac('sm3', key.mac).update(key.name).update(iv).update(body).digest();
}

function seal(key: Key, iv: Buffer, plain: string): Buffer {
  if (key.profile === 'aes') {
    const cipher = createCipheriv('aes-256-gcm', key.cipher, iv).setAAD(Buffer.from(key.name));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, body, cipher.getAuthTag()]);
  }
  const cipher = createCipheriv('sm4-ctr', key.cipher, iv);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, body, smTag(key, iv, body)]);
}

function open(key: Key, sealed: Buffer): string {
  const iv = sealed.subarray(0, ivBytes[key.profile]);
  const body = sealed.subarray(iv.length, sealed.length - tagBytes[key.profile]);
  const tag = sealed.subarray(sealed.length - tagBytes[key.profile]);
  if (key.profile === 'aes') {
    const decipher = createDecipheriv('aes-256-gcm', key.cipher, iv, { authTagLength: tagBytes.aes })
      .setAAD(Buffer.from(key.name))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }
  if (!timingSafeEqual(tag, smTag(key, iv, body))) throw new Error('the tag does not fit');
  const decipher = createDecipheriv('sm4-ctr', key.cipher, iv);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

/** Stored as `key name . base64url(iv ‖ cipher text ‖ tag)`. */
export function makeFieldCrypto(keys: FieldKeys, randomBytes: (size: number) => Uint8Array): FieldCrypto {
  const byName = new Map(Object.entries(keys.keys).map(([name, entry]) => [name, makeKey(name, entry)]));
  const active = byName.get(keys.active);
  if (!active) throw fail('INTERNAL', { what: `the active field key ${keys.active} is missing` });
  const indexKey = derive(keys.index.secret, 'index', 32);
  const indexHash = keys.index.profile === 'aes' ? 'sha256' : 'sm3';
  return {
    encrypt(plain) {
      const iv = Buffer.from(randomBytes(ivBytes[active.profile]));
      return `${active.name}.${seal(active, iv, plain).toString('base64url')}`;
    },
    decrypt(cipher) {
      const [name = '', text = ''] = cipher.split('.');
      const key = byName.get(name);
      if (!key) throw fail('INTERNAL', { what: `field key ${name} is missing` });
      try {
        return open(key, Buffer.from(text, 'base64url'));
      } catch (cause) {
        throw fail('INTERNAL', { what: 'an encrypted field was changed or belongs to another key' }, { cause });
      }
    },
    blindIndex(plain) {
      return createHmac(indexHash, indexKey).update(plain, 'utf8').digest('base64url');
    },
  };
}
