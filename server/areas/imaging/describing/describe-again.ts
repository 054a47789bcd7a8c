// Describes the objects that an older version described, newest first, one at a time, beside everything else; goes on after a restart.
import { sql } from 'kysely';
import { describeInstance } from '../../../../core/imaging/describe/describe.ts';
import { descriptorVersion } from '../../../../core/imaging/describe/version.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Demand } from '../demand.ts';
import { locatePixels } from '../ingest/locate-pixels.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { headOf } from '../objects/read-head.ts';
import { lastReceived } from '../packing/ledger.ts';
import type { FrameDecoder } from '../pixels/decoder.ts';

export interface DescribeAgainParts {
  db: Kernel['db'];
  log: Kernel['log'];
  clock: Kernel['clock'];
  objects: Pick<ObjectStore, 'open'>;
  decode: FrameDecoder['decode'];
  demand: Pick<Demand, 'isQuiet'>;
  wait(milliseconds: number): Promise<void>;
}

export interface DescribeAgain {
  /** Resolves when all are done, or when it was told to stop. */
  run(): Promise<void>;
  /** No further object is begun. */
  stop(): void;
}

/** A head is read and described in one to three milliseconds: a tenth of the thread at most. */
const betweenMs = 20;
/** Readers and senders go first; where there is always one, an object is described after this all the same. */
const askAgainMs = 250;
const longestYieldMs = 2000;
/** After the last object that came. */
const quietMs = 5000;
const objectsPerQuery = 50;

/** As at reception. @throws OBJECT_DAMAGED, DicomError */
async function described({ objects, decode }: DescribeAgainParts, path: string): Promise<InstanceDescriptor> {
  const reader = await objects.open(path);
  try {
    const { dataSet, transferSyntax, pending } = await headOf(reader);
    const read = (offset: number, length: number) => reader.read(offset, length);
    const located = await locatePixels(dataSet, pending, { length: reader.length, transferSyntax, read, decode });
    return describeInstance(dataSet, { transferSyntaxUid: transferSyntax.uid, ...located });
  } finally {
    await reader.close();
  }
}

export function createDescribeAgain(parts: DescribeAgainParts): DescribeAgain {
  const { db, log, clock } = parts;
  const version = descriptorVersion;
  let stopped = false;

  async function yielded(): Promise<void> {
    await parts.wait(betweenMs);
    for (let waited = 0; waited < longestYieldMs && !stopped; waited += askAgainMs) {
      const last = await lastReceived(db);
      const receiving = last !== null && Math.abs(clock.now().getTime() - last.getTime()) < quietMs;
      if (!receiving && parts.demand.isQuiet()) return;
      await parts.wait(askAgainMs);
    }
  }

  /** Whether its row changed; an object that cannot be read keeps what was said of it. */
  async function one({ id, path }: { id: string; path: string }): Promise<'same' | 'changed' | 'failed'> {
    try {
      const text = JSON.stringify(await described(parts, path));
      const { numAffectedRows = 0n } = await sql`update imaging_instance set descriptor = ${text}::jsonb
        where id = ${id} and path = ${path} and descriptor <> ${text}::jsonb`.execute(db);
      return numAffectedRows > 0n ? 'changed' : 'same';
    } catch (error) {
      const isThere = await db.selectFrom('imaging_instance').select('id').where('id', '=', id).executeTakeFirst();
      // Deleted meanwhile: nothing is wrong.
      if (!isThere) return 'same';
      log('warn', 'an object could not be described again; what was said of it stays', { path, error: String(error) });
      return 'failed';
    }
  }

  async function state() {
    await db
      .insertInto('imaging_describing')
      .values({ version, place: null, changed: 0, failed: 0, ended_at: null })
      .onConflict((conflict) => conflict.column('version').doNothing())
      .execute();
    return db.selectFrom('imaging_describing').selectAll().where('version', '=', version).executeTakeFirstOrThrow();
  }

  return {
    async run() {
      const begun = await state();
      if (begun.ended_at) return;
      let place = begun.place;
      for (;;) {
        let query = db
          .selectFrom('imaging_instance')
          .select(['id', 'path'])
          .orderBy('id', 'desc')
          .limit(objectsPerQuery);
        if (place !== null) query = query.where('id', '<', place);
        const objects = await query.execute();
        const counts = { same: 0, changed: 0, failed: 0 };
        for (const object of objects) {
          await yielded();
          if (stopped) break;
          counts[await one(object)] += 1;
          place = object.id;
        }
        const isOver = !stopped && objects.length < objectsPerQuery;
        await db
          .updateTable('imaging_describing')
          .set((eb) => ({
            place,
            changed: eb('changed', '+', counts.changed),
            failed: eb('failed', '+', counts.failed),
            ended_at: isOver ? clock.now() : null,
          }))
          .where('version', '=', version)
          .execute();
        if (stopped || isOver) break;
      }
      const { changed, failed, ended_at } = await state();
      if (ended_at && changed + failed > 0)
        log('info', 'older objects were described again', { version, changed, failed });
    },
    stop() {
      stopped = true;
    },
  };
}
