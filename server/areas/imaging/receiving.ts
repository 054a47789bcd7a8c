// The receiving half of the archive for a thread of its own: the same store and the same index, over the thread's own connection.
import { randomBytes } from 'node:crypto';
import { type DatabaseTarget, makePool } from '../../db/pool.ts';
import { makeNewId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/types.ts';
import { ownConnections } from './index/connections.ts';
import { createIndexWriter } from './index/index-writer.ts';
import { createReceiver, type Received, type Receiver } from './ingest/receiver.ts';
import { receivingHolds } from './objects/new-file.ts';
import { type ObjectStore, type ObjectStoreOptions, openObjectStore } from './objects/object-store.ts';
import { createFrameDecoder } from './pixels/decoder.ts';

/** Can be sent to a thread. */
export interface ReceivingSettings {
  store: Pick<ObjectStoreOptions, 'root' | 'cipher' | 'key'>;
  database: DatabaseTarget;
}

export interface Receiving extends Pick<Receiver, 'receive'> {
  objects: ObjectStore;
  stop(): Promise<void>;
}

const randomPage = 4096;

/** Random bytes from a page that is filled at once: asking the generator for each object's few costs more than they do. None is given twice. */
function pagedRandom(): (size: number) => Uint8Array {
  let page = randomBytes(randomPage);
  let used = 0;
  return (size) => {
    if (used + size > page.length) {
      page = randomBytes(Math.max(randomPage, size));
      used = 0;
    }
    used += size;
    return page.subarray(used - size, used);
  };
}

export async function openReceiving(
  settings: ReceivingSettings,
  parts: {
    log: Log;
    /** Whether there is one sender only. */
    alone(): boolean;
    stored(received: Received, source: string): void;
  },
): Promise<Receiving> {
  const clock = { now: () => new Date() };
  const random = pagedRandom();
  const newId = makeNewId(Date.now, random);
  const pool = makePool(settings.database, parts.log, [
    '-c synchronous_commit=off',
    '-c plan_cache_mode=force_generic_plan',
  ]);
  const index = createIndexWriter(ownConnections(pool), clock);
  const objects = await openObjectStore({
    ...settings.store,
    // A buffer comes out of a message as the plain bytes that it is.
    key: Buffer.from(settings.store.key),
    randomBytes: random,
    now: clock.now,
    newId,
    holds: receivingHolds(parts.alone),
  });
  const decoder = createFrameDecoder({ log: parts.log, threads: 1 });
  const { receive } = createReceiver({
    ...{ objects, index, clock, newId, log: parts.log, decode: decoder.decode },
    stored: parts.stored,
  });
  return {
    objects,
    receive,
    async stop() {
      await index.idle();
      await decoder.close();
      await pool.end();
    },
  };
}
