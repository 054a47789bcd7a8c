// The sequencer: takes committed changes and audit rows that have no number yet, gives them their place in the feed and in the
// hash chain. One at a time in the whole installation, by a lock that a crash releases; a crash at any step leaves nothing half done.
import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import { type ChainAlgorithm, hashHex } from './hash.ts';
import type { Log, Tx } from './types.ts';

/** Points at which a test may cut the sequencer off. */
export type SequencerStep = 'locked' | 'numbered' | 'linked' | 'cleared' | 'committed';

export interface SequencerParts {
  db: Kysely<Database>;
  algorithm: ChainAlgorithm;
  log: Log;
  batch?: number;
  /** Fallback when nobody wakes it: rows of another server process. */
  pollMs?: number;
  reached?(step: SequencerStep): void | Promise<void>;
  /** Called after every pass, also when another process did the numbering. */
  passed(): Promise<void>;
}

export interface Sequencer {
  wake(): void;
  /** Runs until nothing is left, for tests and for the end. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** The link of a row: hash(previous link ‖ row hash). The first row follows the empty text. */
export function chainLink(algorithm: ChainAlgorithm, previous: string, rowHash: string): string {
  return hashHex(algorithm, previous + rowHash);
}

async function numberChanges(tx: Tx, batch: number): Promise<number> {
  // READ COMMITTED: this statement sees what the holder of the lock before us committed.
  const result = await sql<{ change_id: string }>`
    with taken as (
      select arrival, change_id from change_pending order by arrival limit ${batch}
    ), head as (
      select coalesce(max(seq), 0) as seq from feed
    )
    insert into feed (seq, change_id)
    select head.seq + row_number() over (order by taken.arrival), taken.change_id from taken, head
    returning change_id`.execute(tx);
  const ids = result.rows.map((row) => row.change_id);
  if (ids.length > 0) await tx.deleteFrom('change_pending').where('change_id', 'in', ids).execute();
  return ids.length;
}

async function linkAudit(parts: SequencerParts, tx: Tx, batch: number): Promise<number> {
  const taken = await tx
    .selectFrom('audit_pending')
    .innerJoin('audit', 'audit.id', 'audit_pending.audit_id')
    .select(['audit.id', 'audit.row_hash', 'audit_pending.arrival'])
    .orderBy('audit_pending.arrival')
    .limit(batch)
    .execute();
  if (taken.length === 0) return 0;
  const head = await tx
    .selectFrom('audit_link')
    .select(['pos', 'link'])
    .orderBy('pos', 'desc')
    .limit(1)
    .executeTakeFirst();
  let previous = head?.link ?? '';
  const links = taken.map((row, index) => {
    previous = chainLink(parts.algorithm, previous, row.row_hash);
    return { pos: (head?.pos ?? 0) + index + 1, audit_id: row.id, algorithm: parts.algorithm, link: previous };
  });
  await tx.insertInto('audit_link').values(links).execute();
  await parts.reached?.('linked');
  const arrivals = taken.map((row) => row.arrival);
  await tx.deleteFrom('audit_pending').where('arrival', 'in', arrivals).execute();
  return taken.length;
}

/** One pass. @returns true when there may be more */
export async function sequenceOnce(parts: SequencerParts): Promise<boolean> {
  const batch = parts.batch ?? 500;
  return parts.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('yishu.sequencer.' || current_schema()))`.execute(tx);
    await parts.reached?.('locked');
    const changes = await numberChanges(tx, batch);
    await parts.reached?.('numbered');
    const links = await linkAudit(parts, tx, batch);
    await parts.reached?.('cleared');
    return changes === batch || links === batch;
  });
}

export function startSequencer(parts: SequencerParts): Sequencer {
  let stopped = false;
  let again = false;
  let running: Promise<void> | null = null;

  async function passes(): Promise<void> {
    do {
      again = false;
      try {
        again = (await sequenceOnce(parts)) || again;
        await parts.reached?.('committed');
        await parts.passed();
      } catch (error) {
        parts.log('warn', 'a pass of the sequencer failed; it is tried again', {
          error: error instanceof Error ? error.message : String(error),
        });
        return;
      }
    } while (again);
  }

  function wake(): void {
    if (stopped) return;
    if (running) again = true;
    else {
      running = passes().finally(() => {
        running = null;
        if (again) wake();
      });
    }
  }

  const timer = setInterval(wake, parts.pollMs ?? 500);
  return {
    wake,
    async drain() {
      wake();
      while (running) await running;
    },
    async stop() {
      clearInterval(timer);
      wake();
      while (running) await running;
      stopped = true;
      await running;
    },
  };
}
