// A copy of the embedded database while it works, by PostgreSQL's low-level backup (PostgreSQL manual 25.3.3): pages may be torn in the copy,
// the log of the time makes them whole when it is opened.
import { copyFile, mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { fail } from '../../core/kernel/errors.ts';
import type { Connection } from './embedded.ts';

/** Of a run, or made again at the start: only the folders themselves are needed. */
const emptied = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const leftOut = new Set(['postmaster.pid', 'postmaster.opts', 'backup_label', 'tablespace_map', 'pgsql_tmp']);
/** Keeps the log until it is copied; only one copy at a time can hold it, and it goes with the connection. */
const slot = 'yishu_backup';

async function copyDurably(from: string, to: string): Promise<number> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function copyFolder(from: string, to: string, isTop: boolean): Promise<number> {
  await mkdir(to, { mode: 0o700 });
  let bytes = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    if (leftOut.has(name) || name.startsWith('pgsql_tmp')) continue;
    if (entry.isDirectory()) {
      if (!(isTop && emptied.has(name))) bytes += await copyFolder(join(from, name), join(to, name), false);
      else await mkdir(join(to, name), { mode: 0o700 });
      continue;
    }
    // A table that is dropped or cut down meanwhile: the log says so.
    bytes += await copyDurably(join(from, name), join(to, name)).catch((error: unknown) => {
      if (isGone(error)) return 0;
      throw error;
    });
  }
  return bytes;
}

async function copyLog(from: string, to: string, first: string, last: string): Promise<number> {
  await mkdir(join(to, 'archive_status'), { mode: 0o700 });
  const segments = (await readdir(from)).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
  if (!segments.includes(first) || !segments.includes(last))
    throw fail('INTERNAL', { what: `the database's log from ${first} to ${last} is not all there` });
  let bytes = 0;
  for (const name of segments) bytes += await copyDurably(join(from, name), join(to, name));
  return bytes;
}

/**
 * @param dataFolder of the running PostgreSQL, e.g. `DIR/postgres/data`
 * @param target folder that does not exist yet; a PostgreSQL of the same major version opens it
 * @returns bytes copied
 * @throws INTERNAL when another copy is under way; what the disk says
 */
export async function copyDatabase(connection: Connection, dataFolder: string, target: string): Promise<number> {
  const client = new pg.Client({ ...connection, application_name: slot, keepAlive: true });
  await client.connect();
  try {
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [slot]).catch((cause) => {
      throw fail('INTERNAL', { what: 'another backup of this database is under way' }, { cause });
    });
    const started = await client.query<{ at: string }>('select pg_backup_start($1, true) as at', [slot]);
    const bytes = await copyFolder(dataFolder, target, true);
    const stopped = await client.query<{ at: string; label: string; first: string; last: string }>(
      `select lsn as at, labelfile as label, pg_walfile_name($1) as first, pg_walfile_name(lsn - 1) as last
       from pg_backup_stop(false)`,
      [started.rows[0]?.at],
    );
    const { label = '', first = '', last = '' } = stopped.rows[0] ?? {};
    const log = await copyLog(join(dataFolder, 'pg_wal'), join(target, 'pg_wal'), first, last);
    const labelFile = join(target, 'backup_label');
    await writeFile(labelFile, label, { mode: 0o600, flush: true });
    return bytes + log + (await stat(labelFile)).size;
  } finally {
    await client.end();
  }
}
