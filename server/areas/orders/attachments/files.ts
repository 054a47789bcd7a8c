// The bytes of documents: enciphered files beside the database, whole in the memory for as long as one is read or written.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { type ObjectStore, openObjectStore } from '../../imaging/module.ts';

const lookBackMs = 7 * 86_400_000;

export function openFiles(kernel: Kernel, dataDir: string): Promise<ObjectStore> {
  return openObjectStore({
    root: join(dataDir, 'attachments'),
    cipher: 'aes-256-ctr',
    key: Buffer.from(kernel.fields.blindIndex('exam attachments 1'), 'base64url'),
    randomBytes,
    now: () => kernel.clock.now(),
    newId: kernel.newId,
  });
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Durable when it returns. @returns its path in the store */
export async function writeFile(files: ObjectStore, bytes: Uint8Array): Promise<string> {
  const writer = await files.create();
  try {
    await writer.write(bytes);
    return (await writer.finish()).path;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** @throws OBJECT_DAMAGED when it is missing or not what was stored */
export async function readFile(files: ObjectStore, path: string, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = await files.open(path);
  try {
    const bytes = Uint8Array.from(await reader.read(0, reader.length));
    // The cipher of the store does not notice a changed bit.
    if (hashOf(bytes) !== sha256) throw fail('OBJECT_DAMAGED', { path, what: 'not what was stored' });
    return bytes;
  } finally {
    await reader.close();
  }
}

/** Files that a crash left behind: of an upload that was never entered, or of a document that was removed. Called at the start. */
export async function removeOrphans(kernel: Kernel, files: ObjectStore): Promise<number> {
  const since = new Date(kernel.clock.now().getTime() - lookBackMs);
  let removed = 0;
  for await (const path of files.list(since)) {
    const row = await kernel.db
      .selectFrom('exam_attachment')
      .select('id')
      .where('path', '=', path)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (row) continue;
    await files.remove(path);
    removed += 1;
  }
  if (removed > 0) kernel.log('warn', 'files of interrupted uploads or removals were removed', { removed });
  return removed;
}
