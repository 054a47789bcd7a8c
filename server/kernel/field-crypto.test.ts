// Encrypted columns: any text comes back, any change is noticed, equal values are findable.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFieldCrypto } from './field-crypto.ts';
import { type CryptoProfile, makeFieldKeys } from './field-keys.ts';

const profiles: CryptoProfile[] = ['aes', 'sm'];

describe.each(profiles)('field encryption, profile %s', (profile) => {
  const keys = makeFieldKeys(profile, randomBytes);
  const fields = makeFieldCrypto(keys, randomBytes);

  test('any text comes back, and none of it is readable in between', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const cipher = fields.encrypt(text);
        expect(cipher).toMatch(/^k1\.[\w-]+$/);
        expect(fields.decrypt(cipher)).toBe(text);
        expect(fields.encrypt(text)).not.toBe(cipher);
      }),
      { numRuns: 50 },
    );
  });

  test('a changed bit is noticed, wherever it is', () => {
    const sealed = Buffer.from(fields.encrypt('110105194912310021').slice(3), 'base64url');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => fields.decrypt(`k1.${changed.toString('base64url')}`)).toThrow('INTERNAL');
    }
    expect(() => fields.decrypt('k1.AAAA')).toThrow('INTERNAL');
    expect(() => fields.decrypt('k9.AAAA')).toThrow('INTERNAL');
  });

  test('equal values have the same index under the same key only', () => {
    const other = makeFieldCrypto(makeFieldKeys(profile, randomBytes), randomBytes);
    expect(fields.blindIndex('13812345678')).toBe(fields.blindIndex('13812345678'));
    expect(fields.blindIndex('13812345678')).not.toBe(fields.blindIndex('13812345679'));
    expect(fields.blindIndex('13812345678')).not.toBe(other.blindIndex('13812345678'));
  });
});

test('after a change of profile the old values stay readable and findable', () => {
  const before = makeFieldKeys('aes', randomBytes);
  const old = makeFieldCrypto(before, randomBytes);
  const added = makeFieldKeys('sm', randomBytes);
  const both = makeFieldCrypto({ ...before, active: 'k2', keys: { ...before.keys, k2: added.keys.k1! } }, randomBytes);
  expect(both.decrypt(old.encrypt('张三'))).toBe('张三');
  expect(both.encrypt('张三')).toMatch(/^k2\./);
  expect(both.blindIndex('张三')).toBe(old.blindIndex('张三'));
});
