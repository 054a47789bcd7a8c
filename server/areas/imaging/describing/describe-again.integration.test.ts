// Objects that an older version described: described again in the background, on from where it was, never in the way of readers.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';
import { type Archive, openArchive } from '../archive.ts';
import { createDescribeAgain, type DescribeAgainParts } from './describe-again.ts';

let started: TestServer;
let archive: Archive;
const db = () => started.server.kernel.db;
const uid = (number: number) => `1.2.826.0.1.3680043.10.1338.7.9701.1.${number}`;

beforeAll(async () => {
  started = await startTestServer();
  archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
  for (const number of [1, 2, 3, 4]) await take(number);
});
afterAll(async () => {
  await archive.stop();
  await started.close();
});

async function take(number: number): Promise<void> {
  async function* data() {
    yield chestFilm({ study: '9701', accession: 'D1', patientId: 'P9701', name: 'Old^Described', number });
  }
  await archive.receive({ prefix: new Uint8Array(), data: data(), source: 'test' });
}
async function descriptors(): Promise<string[]> {
  const rows = await db().selectFrom('imaging_instance').select('descriptor').orderBy('sop_uid').execute();
  return rows.map(({ descriptor }) => JSON.stringify(descriptor));
}
const age = () => sql`update imaging_instance set descriptor = descriptor - 'label' - 'image'`.execute(db());
const state = () => db().selectFrom('imaging_describing').selectAll().executeTakeFirst();
const work = (more: Partial<DescribeAgainParts> = {}) => {
  const { clock, log } = started.server.kernel;
  return createDescribeAgain({
    ...{
      db: db(),
      clock,
      log,
      objects: archive.objects,
      decode: archive.decode,
      demand: { isQuiet: () => true },
      wait: async () => undefined,
    },
    ...more,
  });
};

test('described as they are received now, newest first; stopped in the middle it goes on there, and is done once', async () => {
  const now = await descriptors();
  await age();
  started.clock.pass(10_000);
  const waits: number[] = [];
  const first = work({
    async wait(milliseconds) {
      waits.push(milliseconds);
      if (waits.length === 3) first.stop();
    },
  });
  await first.run();
  expect((await descriptors()).map((one, at) => one === now[at])).toEqual([false, false, true, true]);
  // A pause before each object, also where nobody reads.
  expect(waits).toEqual([20, 20, 20]);
  expect(await state()).toMatchObject({ changed: 2, failed: 0, ended_at: null });

  const opened: string[] = [];
  const next = work({
    objects: {
      open(path) {
        opened.push(path);
        return archive.objects.open(path);
      },
    },
  });
  await next.run();
  expect(opened).toHaveLength(2);
  expect(await descriptors()).toEqual(now);
  expect(await state()).toMatchObject({ changed: 4, failed: 0, ended_at: expect.any(Date) });
  await take(5);
  await next.run();
  expect(opened).toHaveLength(2);
});

test('it waits for readers and for what is being received, and leaves what cannot be read as it was', async () => {
  const { path } = await db()
    .selectFrom('imaging_instance')
    .select('path')
    .where('sop_uid', '=', uid(2))
    .executeTakeFirstOrThrow();
  await db().deleteFrom('imaging_describing').execute();
  await age();
  const old = (await descriptors())[1];
  await rm(join(archive.objects.root, ...path.split('/')));
  started.clock.pass(10_000);
  let reading = true;
  const waits: number[] = [];
  await work({
    demand: { isQuiet: () => !reading },
    async wait(milliseconds) {
      waits.push(milliseconds);
      if (waits.length === 4) reading = false;
    },
  }).run();
  expect(waits).toEqual([20, 250, 250, 250, 20, 20, 20, 20]);
  const after = await descriptors();
  expect(after[1]).toBe(old);
  expect(after.filter((one) => one.includes('"image":{'))).toHaveLength(4);
  expect(await state()).toMatchObject({ changed: 4, failed: 1, ended_at: expect.any(Date) });
  expect(started.logged.join('\n')).toContain('an object could not be described again');

  // Just received: for a while others go first, then one object is taken all the same.
  await db().deleteFrom('imaging_describing').execute();
  await take(6);
  waits.length = 0;
  const at = started.clock.now();
  const busy = work({
    clock: { now: () => at },
    async wait(milliseconds) {
      waits.push(milliseconds);
      if (waits.filter((one) => one === 20).length === 2) busy.stop();
    },
  });
  await busy.run();
  expect(waits.slice(0, 10)).toEqual([20, ...Array(8).fill(250), 20]);
});
