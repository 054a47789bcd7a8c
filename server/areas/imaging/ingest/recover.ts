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
  /** Rows whose object had not reached the disk when the power went: success waits for both, so nobody was told. */
  withdrawn: number;
  /** Complete by their header but not by their content; kept for a person. */
  damaged: string[];
}

/** The commit of the last rows may have been lost with the power; a day covers any clock step and night. */
const lookBackMs = 86_400_000;
const pathsPerQuery = 500;
/** Rows and files go to the disk side by side; a row this much younger than the last one may have come there alone. */
const unsettledMs = 30_000;

async function newest(db: Kysely<Database>): Promise<Date | null> {
  const row = await db
    .selectFrom('imaging_instance')
    .select((eb) => eb.fn.max('received_at').as('last'))
    .executeTakeFirst();
  return row?.last ?? null;
}

/** Removes the youngest rows whose objects are missing, cut or not what was received. */
async function withdraw(db: Kysely<Database>, objects: ObjectStore, log: Log): Promise<number> {
  const last = await newest(db);
  if (!last) return 0;
  const rows = await db
    .selectFrom('imaging_instance')
    .select(['id', 'path', 'study_uid'])
    .where('received_at', '>=', new Date(last.getTime() - unsettledMs))
    .execute();
  let withdrawn = 0;
  for (const { id, path, study_uid } of rows) {
    const reader = await objects.open(path).catch(() => null);
    const whole =
      reader &&
      (await verifyObject(reader)
        .catch(() => false)
        .finally(() => reader.close()));
    if (whole) continue;
    await db.deleteFrom('imaging_instance').where('id', '=', id).execute();
    log('warn', 'an object was not on the disk when the power went; its sender was not told that it is', {
      path,
      study_uid,
    });
    withdrawn += 1;
  }
  return withdrawn;
}

export async function recoverIndex(
  db: Kysely<Database>,
  objects: ObjectStore,
  receiver: Receiver,
  log: Log,
): Promise<Recovery> {
  const last = await newest(db);
  const since = last ? new Date(last.getTime() - lookBackMs) : new Date(0);
  const result: Recovery = { entered: 0, removed: 0, withdrawn: await withdraw(db, objects, log), damaged: [] };
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
      // Header and content leave in one call, which a kill can cut: a file shorter than its header says was never acknowledged.
      const whole = await verifyObject(reader)
        .catch(() => null)
        .finally(() => reader.close());
      if (whole === null) {
        await objects.remove(path);
        result.removed += 1;
        continue;
      }
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
  for await (const path of objects.list(since)) {
    batch.push(path);
    if (batch.length < pathsPerQuery) continue;
    await settle(batch);
    batch = [];
  }
  if (batch.length > 0) await settle(batch);
  return result;
}
