// The key of the encrypted stores in plain Node: 32 random bytes in a file that only this user may read.
import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Reads the key, or makes it whole under its name and fsyncs file and folder, so that no store is ever older than its key.
 * @throws when the file is there and is not a key: it is never overwritten
 */
export async function storeKeyIn(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, 'store.key');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return makeKey(path, dataDir);
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw new Error(`${path} 不是密钥文件，请从备份恢复 / is not a key file; restore it from a backup`);
  }
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}

async function makeKey(path: string, dataDir: string): Promise<Uint8Array> {
  const key = randomBytes(32);
  const fresh = `${path}.new`;
  // What a cut of the power left half written; no store knows it.
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await giveName(fresh, path);
  // A folder cannot be opened on Windows; its entry is durable there by other means.
  const folder = await open(dataDir, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
  return new Uint8Array(key);
}

/** Never takes the place of a key that another host made meanwhile. */
async function giveName(fresh: string, path: string): Promise<void> {
  try {
    await link(fresh, path);
    await rm(fresh);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    // A file system without links.
    await rename(fresh, path);
  }
}
