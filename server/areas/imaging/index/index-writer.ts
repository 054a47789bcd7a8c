// Writes received objects into the index: whatever has queued goes in one statement, so that many senders share one commit.
import { sql } from 'kysely';
import type { Kernel } from '../../../kernel/types.ts';
import type { IndexEntry } from './entry.ts';

/**
 * stored: it is new. duplicate: the same bytes were here already. differing: the UID was here with other bytes; both are kept
 * and a person is told (conflict table: raw objects are never overwritten).
 */
export type IndexOutcome = 'stored' | 'duplicate' | 'differing';

export interface IndexWriter {
  add(entry: IndexEntry): Promise<IndexOutcome>;
  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void>;
}

interface Waiting {
  entry: IndexEntry;
  done(outcome: IndexOutcome): void;
  failed(error: unknown): void;
}

const batchSize = 200;
/** How long the connection is kept after the last object. */
const lingerMs = 200;

type Inserted = { path: string };

/**
 * The statement of a batch. Studies and series are made when they are new and left as they are else: what was first received
 * names them until a person reconciles. Answers the paths that became current rows.
 */
function insertBatch(db: Kernel['db'], batch: readonly IndexEntry[], now: string) {
  const studies = new Map(batch.map(({ study }) => [study.uid, study]));
  const series = new Map(batch.map(({ series: one }) => [one.uid, one]));
  return sql<Inserted>`
    with new_study as (
      insert into imaging_study
      select uid, patient_id, issuer, patient_name, name_search, sex, birth_date, study_date, study_time, accession, study_id,
        description, referring, institution, '{}', '{}', 0, 0, 0, main, null, null, ${now}::timestamptz, ${now}::timestamptz, null, 0
      from jsonb_to_recordset(${JSON.stringify([...studies.values()])}::jsonb) as x(uid text, patient_id text, issuer text,
        patient_name text, name_search text, sex text, birth_date text, study_date text, study_time text, accession text,
        study_id text, description text, referring text, institution text, main jsonb)
      order by uid
      on conflict (uid) do nothing
    ), new_series as (
      insert into imaging_series (uid, study_uid, modality, number, description, body_part, instance_count, main, last_at, revision)
      select uid, study_uid, modality, number, description, body_part, 0, main, ${now}::timestamptz, 0
      from jsonb_to_recordset(${JSON.stringify([...series.values()])}::jsonb) as x(uid text, study_uid text, modality text,
        number integer, description text, body_part text, main jsonb)
      order by uid
      on conflict (uid) do nothing
    )
    insert into imaging_instance (id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256,
      descriptor, received_at, source, state)
    select id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256, descriptor,
      received_at, source, 'current'
    from jsonb_to_recordset(${JSON.stringify(batch.map(({ instance }) => instance))}::jsonb) as x(id uuid, sop_uid text,
      series_uid text, study_uid text, sop_class text, transfer_syntax text, number integer, path text, length bigint,
      sha256 text, descriptor jsonb, received_at timestamptz, source text)
    order by sop_uid
    on conflict do nothing
    returning path`.execute(db);
}

/** An instance whose UID was here: the same content, or another that is kept beside it. */
async function settle(db: Kernel['db'], entry: IndexEntry): Promise<IndexOutcome> {
  const { instance } = entry;
  const same = await db
    .selectFrom('imaging_instance')
    .select('path')
    .where('sop_uid', '=', instance.sop_uid)
    .where('sha256', '=', instance.sha256)
    .executeTakeFirst();
  if (same) return same.path === instance.path ? 'stored' : 'duplicate';
  await db
    .insertInto('imaging_instance')
    .values({
      ...instance,
      descriptor: JSON.stringify(instance.descriptor),
      received_at: new Date(instance.received_at),
      state: 'differing',
    })
    .execute();
  return 'differing';
}

export function createIndexWriter(kernel: Pick<Kernel, 'db' | 'clock'>): IndexWriter {
  const queue: Waiting[] = [];
  const idles: (() => void)[] = [];
  let running = false;
  let wake: (() => void) | null = null;

  async function run(db: Kernel['db'], batch: Waiting[]): Promise<void> {
    const entries = batch.map(({ entry }) => entry);
    try {
      const now = kernel.clock.now().toISOString();
      const { rows } = await insertBatch(db, entries, now);
      const stored = new Set(rows.map(({ path }) => path));
      for (const waiting of batch) {
        const { path } = waiting.entry.instance;
        waiting.done(stored.has(path) ? 'stored' : await settle(kernel.db, waiting.entry));
      }
    } catch (error) {
      // One bad row must not refuse its neighbours: alone, each gets its own answer.
      if (batch.length === 1) batch[0]?.failed(error);
      else for (const waiting of batch) await run(db, [waiting]);
    }
  }
  /** Works on one connection until a while after the last object, so that a burst pays for its settings once. */
  async function drain(): Promise<void> {
    running = true;
    try {
      await kernel.db.connection().execute(async (db) => {
        // The object itself is on the disk and says all that stands here: after a power cut the index is made good from it
        // (recover.ts), so that this commit need not wait for a second flush.
        await sql`set synchronous_commit = off`.execute(db);
        try {
          do {
            while (queue.length > 0) await run(db, queue.splice(0, batchSize));
            await waitForMore();
          } while (queue.length > 0);
        } finally {
          await sql`set synchronous_commit = on`.execute(db);
        }
      });
    } catch (error) {
      for (const waiting of queue.splice(0)) waiting.failed(error);
    }
    running = false;
    for (const resolve of idles.splice(0)) resolve();
    if (queue.length > 0) void drain();
  }
  function waitForMore(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      wake = () => {
        clearTimeout(timer);
        wake = null;
        resolve();
      };
    });
  }
  return {
    add(entry) {
      return new Promise((done, failed) => {
        queue.push({ entry, done, failed });
        if (!running) void drain();
        else wake?.();
      });
    },
    idle() {
      if (!running && queue.length === 0) return Promise.resolve();
      const over = new Promise<void>((resolve) => idles.push(resolve));
      wake?.();
      return over;
    },
  };
}
