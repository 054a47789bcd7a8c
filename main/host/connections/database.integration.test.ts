// Results out of an instrument's database: a SQLite file that another program writes, over kill -9 of the host; dBase; PostgreSQL.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3-multiple-ciphers';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseConfig } from '../../../core/devices/database-config.ts';
import { tryDatabase } from '../../../device-drivers/transports/database/try-database.ts';
import { startEmbeddedPostgres } from '../../../server/db/embedded.ts';
import { type Child, startChild } from '../../../test/support/child.ts';
import { resultsDbf } from '../../../test/support/dbf-results.ts';
import { createFakeServer, type FakeServer } from '../../../test/support/fake-server.ts';
import { closeBench, hostOptions, openBench, temporaryFolder, until } from '../../../test/support/host-bench.ts';
import { testSpecimen } from '../../../test/support/lab-fixtures.ts';
import { type ServedFake, serveFake } from '../../../test/support/served-fake.ts';

const hostScript = fileURLToPath(new URL('../../../test/support/run-host.ts', import.meta.url));
const writerScript = fileURLToPath(new URL('../../../test/support/write-results.ts', import.meta.url));
const dbfWriterScript = fileURLToPath(new URL('../../../test/support/write-dbf-results.ts', import.meta.url));
const columns = { specimen: 'sid', test: 'item', value: 'val', unit: 'unit', flag: null, time: null };

let server: FakeServer;
let served: ServedFake;
let folder: string;
const children = new Set<Child>();

beforeEach(async () => {
  server = createFakeServer();
  served = await serveFake(server);
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  children.clear();
  served.close();
  await rm(folder, { recursive: true, force: true });
});

const config = (source: DatabaseConfig['source'], ask: DatabaseConfig['ask'] = { by: 'table', table: 'results' }) =>
  DatabaseConfig.parse({
    kind: 'database',
    source,
    ask,
    keyColumn: 'id',
    sinceColumn: 'id',
    startAt: '',
    columns,
    pollSeconds: 1,
  });

