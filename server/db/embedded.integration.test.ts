// The embedded database: made, owned by one server, started again when it dies, whole after kill -9 of everything.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyAuditChain } from '../kernel/audit-verify.ts';
import { openDatabase } from './open.ts';

let dataDir = '';
const logged: string[] = [];
const options = () => ({ dataDir, log: (_level: string, message: string) => logged.push(message) });

beforeEach(async () => {
  // A path as people have them.
  dataDir = await mkdtemp(join(tmpdir(), '医枢 data '));
  logged.length = 0;
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 20));
}

test('stores any text durably, for one owner, with its password in a closed file', async () => {
  const database = await openDatabase(options());
  const facts = await sql<{ encoding: string; fsync: string; version: string }>`
    select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync, version() as version`.execute(
    database.db,
  );
  expect(facts.rows[0]).toMatchObject({
    encoding: 'UTF8',
    fsync: 'on',
    version: expect.stringMatching(/^PostgreSQL 1[89]/),
  });
  await database.db.insertInto('setting').values({ key: 'name', value: '𠮷野 張三 ü' }).execute();
  expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);

  await expect(openDatabase(options())).rejects.toMatchObject({
    detail: { what: expect.stringContaining('in use by another server') },
  });
  const looking = await openDatabase({ ...options(), ifRunning: 'attach' });
  expect(await looking.db.selectFrom('setting').selectAll().execute()).toEqual([{ key: 'name', value: '𠮷野 張三 ü' }]);
  await looking.close();
  await database.close();

  const again = await openDatabase(options());
  expect(await again.db.selectFrom('setting').selectAll().execute()).toHaveLength(1);
  await again.close();
  expect(await readFile(join(dataDir, 'postgres', 'data', 'PG_VERSION'), 'utf8')).toMatch(/^18/);
});

test('is started again when it is killed, and the pool goes on', async () => {
  const database = await openDatabase(options());
  await database.db.insertInto('setting').values({ key: 'a', value: '1' }).execute();
  process.kill(database.databasePid()!, 'SIGKILL');
  await until(() => logged.includes('PostgreSQL runs again'));
  await until(() =>
    database.db
      .selectFrom('setting')
      .selectAll()
      .execute()
      .then(
        (rows) => rows.length === 1,
        () => false,
      ),
  );
  await database.close();
});

test('a postmaster file that names a stranger’s pid does not keep the folder shut', async () => {
  const database = await openDatabase(options());
  await database.close();
  await writeFile(
    join(dataDir, 'postgres', 'data', 'postmaster.pid'),
    `${process.pid}\n/elsewhere\n0\n1\n\n127.0.0.1\n`,
  );
  const again = await openDatabase(options());
  expect(await again.db.selectFrom('migration').selectAll().execute()).not.toHaveLength(0);
  await again.close();
});

test('a postmaster file whose text the power cut took does not keep the folder shut', async () => {
  const database = await openDatabase(options());
  await database.close();
  await writeFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), '');
  const again = await openDatabase(options());
  expect(await again.db.selectFrom('migration').selectAll().execute()).not.toHaveLength(0);
  await again.close();
});

describe('kill -9 of the server', () => {
  const program = `
    import { createServer } from ${JSON.stringify(new URL('../app.ts', import.meta.url).href)};
    import { systemCaller } from ${JSON.stringify(new URL('../kernel/access.ts', import.meta.url).href)};
    const server = await createServer({ dataDir: process.argv[1], port: 0, log: () => {} });
    const { kernel } = server;
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (;;) {
        const id = kernel.newId();
        const request = { id, at: new Date().toISOString(), name: 'test.write', right: null, subject: id };
        await kernel.command(systemCaller('x'), request, async (work) => {
          await work.tx.insertInto('setting').values({ key: id, value: 'x' }).execute();
          work.changed('specimen', id, 1, null);
        });
        process.stdout.write(id + '\\n');
      }
    }));`;

  function start(): { child: ChildProcess; acknowledged: Set<string> } {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged = new Set<string>();
    createInterface({ input: child.stdout! }).on('line', (line) => acknowledged.add(line));
    return { child, acknowledged };
  }

  test('everything that was acknowledged is there once, numbered without gaps, in a whole chain', async () => {
    const all = new Set<string>();
    for (const count of [30, 150, 300]) {
      const { child, acknowledged } = start();
      await until(() => acknowledged.size >= count);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const id of acknowledged) all.add(id);
    }
    // One more server numbers what the killed ones left.
    const { child, acknowledged } = start();
    await until(() => acknowledged.size >= 10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const id of acknowledged) all.add(id);

    const database = await openDatabase(options());
    try {
      const stored = new Set((await database.db.selectFrom('setting').select('key').execute()).map(({ key }) => key));
      expect([...all].filter((id) => !stored.has(id))).toEqual([]);
      const changes = await database.db
        .selectFrom('change')
        .leftJoin('feed', 'feed.change_id', 'change.id')
        .leftJoin('change_pending', 'change_pending.change_id', 'change.id')
        .select(['entity_id', 'seq', 'arrival'])
        .where('kind', '=', 'specimen')
        .execute();
      expect(new Set(changes.map(({ entity_id }) => entity_id)).size).toBe(changes.length);
      expect(changes.length).toBe(stored.size - 1);
      expect(changes.every(({ seq, arrival }) => (seq === null) !== (arrival === null))).toBe(true);
      const feed = await database.db.selectFrom('feed').select('seq').orderBy('seq').execute();
      expect(feed.map(({ seq }) => seq)).toEqual(feed.map((_, index) => index + 1));
      expect(await verifyAuditChain(database.db)).toMatchObject({ ok: true, broken: null });
    } finally {
      await database.close();
    }
  });
});
