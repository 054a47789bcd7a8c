// Coming in without the server: for three days, with the right password, not after five wrong ones, never with a turned clock.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/host-bench.ts';
import { testSession } from '../../../test/support/lab-fixtures.ts';
import { type CacheStore, cacheStore } from '../cache/cache-store.ts';
import { openStore } from '../cache/sql-client.ts';
import type { HostEnvironment } from '../environment.ts';
import { createOfflineLogin, type OfflineLogin } from './offline-login.ts';
import { createSessions } from './sessions.ts';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T08:00:00Z');
let now = start;
let dir: string;
let cache: CacheStore;
let login: OfflineLogin;
const environment: HostEnvironment = {
  clock: { now: () => new Date(now), monotonicMs: () => now },
  newId: () => crypto.randomUUID(),
  random: () => 0,
  log: () => undefined,
  driverById: () => undefined,
  publish: () => undefined,
  crash: () => undefined,
};

beforeEach(async () => {
  now = start;
  dir = await temporaryFolder();
  cache = await openStore(cacheStore, {
    store: 'cache',
    path: join(dir, 'cache.db'),
    key: new Uint8Array(32),
    crashAt: null,
  });
  login = createOfflineLogin(environment, cache);
  await login.remember('tech', 'right', testSession());
});
afterEach(async () => {
  await cache.close();
  await rm(dir, { recursive: true, force: true });
});

test('within 72 hours, marked as offline, without regard to case of the name', async () => {
  now = start + 71 * hour;
  const info = await login.check('TECH', 'right');
  expect(info.offline).toBe(true);
  expect(info.expiresAt).toBe(new Date(now + 12 * hour).toISOString());
  now = start + 73 * hour;
  await expect(login.check('tech', 'right')).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });
  now = start - hour;
  await expect(login.check('tech', 'right')).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });
});

test('five wrong passwords lock for a quarter of an hour', async () => {
  for (let round = 0; round < 5; round++)
    await expect(login.check('tech', 'wrong')).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await expect(login.check('tech', 'right')).rejects.toMatchObject({ code: 'LOGIN_LOCKED' });
  now += 16 * 60_000;
  expect((await login.check('tech', 'right')).person.user).toBe('tech');
});

test('a disabled person is out, in the cache and at the screen', async () => {
  const sessions = createSessions(environment, cache);
  const token = await sessions.open(testSession(), null);
  await cache.write.forgetPerson(testSession().person.id);
  await sessions.forget(testSession().person.id);
  expect(await sessions.find(token, false)).toBeNull();
  await expect(login.check('tech', 'right')).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });
});

test('a session ends when nobody touches the screen; a background call does not keep it', async () => {
  const sessions = createSessions(environment, cache);
  const token = await sessions.open(
    { ...testSession(), expiresAt: new Date(start + 12 * hour).toISOString() },
    'server',
  );
  now += 10 * 60_000;
  expect(await sessions.find(token, false)).not.toBeNull();
  now += 10 * 60_000;
  expect(await sessions.find(token, true)).not.toBeNull();
  now += 10 * 60_000;
  expect(await sessions.find(token, true)).toBeNull();
  expect(await sessions.find('guess', false)).toBeNull();
});

test('a locked screen stays locked over a restart of the host, for a day', async () => {
  const token = await createSessions(environment, cache).open(
    { ...testSession(), expiresAt: new Date(start + 12 * hour).toISOString() },
    'server',
  );
  const before = createSessions(environment, cache);
  const session = await before.find(token, false);
  expect(await before.locked(token)).toBeNull();
  if (session) await before.lock(session);
  const after = createSessions(environment, cache);
  expect(await after.find(token, false)).toBeNull();
  now = start + 23 * hour;
  expect(await after.locked(token)).toMatchObject({ serverToken: 'server', lockedAt: new Date(start).toISOString() });
  now = start + 25 * hour;
  expect(await after.locked(token)).toBeNull();
});

test('a session that the server has locked is locked here, one that it has ended is over', async () => {
  const sessions = createSessions(environment, cache);
  for (const [ended, stays] of [
    ['locked', true],
    ['expired', true],
    ['administrator', false],
  ] as const) {
    const token = await sessions.open({ ...testSession(), expiresAt: new Date(start + hour).toISOString() }, 'server');
    const session = await sessions.find(token, false);
    if (session) await sessions.over(session, new ORPCError('LOGIN_REQUIRED', { status: 401, data: { ended } }));
    expect([ended, await sessions.find(token, false)]).toEqual([ended, null]);
    expect([ended, (await sessions.locked(token)) !== null]).toEqual([ended, stays]);
  }
});