/** Starts a child and waits for its first word; one that is killed early has said nothing. */
async function run(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Child> {
  const child = startChild(script, args, env);
  children.add(child);
  await child.firstLine;
  return child;
}

const versionsOf = (barcode: string, testCode = 'WBC') =>
  [...server.documents.values()]
    .find((one) => one.barcode === barcode)
    ?.lines.find((line) => line.testCode === testCode)?.versions ?? [];

/** A result whose value its program changes after the fact. */
const changeFirst = {
  sqlite(path: string) {
    const program = new Database(path, { timeout: 5_000 });
    program.prepare("update results set val = '9.9' where id = 1").run();
    program.close();
  },
  dbf: (path: string, barcodes: readonly string[]) =>
    writeFile(path, resultsDbf(barcodes.map((barcode, at) => [barcode, at === 0 ? '9.9' : `5.${at % 10}`]))),
};
const kinds = {
  sqlite: { file: 'results.db', writer: writerScript, source: (path: string) => ({ type: 'sqlite' as const, path }) },
  dbf: {
    file: 'RESULTS.DBF',
    writer: dbfWriterScript,
    source: (path: string) => ({ type: 'dbf' as const, path, encoding: 'gb18030' }),
  },
};
const killedAt = ['before-commit:storeRows', 'after-commit:storeRows', 'after-store-before-ack'];

test.each((['sqlite', 'dbf'] as const).flatMap((kind) => killedAt.map((crashAt) => [kind, crashAt] as const)))(
  'a %s file written by another program while the host is killed at %s: every row once',
  async (kind, crashAt) => {
    const barcodes = Array.from({ length: 12 }, (_, at) => String(3001 + at));
    for (const barcode of barcodes) server.put(testSpecimen(barcode));
    const { file, writer: script, source } = kinds[kind];
    const path = join(folder, file);
    const writer = await run(script, [path, ...barcodes]);
    const dataDir = join(folder, 'host');
    const ask = { by: 'table' as const, table: kind === 'dbf' ? '' : 'results' };
    const args = [dataDir, served.url, JSON.stringify(config(source(path), ask))];
    const first = await run(hostScript, args, { YISHU_TEST: '1', YISHU_CRASH_AT: crashAt });
    await first.gone;
    await run(hostScript, args, { YISHU_TEST: '1' });
    await writer.gone;
    await until('all results', () => barcodes.every((barcode) => versionsOf(barcode).length > 0));
    await changeFirst[kind](path, barcodes);
    await until('the correction', () => versionsOf('3001').length === 2);
    expect(versionsOf('3001').map(({ value, reason }) => [value, reason])).toEqual([
      ['5.0', null],
      ['9.9', 'correction'],
    ]);
    for (const barcode of barcodes.slice(1)) expect(versionsOf(barcode)).toHaveLength(1);
  },
);

test('rows that fit nowhere are handed on for a person, and a file that is none is told and waited for', async () => {
  server.put(testSpecimen('4001'));
  const path = join(folder, 'results.db');
  const bench = await openBench(server, {
    options: {
      connections: (hostOptions('').connections ?? []).map((one) => ({
        ...one,
        transport: config({ type: 'sqlite', path }),
      })),
    },
  });
  try {
    await until('the cache to be filled', async () => (await bench.client.devices.link()).dataAsOf);
    await bench.client.identity.login({ user: 'tech', password: server.password });
    const status = async () => (await bench.client.devices.connections())[0];
    await until('the missing file', async () => (await status())?.problem?.code.startsWith('SQLITE_CANTOPEN'));
    const writer = await run(writerScript, [path, '4001', '', '9999']);
    await writer.gone;
    await until('the result', () => versionsOf('4001').length === 1);
    const { rows } = await until('the inbox', async () => {
      const found = await bench.client.devices.inbox({ custody: 'all' });
      return found.length > 0 && found.every(({ custody }) => custody !== 'received') ? { rows: found } : null;
    });
    expect(rows.some(({ problem }) => problem?.includes('noSpecimen'))).toBe(true);
    expect((await status())?.state).toBe('connected');
  } finally {
    await closeBench(bench);
  }
});

test('a try shows the first rows as they would go, with what is wrong', async () => {
  const path = join(folder, 'results.db');
  await (await run(writerScript, [path, '1', '', '3'])).gone;
  const shown = await tryDatabase(config({ type: 'sqlite', path }));
  expect(shown.problem).toBeNull();
  expect(shown.columns).toEqual(['id', 'sid', 'item', 'val', 'unit']);
  expect(shown.rows.map(({ specimen, value, problems }) => [specimen, value, problems])).toEqual([
    ['1', '5.0', []],
    ['', '5.1', ['noSpecimen']],
    ['3', '5.2', []],
  ]);
  const select = (text: string) => config({ type: 'sqlite', path }, { by: 'select', select: text });
  expect((await tryDatabase(select("select * from results where val <> '5.1';"))).rows).toHaveLength(2);
  expect((await tryDatabase(select('select nothing from results'))).problem?.code).toBe('SQLITE_ERROR');
  expect((await tryDatabase({ ...config({ type: 'sqlite', path }), keyColumn: 'unit' })).problem?.code).toBe(
    'DATABASE_KEY',
  );
  expect(
    (await tryDatabase({ ...config({ type: 'sqlite', path }), columns: { ...columns, flag: 'nope' } })).problem?.code,
  ).toBe('DATABASE_COLUMN');
  expect(() => select('delete from results')).toThrow(/notSelect/);
});

test('PostgreSQL: a table and a SELECT with :since, in a transaction that can change nothing', async () => {
  const external = process.env.DATABASE_URL;
  const database = external ? null : await startEmbeddedPostgres(folder, () => undefined);
  const given = external ? new URL(external) : null;
  const {
    host,
    port,
    user,
    password,
    database: name,
  } = database?.connection ?? {
    host: given?.hostname ?? '',
    port: Number(given?.port || 5432),
    user: decodeURIComponent(given?.username ?? ''),
    password: decodeURIComponent(given?.password ?? ''),
    database: given?.pathname.slice(1) ?? '',
  };
  const client = new pg.Client({ host, port, user, password, database: name });
  try {
    await client.connect();
    await client.query('drop schema if exists analyzer cascade');
    await client.query('create schema analyzer');
    await client.query(
      'create table analyzer.results (id bigint primary key, sid text, item text, val numeric, unit text, at timestamptz)',
    );
    await client.query(
      `insert into analyzer.results select n, '5' || n, 'WBC', n + 0.50, 'g', timestamptz '2026-07-01' + n * interval '1 microsecond' from generate_series(1, 8) n`,
    );
    const source = { type: 'postgres' as const, host, port, database: name, user, password, tls: false };
    const table = await tryDatabase(config(source, { by: 'table', table: 'analyzer.results' }));
    expect([table.problem, table.rows[0]?.value, table.rows.length]).toEqual([null, '1.50', 5]);
    const select = (text: string, startAt: string) => ({
      ...config(source),
      ask: { by: 'select' as const, select: text },
      sinceColumn: 'at',
      startAt,
    });
    const behind = await tryDatabase(
      select(
        "select *, ':since'::text as note from analyzer.results where at > :since -- all",
        '2026-07-01 00:00:00.000005+00',
      ),
    );
    expect(behind.problem).toBeNull();
    expect(behind.rows.every(({ specimen }) => Number(specimen) > 50)).toBe(true);
    await client.query(
      `create function analyzer.change() returns integer language sql as 'delete from analyzer.results; select 1'`,
    );
    const sly = await tryDatabase(select('select *, analyzer.change() from analyzer.results', ''));
    expect(sly.problem?.code).toBe('25006');
    expect((await client.query('select count(*)::int as n from analyzer.results')).rows).toEqual([{ n: 8 }]);
    expect(
      (await tryDatabase({ ...config(source), source: { ...source, password: 'wrong', user: 'nobody' } })).problem
        ?.code,
    ).toMatch(/^28/);
  } finally {
    await client.query('drop schema if exists analyzer cascade').catch(() => undefined);
    await client.end();
    await database?.close();
  }
});
