// Old rows go, young ones stay, and a row that somebody holds is left for the next time.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, startTestServer, type TestServer } from '../../test/support/server.ts';
import { systemCaller } from './access.ts';
import { deleteOld } from './retention.ts';

let running: TestServer;
const day = 86_400_000;
const rule = { table: 'idempotency' as const, column: 'at', keptMs: 90 * day };

beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running.close());

async function row(ageDays: number): Promise<string> {
  const id = randomUUID();
  await running.server.kernel.db
    .insertInto('idempotency')
    .values({
      command_id: id,
      name: 'test',
      actor_id: null,
      input_hash: '',
      state: 'done',
      output: null,
      error: null,
      at: new Date(running.clock.now().getTime() - ageDays * day),
    })
    .execute();
  return id;
}

async function left(ids: string[]): Promise<string[]> {
  const rows = await running.server.kernel.db
    .selectFrom('idempotency')
    .select('command_id')
    .where('command_id', 'in', ids)
    .execute();
  return rows.map(({ command_id }) => command_id).sort();
}

test('by age, more than one batch, without those in use', async () => {
  const { kernel } = running.server;
  const parts = { db: kernel.db, clock: running.clock, log: kernel.log };
  const [young, old, held] = [await row(89), await row(91), await row(92)];
  await kernel.db.transaction().execute(async (tx) => {
    await tx.selectFrom('idempotency').selectAll().where('command_id', '=', held).forUpdate().execute();
    expect(await deleteOld(parts, rule)).toBe(1);
    expect(await left([young, old, held])).toEqual([young, held].sort());
  });
  expect(await deleteOld(parts, rule)).toBe(1);
  expect(await deleteOld(parts, rule)).toBe(0);
});

test('a replay is recognised for as long as its row is kept', async () => {
  const { kernel } = running.server;
  const request = { ...command(running.clock), name: 'test', right: null, subject: 'once' };
  let runs = 0;
  const run = () =>
    kernel.command(systemCaller('test'), request, async () => {
      runs += 1;
      return runs;
    });
  expect([await run(), await run()]).toEqual([1, 1]);
  running.clock.pass(60 * day);
  await deleteOld({ db: kernel.db, clock: running.clock, log: kernel.log }, rule);
  expect(await run()).toBe(1);
});
