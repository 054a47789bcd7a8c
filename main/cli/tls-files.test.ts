// The server's certificate and key from files: taken together, and never a key that others can read.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issue, tlsPairOf } from '../../test/support/pki.ts';
import { tlsFiles } from './tls-files.ts';

let folder: string;
const own = tlsPairOf(issue({ commonName: 'archive' }));
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-tls-files-'));
  await writeFile(file('cert.pem'), own.cert);
  await writeFile(file('key.pem'), own.key, { mode: 0o600 });
  await writeFile(file('other.pem'), tlsPairOf(issue({ commonName: 'other' })).key, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

test('a certificate and its key are read; neither given is no certificate', async () => {
  expect(await tlsFiles('--tls', file('cert.pem'), file('key.pem'))).toEqual(own);
  expect(await tlsFiles('--tls', undefined, undefined)).toBeUndefined();
});

test('half of a pair, a file that is not there, and the key of another certificate are refused', async () => {
  await expect(tlsFiles('--tls', file('cert.pem'), undefined)).rejects.toThrow('go together');
  await expect(tlsFiles('--tls', file('cert.pem'), file('none.pem'))).rejects.toThrow('ENOENT');
  await expect(tlsFiles('--tls', file('cert.pem'), file('other.pem'))).rejects.toThrow('not the key of');
  await expect(tlsFiles('--tls', file('cert.pem'), file('cert.pem'))).rejects.toThrow(/chmod 600|unencrypted/);
});

test.skipIf(process.platform === 'win32')(
  'a key that others can read is refused, and its text is not told',
  async () => {
    for (const mode of [0o644, 0o660, 0o604]) {
      await chmod(file('key.pem'), mode);
      const said = await tlsFiles('--tls', file('cert.pem'), file('key.pem')).catch((error: unknown) => String(error));
      expect(said).toContain('chmod 600');
      expect(said).not.toContain('PRIVATE KEY');
    }
    await chmod(file('key.pem'), 0o640);
    expect(await tlsFiles('--tls', file('cert.pem'), file('key.pem'))).toEqual(own);
  },
);
