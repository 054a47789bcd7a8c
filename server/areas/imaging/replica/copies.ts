// One object and its copy: made as it lies, ciphered, and read back against its checksum; brought back when the original is damaged.
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectStore, replicateObject, verifyObject } from '../objects/object-store.ts';

/** Whether the file is there, complete, and has the content that was received. */
export async function isWhole(store: Pick<ObjectStore, 'open'>, path: string, sha256: string): Promise<boolean> {
  const reader = await store.open(path).catch(() => null);
  if (!reader) return false;
  try {
    return reader.sha256 === sha256 && (await verifyObject(reader));
  } catch {
    return false;
  } finally {
    await reader.close();
  }
}

export type Copied = 'copied' | 'damaged';

const fileOf = (root: string, path: string): string => join(root, ...path.split('/'));

/**
 * A copy counts when it was read back whole. A kill leaves a `.part` or a copy that nobody counts yet: the next round writes it again.
 * @throws what the file system says, with nothing of this object left half there
 */
export async function copyObject(
  objects: ObjectStore,
  second: ObjectStore,
  path: string,
  sha256: string,
): Promise<Copied> {
  try {
    await replicateObject(objects.root, second.root, path);
  } catch (error) {
    await rm(`${fileOf(second.root, path)}.part`, { force: true }).catch(() => {});
    const isThere = await stat(fileOf(objects.root, path)).then(
      () => true,
      () => false,
    );
    if (!isThere) return 'damaged';
    throw error;
  }
  if (await isWhole(second, path, sha256)) return 'copied';
  await second.remove(path);
  return 'damaged';
}

export type Repaired = 'whole' | 'restored' | 'lost';

/** The damaged file is set aside, not thrown away: a person may still want to look at it. */
export async function repairObject(
  objects: ObjectStore,
  second: ObjectStore | null,
  path: string,
  sha256: string,
): Promise<Repaired> {
  if (await isWhole(objects, path, sha256)) return 'whole';
  if (!second || !(await isWhole(second, path, sha256))) return 'lost';
  const file = fileOf(objects.root, path);
  await rename(file, `${file}.damaged`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await replicateObject(second.root, objects.root, path);
  return (await isWhole(objects, path, sha256)) ? 'restored' : 'lost';
}
