// Makes the index good after a crash or a power cut: objects that are complete on the disk and unknown to the index are entered.
import type { Kysely } from 'kysely';
import type { Database } from '../../../db/schema.ts';
import type { Log } from '../../../kernel/types.ts';
import { type ObjectStore, verifyObject } from '../objects/object-store.ts';
import type { Receiver } from './receiver.ts';

export interface Recovery {
  entered: number;
  /** Cut off in the middle: their senders were never told that they are safe. */
  removed: number;
  /** Complete by their header but not by their content; kept for a person. */
  damaged: string[];
}

/** The commit of the last rows may have been lost with the power; a day covers any clock step and night. */
const lookBackMs = 86_400_000;
const pathsPerQuery = 500;

async function since(db: Kysely<Database>): Promise<Date> {
  const row = await db
    .selectFrom('imaging_instance')
    .select((eb) => eb.fn.max('received_at').as('last'))
    .executeTakeFirst();
  return row?.last ? new Date(row.last.getTime() - lookBackMs) : new Date(0);
}

export async function recoverIndex(
  db: Kysely<Database>,
  objects: ObjectStore,
  receiver: Receiver,
  log: Log,
): Promise<Recovery> {
  const result: Recovery = { entered: 0, removed: 0, damaged: [] };
  async function settle(paths: string[]): Promise<void> {
    const rows = await db.selectFrom('imaging_instance').select('path').where('path', 'in', paths).execute();
    const known = new Set(rows.map(({ path }) => path));
    for (const path of paths.filter((one) => !known.has(one))) {
      const reader = await objects.open(path).catch(() => null);
      if (!reader) {
        await objects.remove(path);
        result.removed += 1;
        continue;
      }
      const whole = await verifyObject(reader).finally(() => reader.close());
      if (!whole) {
        result.damaged.push(path);
        log('error', 'a stored object does not have the content that it was received with', { path });
        continue;
      }
      try {
        await receiver.adopt({ path, length: reader.length, sha256: reader.sha256 }, 'recovered');
        result.entered += 1;
      } catch (error) {
        result.damaged.push(path);
        log('error', 'a stored object could not be entered again', { path, error: String(error) });
      }
    }
  }
  let batch: string[] = [];
  for await (const path of objects.list(await since(db))) {
    batch.push(path);
    if (batch.length < pathsPerQuery) continue;
    await settle(batch);
    batch = [];
  }
  if (batch.length > 0) await settle(batch);
  return result;
}
