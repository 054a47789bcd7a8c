// The file with the keys of encrypted columns: made at first start with mode 0600, kept apart from the database.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../core/kernel/errors.ts';

/** `aes`: AES-256-GCM, HMAC-SHA-256. `sm`: SM4-CTR then HMAC-SM3 (GB/T 39786 profile). */
export const CryptoProfile = z.enum(['aes', 'sm']);
export type CryptoProfile = z.infer<typeof CryptoProfile>;

const Secret = z.base64url().length(43);

export const FieldKeys = z.object({
  /** New values are encrypted with this one; the others are kept to read the old. */
  active: z.string(),
  keys: z.record(z.string().regex(/^[a-z0-9]+$/), z.object({ profile: CryptoProfile, secret: Secret })),
  /** Never changes: what was indexed with it must stay findable. */
  index: z.object({ profile: CryptoProfile, secret: Secret }),
});
export type FieldKeys = z.infer<typeof FieldKeys>;

export function makeFieldKeys(profile: CryptoProfile, randomBytes: (size: number) => Uint8Array): FieldKeys {
  const secret = () => Buffer.from(randomBytes(32)).toString('base64url');
  return { active: 'k1', keys: { k1: { profile, secret: secret() } }, index: { profile, secret: secret() } };
}

/**
 * Reads `field-keys.json`, or makes it. Where another profile is asked for than the active key has, a key is added and becomes the active one.
 * @throws INTERNAL when the file is there and cannot be read: a new key would make what is stored unreadable
 */
export async function openFieldKeys(
  dataDir: string,
  profile: CryptoProfile,
  randomBytes: (size: number) => Uint8Array,
): Promise<FieldKeys> {
  const path = join(dataDir, 'field-keys.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw fail('INTERNAL', { what: `${path} cannot be read` }, { cause: error });
  });
  if (text === null) {
    const made = makeFieldKeys(profile, randomBytes);
    await writeFile(path, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' });
    return made;
  }
  let found: FieldKeys;
  try {
    found = FieldKeys.parse(JSON.parse(text));
  } catch (cause) {
    throw fail('INTERNAL', { what: `${path} is damaged`, remedy: 'restore it from the backup' }, { cause });
  }
  if (found.keys[found.active]?.profile === profile) return found;
  const name = `k${Object.keys(found.keys).length + 1}`;
  const added = makeFieldKeys(profile, randomBytes).keys.k1!;
  const next: FieldKeys = { ...found, active: name, keys: { ...found.keys, [name]: added } };
  await writeFile(path, JSON.stringify(next, null, 2), { mode: 0o600 });
  return next;
}
