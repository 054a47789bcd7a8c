// Opens the database: the embedded PostgreSQL of the data folder, or any PostgreSQL 14 and newer that DATABASE_URL names.
import { mkdir } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { fail } from '../../core/kernel/errors.ts';
import type { Log } from '../kernel/types.ts';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { type DatabaseTarget, makePool, readDatabaseUrl } from './pool.ts';
import type { Database } from './schema.ts';

export interface DatabaseOptions {
  dataDir: string;
  databaseUrl?: string;
  log: Log;
  /** `attach` looks into the database of a server that is running; `refuse` (the default) wants the folder for itself. */
  ifRunning?: 'attach' | 'refuse';
}

export interface OpenDatabase {
  db: Kysely<Database>;
  target: DatabaseTarget;
  /** Process id of the embedded database; null when it is another one. */
  databasePid(): number | null;
  close(): Promise<void>;
}

async function check(db: Kysely<Database>): Promise<void> {
  const found = await sql<{ encoding: string; version: string }>`
    select current_setting('server_encoding') as encoding, current_setting('server_version_num') as version`.execute(
    db,
  );
  const { encoding, version } = found.rows[0] ?? { encoding: '', version: '0' };
  if (encoding !== 'UTF8') {
    throw fail('INTERNAL', {
      what: `the database stores ${encoding}, not UTF8`,
      remedy: 'make the database with ENCODING UTF8',
    });
  }
  if (Number(version) < 140_000) {
    throw fail('INTERNAL', { what: `PostgreSQL ${version} is too old`, remedy: 'use version 14 or newer' });
  }
}

async function open(pool: pg.Pool, schema: string | null, log: Log): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  if (schema) await sql`create schema if not exists ${sql.id(schema)}`.execute(db);
  await check(db);
  await migrate(db, migrations, log);
  return db;
}

export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const { dataDir, databaseUrl, log } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const foreign = databaseUrl ? readDatabaseUrl(databaseUrl) : null;
  const running = foreign || options.ifRunning !== 'attach' ? null : await attachEmbeddedPostgres(dataDir);
  const embedded = foreign || running ? null : await startEmbeddedPostgres(dataDir, log);
  const target = foreign ?? running ?? embedded?.connection;
  if (!target) throw fail('INTERNAL', { what: 'no database' });
  const pool = makePool(target, log);
  async function close(): Promise<void> {
    // The pool, not Kysely's destroy(): that one leaves it open when no query ever ran.
    await pool.end();
    await embedded?.close();
  }
  try {
    const db = await open(pool, foreign?.schema ?? null, log);
    return { db, target, databasePid: () => embedded?.pid() ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
