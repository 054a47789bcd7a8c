// Moves a store that cannot be read out of the way under a name of its own. Nothing is ever deleted here.
import { rename } from 'node:fs/promises';

/** Returns the new name of the main file; its journal goes along with it. */
export async function setAside(path: string, now: Date): Promise<string> {
  const target = `${path}.unreadable-${now.toISOString().replaceAll(/[:.]/g, '')}`;
  await rename(path, target);
  for (const suffix of ['-wal', '-shm']) {
    await rename(`${path}${suffix}`, `${target}${suffix}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return target;
}
