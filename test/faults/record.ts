// What the server holds, read past it from its database: results, answers given, the feed, the chain; and what a host keeps of it.
import { Kysely, PostgresDialect, sql } from 'kysely';
import { expect } from 'vitest';
import { openStores } from '../../main/host/open-stores.ts';
import { attachEmbeddedPostgres } from '../../server/db/embedded.ts';
import { makePool } from '../../server/db/pool.ts';
import type { Database } from '../../server/db/schema.ts';
import { verifyAuditChain } from '../../server/kernel/audit-verify.ts';
import { until } from './until.ts';

export interface Ledger {
  /** Values per barcode, every version of them. */
  results: Map<string, string[]>;
  /** Messages of analyzers that were carried out, and how many of them are distinct. */
  messages: { all: number; distinct: number };
  feed: number[];
  changes: number;
  changesWaiting: number;
  auditWaiting: number;
}

/** The whole at rest: the server's ledger and chain, and how many messages of the host wait for a person. */
export interface Settled {
  ledger: Ledger;
  chain: Awaited<ReturnType<typeof verifyAuditChain>>;
  parked: number;
}

export interface OpenRecord {
  read(): Promise<Ledger>;
  /** Walks the audit chain from its first row. */
  chain(): ReturnType<typeof verifyAuditChain>;
  /** Specimens as JSON by id. */
  specimens(): Promise<Map<string, unknown>>;
  close(): Promise<void>;
}

/** The database of a running server, looked into from outside. It is never started from here: it belongs to the server. */
export async function attached(serverDir: string): Promise<{ db: Kysely<Database>; close(): Promise<void> }> {
  const connection = await until('the database', () => attachEmbeddedPostgres(serverDir));
  const pool = makePool(connection, () => undefined);
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), close: () => pool.end() };
}

export async function openRecord(serverDir: string): Promise<OpenRecord> {
  const { db, close } = await attached(serverDir);
  /** All of it as it was at one moment. */
  function read(): Promise<Ledger> {
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        async function count(table: 'change' | 'change_pending' | 'audit_pending'): Promise<number> {
          const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(tx);
          return rows[0]?.count ?? 0;
        }
        const rows = await tx
          .selectFrom('lab_result')
          .select(['barcode', 'value'])
          .where('source', '=', 'instrument')
          .execute();
        const results = new Map<string, string[]>();
        for (const { barcode, value } of rows) results.set(barcode, [...(results.get(barcode) ?? []), value]);
        const messages = await tx.selectFrom('lab_message').select('message_id').execute();
        const feed = await tx.selectFrom('feed').select('seq').orderBy('seq').execute();
        return {
          results,
          messages: { all: messages.length, distinct: new Set(messages.map(({ message_id }) => message_id)).size },
          feed: feed.map(({ seq }) => seq),
          changes: await count('change'),
          changesWaiting: await count('change_pending'),
          auditWaiting: await count('audit_pending'),
        };
      });
  }
  return {
    read,
    chain: () => verifyAuditChain(db),
    async specimens() {
      const rows = await db.selectFrom('lab_specimen').select(['id', 'doc']).execute();
      return new Map(rows.map(({ id, doc }) => [id, doc]));
    },
    close,
  };
}

/** Acknowledged is there, each once; the feed has no gap and no change outside it; the chain holds; nothing waits for a person. */
export function expectWhole(found: Settled, acknowledged: readonly { barcode: string }[], value: string): void {
  const { ledger, chain, parked } = found;
  const held = acknowledged.map(({ barcode }) => [barcode, ledger.results.get(barcode)]);
  expect(held).toEqual(acknowledged.map(({ barcode }) => [barcode, [value]]));
  expect(ledger.messages.distinct).toBe(ledger.messages.all);
  expect(ledger.feed).toEqual(ledger.feed.map((_, index) => index + 1));
  // Audit rows of the host's own questions may still wait for their link; a change may not.
  expect([ledger.changes, ledger.changesWaiting]).toEqual([ledger.feed.length, 0]);
  expect(chain).toMatchObject({ ok: true, broken: null });
  expect(parked).toBe(0);
}

/** The specimens that a host keeps, by id. The host must not run. */
export async function cachedSpecimens(hostDir: string): Promise<Map<string, unknown>> {
  const environment = {
    clock: { now: () => new Date(), monotonicMs: () => 0 },
    newId: () => crypto.randomUUID(),
    random: () => 0,
    log: () => undefined,
    driverById: () => undefined,
    publish: () => undefined,
    crash: () => undefined,
  };
  const { custody, cache } = await openStores(environment, hostDir, undefined, null);
  try {
    const documents: unknown[] = (await cache.read.documents('specimen')).map((text) => JSON.parse(text));
    return new Map(documents.map((document) => [idOf(document), document]));
  } finally {
    await custody.close();
    await cache.close();
  }
}

function idOf(document: unknown): string {
  if (document !== null && typeof document === 'object' && 'id' in document) return String(document.id);
  throw new Error('a cached specimen without an id');
}
