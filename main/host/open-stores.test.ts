// Stores that cannot be opened: kept aside and said out loud, never deleted; a lost cache costs nothing.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/host-bench.ts';
import type { HostEnvironment } from './environment.ts';
import { openStores } from './open-stores.ts';

let dir: string;
const logged: string[] = [];
const environment: HostEnvironment = {
  clock: { now: () => new Date('2026-03-01T08:00:00Z'), monotonicMs: () => 0 },
  newId: () => crypto.randomUUID(),
  random: () => 0,
  log: (level, message) => logged.push(`${level} ${message}`),
  driverById: () => undefined,
  publish: () => undefined,
  crash: () => undefined,
};
beforeEach(async () => {
  logged.length = 0;
  dir = await temporaryFolder();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = () => openStores(environment, dir, undefined, null);

test('a lost key keeps the old inbox aside and leaves a notice that nobody can overlook', async () => {
  const first = await open();
  await first.custody.write.setSetting('station', '{}');
  await first.custody.close();
  await first.cache.close();
  await rm(join(dir, 'store.key'));
  const second = await open();
  const [notice] = await second.custody.read.inbox('parked', 10);
  expect(notice?.problem).toContain('custody.db.unreadable-2026-03-01T080000000Z');
  expect(await readdir(dir)).toContain('custody.db.unreadable-2026-03-01T080000000Z');
  expect(logged).toHaveLength(2);
  await second.custody.close();
  await second.cache.close();
});

test('a damaged cache is replaced without a notice in the inbox', async () => {
  await writeFile(join(dir, 'cache.db'), 'damaged'.repeat(1000));
  const { custody, cache } = await open();
  expect(await custody.read.inbox('all', 10)).toEqual([]);
  expect(await cache.read.cursor()).toBeNull();
  await custody.close();
  await cache.close();
});
