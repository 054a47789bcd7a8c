// The embedded PostgreSQL: made at first start, supervised while the server runs, stopped with it. One data folder, one owner.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { fail } from '../../core/kernel/errors.ts';
import type { Log } from '../kernel/types.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { isBlank, isPostgresAlive, readPostmaster, removeStaleFile } from './postmaster-file.ts';
import { type RunAs, runAs } from './run-as.ts';

const run = promisify(execFile);
const user = 'yishu';
const database = 'postgres';
/** Key of the session lock by which a server says "this database is mine". */
const ownerKey = 7_946_352_101;
const startLimitMs = 60_000;
/** Longer than a PostgreSQL needs from making its file to writing it. */
const blankMs = 1000;

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface EmbeddedPostgres {
  connection: Connection;
  /** Process id of the running postmaster; null between a crash and the restart. */
  pid(): number | null;
  close(): Promise<void>;
}

interface Cluster {
  folder: string;
  data: string;
  password: string;
  binaries: PostgresBinaries;
  as: RunAs;
  log: Log;
}

function command(cluster: Cluster, program: string, args: string[]): [string, string[]] {
  const [first, ...rest] = [...cluster.as.prefix, program, ...args];
  return [first ?? program, rest];
}

/** The locale comes from PostgreSQL itself: with LANG unset initdb would choose SQL_ASCII, with an absent one it would refuse. */
async function initialise(cluster: Cluster): Promise<void> {
  const fresh = `${cluster.data}.new`;
  await rm(fresh, { recursive: true, force: true });
  const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const [program, args] = command(cluster, cluster.binaries.initdb, [
    `--pgdata=${fresh}`,
    `--username=${user}`,
    '--auth=scram-sha-256',
    `--pwfile=${join(cluster.folder, 'password')}`,
    '--no-instructions',
    ...flags,
  ]);
  const { uid, gid } = cluster.as;
  try {
    await run(program, args, { uid, gid, env: { ...process.env, LC_ALL: 'C' } });
  } catch (cause) {
    const text = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).slice(-800) : String(cause);
    throw fail('INTERNAL', { what: 'initdb failed', text }, { cause });
  }
  // A folder under its final name is complete: a start that was cut in the middle begins again.
  await rename(fresh, cluster.data);
}

function freePort(): Promise<number> {
  return new Promise((done, refuse) => {
    const probe = createServer();
    probe.once('error', refuse);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

async function connect(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000, keepAlive: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

async function holdsOwnerLock(client: pg.Client): Promise<boolean> {
  const answer = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [ownerKey]);
  return answer.rows[0]?.mine === true;
}

function connectionOf(cluster: Cluster, port: number): Connection {
  return { host: '127.0.0.1', port, user, password: cluster.password, database };
}

/**
 * Deals with a PostgreSQL that is already at work in the folder: another server's is left alone and refused, an orphan
 * of a killed server is stopped, a dead one's file is removed, and so is one that a power cut left blank.
 */
async function settleFormer(cluster: Cluster): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; await delay(100)) {
    const former = await readPostmaster(cluster.data);
    if (!former) {
      if (!(await isBlank(cluster.data))) return;
      await delay(blankMs);
      if (await isBlank(cluster.data)) await removeStaleFile(cluster.data);
      continue;
    }
    if (!(await isPostgresAlive(former.pid))) return removeStaleFile(cluster.data);
    try {
      const client = await connect(connectionOf(cluster, former.port));
      const orphan = await holdsOwnerLock(client);
      await client.end();
      if (!orphan) throw fail('INTERNAL', inUse(cluster, former.pid));
      process.kill(former.pid, 'SIGINT');
    } catch (error) {
      // Starting up, shutting down, or not ours to ask: look again until it is gone.
      if (error instanceof Error && error.name === 'YishuError') throw error;
    }
    if (Date.now() > deadline) throw fail('INTERNAL', inUse(cluster, former.pid));
  }
}

function inUse(cluster: Cluster, pid: number): { what: string; remedy: string } {
  return {
    what: `the data folder ${cluster.folder} is in use by another server (PostgreSQL process ${pid})`,
    remedy: 'stop that server first, or start this one with another data folder',
  };
}

async function prepare(dataDir: string, log: Log): Promise<Cluster> {
  const folder = join(dataDir, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'password');
  let password = await readFile(passwordFile, 'utf8').catch(() => '');
  if (!password) {
    password = randomBytes(24).toString('base64url');
    await writeFile(passwordFile, password, { mode: 0o600 });
  }
  const binaries = await findPostgres(process.platform, process.arch);
  const as = await runAs(folder, binaries.postgres);
  return { folder, data: join(folder, 'data'), password: password.trim(), binaries, as, log };
}

function launch(cluster: Cluster, port: number, logFile: number): ChildProcess {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    fsync: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program, args] = command(cluster, cluster.binaries.postgres, ['-D', cluster.data, ...flags]);
  const { uid, gid } = cluster.as;
  // A session of its own: Ctrl-C in the terminal reaches the server, which stops the database when it is done with it.
  return spawn(program, args, {
    uid,
    gid,
    detached: process.platform !== 'win32',
    stdio: ['ignore', logFile, logFile],
  });
}

