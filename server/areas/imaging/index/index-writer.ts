// Writes received objects into the index: whatever has queued goes in one statement, so that many senders share one commit.
import type { IndexEntry, SeriesRow, StudyRow } from './entry.ts';

/**
 * stored: it is new. duplicate: the same object was here already. differing: the UID was here with other content; both are kept
 * and a person is told (conflict table: raw objects are never overwritten).
 */
export type IndexOutcome = 'stored' | 'duplicate' | 'differing';

export interface IndexWriter {
  add(entry: IndexEntry): Promise<IndexOutcome>;
  /** Path of the object that is here under a UID with the same content. */
  twin(sopUid: string, sha256: string): Promise<string | null>;
  /** Paths of the other objects under a UID, the one that is shown first. */
  besides(sopUid: string, path: string): Promise<string[]>;
  /** Takes an object back whose file did not become durable. */
  forget(path: string): Promise<void>;
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

/** A statement that a connection may prepare once under its name. */
export interface IndexStatement {
  name: string;
  text: string;
}
export type IndexQuery = <Row>(statement: IndexStatement, values: readonly unknown[]) => Promise<Row[]>;

/** Where the statements go. Commits there need not wait for the disk: after a power cut the index is made good from the files (recover.ts). */
export interface IndexConnections {
  /** Runs `work` on one connection. */
  use(work: (query: IndexQuery) => Promise<void>): Promise<void>;
}

const columns = `id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256,
      descriptor, received_at, source, state`;

/**
 * Studies and series are made when they are new and left as they are else: what was first received names them until a person
 * reconciles. Answers the paths that became current rows. $1 studies, $2 series, $3 instances, $4 now.
 */
const insertBatch: IndexStatement = {
  name: 'imaging-enter',
  text: `
    with new_study as (
      insert into imaging_study
      select uid, patient_id, issuer, patient_name, name_search, sex, birth_date, study_date, study_time, accession, study_id,
        description, referring, institution, '{}', '{}', 0, 0, 0, main, null, null, $4::timestamptz, $4::timestamptz, null, 0
      from jsonb_to_recordset($1::jsonb) as x(uid text, patient_id text, issuer text,
        patient_name text, name_search text, sex text, birth_date text, study_date text, study_time text, accession text,
        study_id text, description text, referring text, institution text, main jsonb)
      order by uid
      on conflict (uid) do nothing
    ), new_series as (
      insert into imaging_series (uid, study_uid, modality, number, description, body_part, instance_count, main, last_at, revision)
      select uid, study_uid, modality, number, description, body_part, 0, main, $4::timestamptz, 0
      from jsonb_to_recordset($2::jsonb) as x(uid text, study_uid text, modality text,
        number integer, description text, body_part text, main jsonb)
      order by uid
      on conflict (uid) do nothing
    )
    insert into imaging_instance (${columns})
    select id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256, descriptor,
      received_at, source, 'current'
    from jsonb_to_recordset($3::jsonb) as x(id uuid, sop_uid text,
      series_uid text, study_uid text, sop_class text, transfer_syntax text, number integer, path text, length bigint,
      sha256 text, descriptor jsonb, received_at timestamptz, source text)
    order by sop_uid
    on conflict do nothing
    returning path`,
};
/** Types of what {@link valuesOf} gives. */
const types = 'uuid text text text text text integer text bigint text jsonb timestamptz text'.split(' ');

/** Images of series that are known, as many as a few senders have at once: half the processor time of the statement for a group. */
const insertKnown: readonly IndexStatement[] = Array.from({ length: 8 }, (_, more) => {
  const rows = Array.from({ length: more + 1 }, (_, row) => {
    const places = types.map((type, at) => `$${row * types.length + at + 1}::${type}`);
    return `(${places.join(', ')}, 'current')`;
  });
  return {
    name: `imaging-enter-${rows.length}`,
    text: `insert into imaging_instance (${columns}) values ${rows.join(', ')} on conflict do nothing returning path`,
  };
});
const findContent: IndexStatement = {
  name: 'imaging-same-content',
  text: 'select path from imaging_instance where sop_uid = $1 and sha256 = $2',
};
const findBesides: IndexStatement = {
  name: 'imaging-besides',
  text: `select path from imaging_instance where sop_uid = $1 and path <> $2 order by state = 'current' desc, received_at limit 20`,
};
const insertDiffering: IndexStatement = {
  name: 'imaging-enter-differing',
  text: `insert into imaging_instance (${columns})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'differing')`,
};
const deletePath: IndexStatement = { name: 'imaging-forget', text: 'delete from imaging_instance where path = $1' };

function valuesOf({ instance }: IndexEntry): unknown[] {
  const { id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256 } = instance;
  const about = [id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256];
  return [...about, JSON.stringify(instance.descriptor), instance.received_at, instance.source];
}

const bySopUid = (one: IndexEntry, other: IndexEntry): number =>
  one.instance.sop_uid < other.instance.sop_uid ? -1 : 1;

/** An instance whose UID was here: the same content, or another that is kept beside it. */
async function settle(query: IndexQuery, entry: IndexEntry): Promise<IndexOutcome> {
  const { sop_uid, sha256, path } = entry.instance;
  const [same] = await query<{ path: string }>(findContent, [sop_uid, sha256]);
  if (same) return same.path === path ? 'stored' : 'duplicate';
  await query(insertDiffering, valuesOf(entry));
  return 'differing';
}

/** A study and series that were entered a moment ago need not be sent with each further image of them. */
const knownMost = 2000;

export function createIndexWriter(connections: IndexConnections, clock: { now(): Date }): IndexWriter {
  const queue: Waiting[] = [];
  const idles: (() => void)[] = [];
  const known = new Set<string>();
  let running = false;
  let wake: (() => void) | null = null;

  /** The rows of what is not known yet, each once. */
  function unknown(rows: readonly (readonly [uid: string, row: () => StudyRow | SeriesRow])[]): string {
    const fresh = new Map(rows.filter(([uid]) => !known.has(uid)));
    return JSON.stringify([...fresh.values()].map((row) => row()));
  }
  function insert(query: IndexQuery, entries: readonly IndexEntry[]): Promise<{ path: string }[]> {
    const statement = insertKnown[entries.length - 1];
    if (statement && entries.every(({ instance }) => known.has(instance.study_uid) && known.has(instance.series_uid))) {
      // In one order everywhere: two connections that enter the same objects must not wait for each other.
      return query(statement, entries.toSorted(bySopUid).flatMap(valuesOf));
    }
    return query(insertBatch, [
      unknown(entries.map(({ instance, study }) => [instance.study_uid, study])),
      unknown(entries.map(({ instance, series }) => [instance.series_uid, series])),
      JSON.stringify(entries.map(({ instance }) => instance)),
      clock.now().toISOString(),
    ]);
  }
  async function run(query: IndexQuery, batch: Waiting[]): Promise<void> {
    const entries = batch.map(({ entry }) => entry);
    try {
      const rows = await insert(query, entries);
      if (known.size > knownMost) known.clear();
      for (const { instance } of entries) known.add(instance.study_uid).add(instance.series_uid);
      const stored = new Set(rows.map(({ path }) => path));
      for (const waiting of batch) {
        const { path } = waiting.entry.instance;
        waiting.done(stored.has(path) ? 'stored' : await settle(query, waiting.entry));
      }
    } catch (error) {
      // One bad row must not refuse its neighbours: alone, each gets its own answer. What was known may have been removed.
      const first = known.size > 0;
      known.clear();
      if (batch.length === 1 && !first) batch[0]?.failed(error);
      else for (const waiting of batch) await run(query, [waiting]);
    }
  }
  /** Works on one connection until a while after the last object, so that a burst takes it once. */
  async function drain(): Promise<void> {
    running = true;
    try {
      await connections.use(async (query) => {
        do {
          while (queue.length > 0) await run(query, queue.splice(0, batchSize));
          await waitForMore();
        } while (queue.length > 0);
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
  async function paths(statement: IndexStatement, values: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    await connections.use(async (query) => {
      for (const { path } of await query<{ path: string }>(statement, values)) found.push(path);
    });
    return found;
  }
  return {
    twin: async (sopUid, sha256) => (await paths(findContent, [sopUid, sha256]))[0] ?? null,
    besides: (sopUid, path) => paths(findBesides, [sopUid, path]),
    forget: (path) => connections.use(async (query) => void (await query(deletePath, [path]))),
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
