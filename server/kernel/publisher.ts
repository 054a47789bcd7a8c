// Tells this process what the feed has gained, whoever numbered it.
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Log, PublishedChange } from './types.ts';

export interface Publisher {
  onPublished(listener: (changes: PublishedChange[]) => void): () => void;
  /** Reads what is new and hands it to the listeners; called after each pass of the sequencer. */
  publish(): Promise<void>;
  head(): number;
}

/** Changes after a cursor in publication order. */
export async function readFeed(db: Kysely<Database>, cursor: number, limit: number): Promise<PublishedChange[]> {
  const rows = await db
    .selectFrom('feed')
    .innerJoin('change', 'change.id', 'feed.change_id')
    .select(['feed.seq', 'change.kind', 'change.entity_id', 'change.version', 'change.group_id', 'change.at'])
    .where('feed.seq', '>', cursor)
    .orderBy('feed.seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind,
    entityId: row.entity_id,
    version: row.version,
    groupId: row.group_id,
    at: row.at,
  }));
}

export async function feedHead(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('feed')
    .select((at) => at.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

export async function startPublisher(db: Kysely<Database>, log: Log): Promise<Publisher> {
  let head = await feedHead(db);
  const listeners = new Set<(changes: PublishedChange[]) => void>();
  return {
    head: () => head,
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async publish() {
      for (;;) {
        const changes = await readFeed(db, head, 500);
        const last = changes.at(-1);
        if (!last) return;
        head = last.seq;
        for (const listener of [...listeners]) {
          try {
            listener(changes);
          } catch (error) {
            log('error', 'a listener of the feed failed', {
              error: error instanceof Error ? error.stack : String(error),
            });
          }
        }
      }
    },
  };
}
