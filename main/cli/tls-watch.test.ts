// Renewed certificates: a good pair is taken once both files are there, a broken one is told in words and the old one stays.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveCertificate } from '../../server/kernel/live-certificate.ts';
import { issue, tlsPairOf } from '../../test/support/pki.ts';
import { tlsWatch } from './tls-watch.ts';

const day = 86_400_000;
const pairOf = (wishes: { notBefore?: Date; notAfter?: Date } = {}) =>
  tlsPairOf(issue({ commonName: 'archive', ...wishes }));
const [first, second, third] = [pairOf(), pairOf(), pairOf()];
const over = pairOf({ notBefore: new Date(Date.now() - 20 * day), notAfter: new Date(Date.now() - day) });
const later = pairOf({ notBefore: new Date(Date.now() + day) });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-tls-watch-'));
});
afterAll(() => rm(folder, { recursive: true }));

let written = 0;
/** Under a new inode, as programs that renew certificates leave them: times of the file system may be coarse. */
async function put(name: string, text: string): Promise<void> {
  written += 1;
  const file = join(folder, name);
  await rm(file, { force: true });
  await writeFile(file, `${text}${'\n'.repeat(written)}`, { mode: 0o600 });
}

test('half a renewal is waited for, a broken pair and dates that do not hold are told once, the next good pair is taken', async () => {
  await put('cert.pem', first.cert);
  await put('key.pem', first.key);
  const certificate = liveCertificate(first);
  const logged: { level: string; why: string }[] = [];
  const used: string[] = [];
  certificate.whenReplaced(({ cert }) => used.push(cert.trim()));
  const watch = await tlsWatch(
    [{ option: '--tls', certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem'), certificate }],
    {
      log: (level, message, facts) => logged.push({ level, why: `${message} ${JSON.stringify(facts)}` }),
      now: () => new Date(),
    },
  );
  const look = async (times: number) => {
    for (let at = 0; at < times; at += 1) await watch.look();
  };
  await look(3);
  expect(logged).toEqual([]);

  // Between the two files of a renewal there is a moment at which they do not belong together.
  await put('cert.pem', second.cert);
  await look(1);
  await put('key.pem', second.key);
  await look(1);
  expect(used).toEqual([]);
  await look(1);
  expect(used).toEqual([second.cert.trim()]);
  expect(logged.map(({ level }) => level)).toEqual(['info']);
  expect(logged[0]?.why).toContain('CN=archive');

  await put('cert.pem', third.cert);
  await look(4);
  expect(logged.map(({ level }) => level)).toEqual(['info', 'error']);
  expect(logged[1]?.why).toMatch(/旧证书.*not the key of/);
  expect(certificate.problem).toContain('not the key of');
  for (const [pair, words] of [
    [over, 'expired'],
    [later, 'not valid yet'],
    [{ cert: 'rubbish', key: third.key }, 'no certificate'],
  ] as const) {
    logged.length = 0;
    await put('cert.pem', pair.cert);
    await put('key.pem', pair.key);
    await look(4);
    expect(logged.map(({ level }) => level)).toEqual(['error']);
    expect(logged[0]?.why).toContain(words);
    expect(logged[0]?.why).not.toContain('PRIVATE KEY');
  }
  await rm(join(folder, 'key.pem'));
  logged.length = 0;
  await look(2);
  expect(logged[0]?.why).toContain('ENOENT');
  expect(certificate.current.cert.trim()).toBe(second.cert.trim());

  await put('cert.pem', third.cert);
  await put('key.pem', third.key);
  if (process.platform !== 'win32') {
    await chmod(join(folder, 'key.pem'), 0o644);
    await look(2);
    expect(logged.at(-1)?.why).toContain('chmod 600');
    await chmod(join(folder, 'key.pem'), 0o600);
  }
  await look(2);
  expect(used).toEqual([second.cert.trim(), third.cert.trim()]);
  expect(certificate.problem).toBe('');
});
