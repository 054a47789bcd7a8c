// kill -9 of the server on the way out: messages to the HIS reach it under one control id, a print is counted once, the PDF comes at the second asking.
import { ORPCError } from '@orpc/client';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../server/db/schema.ts';
import { outboundSteps } from '../../server/kernel/steps.ts';
import { command } from '../support/server.ts';
import { controlIdOf, type His, startHis } from './his.ts';
import { attached } from './record.ts';
import { until } from './until.ts';
import { openWorld, type World } from './world.ts';

let his: His;
let world: World;

beforeAll(async () => {
  his = await startHis();
  world = await openWorld(outboundSteps.length + 8, his.port);
  await world.startServer();
});
afterAll(async () => {
  await world?.close();
  his?.close();
});

async function queried<Row>(query: (db: Kysely<Database>) => Promise<Row>): Promise<Row> {
  const { db, close } = await attached(world.serverDir);
  return query(db).finally(close);
}

/** Asks again, under the same command id, when the server died over it; starts it again. */
async function insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    // What the server answered is an answer; a broken line means that it is dead.
    if (error instanceof ORPCError) throw error;
    await world.server().ended;
    await world.startServer();
    return ask();
  }
}

async function versionOf(id: string): Promise<number> {
  return (await world.manager.api.lab.specimen({ id })).document.version;
}

async function reject(id: string): Promise<void> {
  const target = { command: command({ now: () => new Date() }), specimenId: id, expectedVersion: await versionOf(id) };
  const rejected = await insist(() =>
    world.manager.api.lab.reject({ ...target, reasonCode: 'haemolysis', reason: '溶血' }),
  );
  expect(rejected.state).toBe('rejected');
}

async function expectTold(barcode: string): Promise<void> {
  const rows = await until('the end of the message', async () => {
    const found = await queried((db) =>
      db.selectFrom('hl7_message').select(['state', 'control_id']).where('subject', '=', barcode).execute(),
    );
    return found.some(({ state }) => state === 'accepted') && found;
  });
  expect(rows).toHaveLength(1);
  const told = his.got.filter((text) => text.includes(barcode));
  expect([...new Set(told.map(controlIdOf))]).toEqual(rows.map(({ control_id }) => control_id));
  const changes = await queried((db) =>
    db.selectFrom('outgoing_message').select('id').where('subject', '=', barcode).execute(),
  );
  expect(changes).toHaveLength(1);
}

test.each(['before-commit', 'after-commit', ...outboundSteps])('killed at %s of a message to the HIS', async (step) => {
  const [tube] = world.take(1);
  if (!tube) throw new Error('no tube');
  await world.arm([step]);
  const dying = world.server();
  await reject(tube.id);
  expect(await dying.ended).toBe('SIGKILL');
  if (!world.server().isRunning()) await world.startServer();
  await expectTold(tube.barcode);
});

test('killed when the HIS has the message and its acknowledgement has not come', async () => {
  const [tube] = world.take(1);
  if (!tube) throw new Error('no tube');
  his.onNext(() => world.server().kill());
  const dying = world.server();
  await reject(tube.id);
  await dying.ended;
  if (!world.server().isRunning()) await world.startServer();
  await expectTold(tube.barcode);
  expect(his.got.filter((text) => text.includes(tube.barcode))).toHaveLength(2);
});

async function released(): Promise<string> {
  const [tube] = world.take(1);
  const id = tube?.id ?? '';
  const { api } = world.manager;
  const now = () => command({ now: () => new Date() });
  const results = [{ testCode: 'WBC', value: '5.50' }];
  await api.lab.enterResults({ command: now(), specimenId: id, expectedVersion: await versionOf(id), results });
  const specimens = [{ specimenId: id, expectedVersion: await versionOf(id) }];
  const { refused } = await api.lab.review({ command: now(), specimens, confirmed: true });
  expect(refused).toEqual([]);
  return id;
}

test.each([['pdf-ordered'], ['half-sent:/reports/pdf']])('killed at %s', async (step) => {
  const id = await released();
  const print = { command: command({ now: () => new Date() }), specimens: [id], copies: 1 };
  const { url } = await world.manager.api.reporting.print(print);
  await world.arm([step]);
  const bytes = await insist(async () => new Uint8Array(await (await world.manager.fetch(url)).arrayBuffer()));
  expect(new TextDecoder('latin1').decode(bytes.subarray(0, 5))).toBe('%PDF-');
  expect(new TextDecoder('latin1').decode(bytes.subarray(-8))).toContain('%%EOF');
});

test.each([['rows-written'], ['after-commit'], ['half-sent:/rpc/reporting/print']])(
  'a print killed at %s is counted once',
  async (step) => {
    const id = await released();
    const print = { command: command({ now: () => new Date() }), specimens: [id], copies: 1 };
    await world.arm([step]);
    const first = await insist(() => world.manager.api.reporting.print(print));
    expect(world.server().isRunning()).toBe(true);
    expect(await world.manager.api.reporting.print(print)).toEqual(first);
    const jobs = await queried((db) => db.selectFrom('report_print_job').select(['id', 'report_ids']).execute());
    const [report] = await world.manager.api.reporting.versions({ specimenId: id });
    expect(jobs.filter(({ report_ids }) => report_ids.includes(report?.id ?? ''))).toHaveLength(1);
  },
);