/** Waits until the database answers, and takes the owner's lock on a connection that stays open. */
async function untilReady(cluster: Cluster, child: ChildProcess, port: number): Promise<pg.Client> {
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  child.once('error', () => ended.abort());
  let last: unknown = null;
  for (const deadline = Date.now() + startLimitMs; Date.now() < deadline && !ended.signal.aborted; await delay(20)) {
    try {
      const client = await connect(connectionOf(cluster, port));
      if (await holdsOwnerLock(client)) return client;
      await client.end();
      throw fail('INTERNAL', inUse(cluster, child.pid ?? 0));
    } catch (error) {
      if (error instanceof Error && error.name === 'YishuError') throw error;
      last = error;
    }
  }
  const tail = (await readFile(join(cluster.folder, 'postgres.log'), 'utf8').catch(() => '')).slice(-600);
  throw fail(
    'INTERNAL',
    { what: 'PostgreSQL did not start', log: tail, remedy: 'see postgres/postgres.log in the data folder' },
    { cause: last },
  );
}

async function end(cluster: Cluster, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  // "Fast" shutdown: transactions under way roll back, everything committed is checkpointed.
  if (process.platform === 'win32')
    await run(cluster.binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast']).catch(() => undefined);
  else child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 20_000);
  await gone;
  clearTimeout(timer);
}

/**
 * Starts the database of a data folder and keeps it running until `close`.
 * @param dataDir folder of the server; the database lies in its subfolder `postgres`
 * @throws INTERNAL with `what` and `remedy` when it cannot start or another server owns the folder
 */
export async function startEmbeddedPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const cluster = await prepare(dataDir, log);
  const logPath = join(cluster.folder, 'postgres.log');
  const isNew = !(await stat(cluster.data).catch(() => null));
  if (isNew) await initialise(cluster);
  else await settleFormer(cluster);
  if (((await stat(logPath).catch(() => null))?.size ?? 0) > 20_000_000) await rename(logPath, `${logPath}.1`);

  const logFile = openSync(logPath, 'a', 0o600);
  let child: ChildProcess | null = null;
  let owner: pg.Client | null = null;
  let closing: Promise<void> | null = null;
  const port = await freePort();

  async function start(): Promise<void> {
    const started = launch(cluster, port, logFile);
    child = started;
    started.on('error', (error) => log('error', 'PostgreSQL could not be started', { error: error.message }));
    try {
      owner = await untilReady(cluster, started, port);
    } catch (error) {
      await end(cluster, started);
      throw error;
    }
    started.once('exit', (code, signal) => {
      if (closing) return;
      log('error', 'PostgreSQL ended unexpectedly and is started again', { code, signal });
      void restart();
    });
  }

  async function restart(): Promise<void> {
    child = null;
    for (let wait = 50; !closing; wait = Math.min(wait * 2, 5000)) {
      try {
        // Helpers of a killed postmaster end within moments; until then the shared memory is still theirs.
        await settleFormer(cluster);
        await start();
        log('warn', 'PostgreSQL runs again');
        return;
      } catch (error) {
        log('error', 'PostgreSQL did not start again', {
          error: error instanceof Error ? error.message : String(error),
        });
        await delay(wait);
      }
    }
  }

  async function shut(): Promise<void> {
    await owner?.end().catch(() => undefined);
    if (child) await end(cluster, child);
    closeSync(logFile);
  }

  try {
    await start();
  } catch (error) {
    closing = Promise.resolve();
    closeSync(logFile);
    throw error;
  }
  return {
    connection: connectionOf(cluster, port),
    pid: () => child?.pid ?? null,
    close() {
      closing ??= shut();
      return closing;
    },
  };
}

/** Connection to the database of a folder whose server is running, or null: for tools that only look. */
export async function attachEmbeddedPostgres(dataDir: string): Promise<Connection | null> {
  const folder = join(dataDir, 'postgres');
  const former = await readPostmaster(join(folder, 'data'));
  const password = await readFile(join(folder, 'password'), 'utf8').catch(() => null);
  if (!former || password === null || !(await isPostgresAlive(former.pid))) return null;
  return { host: '127.0.0.1', port: former.port, user, password: password.trim(), database };
}
