// The encrypted stores through their worker: what is on disk, who may open it, what comes back.
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/host-bench.ts';
import { type CacheStore, cacheStore } from './cache-store.ts';
import { type CustodyStore, custodyStore } from './custody-store.ts';
import type { NewCommand, NewMessage, Origin } from './custody-types.ts';
import { openStore } from './sql-client.ts';
import { storeKeyIn } from './store-key.ts';

const key = new Uint8Array(32).fill(7);
const origin: Origin = { connectionId: 'c', instrumentId: 'i', driverId: 'd', peer: 'p', session: 's' };
const at = '2026-03-01T08:00:00.000Z';
let dir: string;
let custody: CustodyStore;

const openCustody = (with_ = key) =>
  openStore(custodyStore, { store: 'custody', path: join(dir, 'custody.db'), key: with_, crashAt: null });

function message(id: string, content = 'SECRET-PATIENT'): NewMessage {
  return {
    id,
    receivedAt: at,
    monotonicMs: 1,
    content: new TextEncoder().encode(content),
    contentHash: id.padEnd(64, '0'),
    complete: true,
    answer: 'owed',
    source: null,
  };
}

const command = (id: string, subject = 'x'): NewCommand => ({
  id,
  name: 'lab.receive',
  input: { id },
  actorId: 'a',
  actorName: 'A',
  at,
  subject,
});
const reading = (messageId: string) => ({
  messageId,
  instrumentId: 'i',
  kind: 'results',
  specimenId: '1',
  summary: '',
  problem: null,
  deviceMessageId: null,
});
const dueIds = async (now = 0) => (await custody.read.due(now, 100)).map(({ id }) => id);
const custodyOf = async (id: string) => (await custody.read.inbox('all', 100)).find((row) => row.id === id)?.custody;

beforeEach(async () => {
  dir = await temporaryFolder();
  custody = await openCustody();
});
afterEach(async () => {
  await custody.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the file', () => {
  test('nothing of a patient can be read in it', async () => {
    await custody.write.store(origin, at, new Uint8Array(), [message('m')], false);
    for (const name of await readdir(dir)) {
      const bytes = await readFile(join(dir, name), 'latin1');
      expect(bytes).not.toContain('SECRET-PATIENT');
      expect(bytes).not.toContain('SQLite format');
    }
  });

  test('another key or a damaged file is an error of its own', async () => {
    await custody.close();
    await expect(openCustody(new Uint8Array(32).fill(8))).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
    await writeFile(join(dir, 'custody.db'), 'not a database at all, and long enough to be looked at as one');
    await expect(openCustody()).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
  });

  test('a second host is kept out', async () => {
    await expect(openCustody()).rejects.toMatchObject({ code: 'STORE_IN_USE' });
  });

  test('the key file is made once, readable for its owner only', async () => {
    const made = await storeKeyIn(dir);
    expect((await stat(join(dir, 'store.key'))).mode & 0o777).toBe(0o600);
    await chmod(join(dir, 'store.key'), 0o644);
    expect(await storeKeyIn(dir)).toEqual(made);
    expect((await stat(join(dir, 'store.key'))).mode & 0o777).toBe(0o600);
    await writeFile(join(dir, 'store.key'), 'rubbish');
    await expect(storeKeyIn(dir)).rejects.toThrow('store.key');
  });

  test('calls after the end fail, none hangs', async () => {
    await custody.close();
    await expect(custody.read.outbox()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });
});

describe('the inbox', () => {
  test('frames of an unfinished message stay until it is whole, and a frame that goes on stays beyond', async () => {
    const frame = Uint8Array.of(1, 2, 3);
    await custody.write.store(origin, at, frame, [], false);
    expect(await custody.read.frames()).toHaveLength(1);
    await custody.write.store(origin, at, frame, [message('m')], true);
    expect(await custody.read.frames()).toHaveLength(1);
    await custody.write.store(origin, at, frame, [message('n')], false);
    expect(await custody.read.frames()).toEqual([]);
  });

  test('the same message id twice is refused as a whole', async () => {
    await custody.write.store(origin, at, new Uint8Array(), [message('m')], false);
    await expect(
      custody.write.store(origin, at, new Uint8Array(), [message('n'), message('m')], false),
    ).rejects.toThrow();
    expect(await custody.read.inbox('all', 10)).toHaveLength(1);
  });

  test('a message is committed with the last of its commands and parked with any of them', async () => {
    await custody.write.store(origin, at, new Uint8Array(), [message('m')], false);
    await custody.write.forward(reading('m'), [command('1'), command('2')]);
    await custody.write.forward(reading('m'), [command('1'), command('2')]);
    expect(await dueIds()).toEqual(['1', '2']);
    await custody.write.settle([{ id: '1', outcome: 'done', note: null }]);
    expect(await custodyOf('m')).toBe('forwarding');
    await custody.write.settle([{ id: '2', outcome: 'park', code: 'INPUT_INVALID', text: 'why' }]);
    expect(await custodyOf('m')).toBe('parked');
    expect(await custody.read.counts()).toEqual({ waiting: 0, parked: 1 });
    await custody.write.decideCommand('2', 'retry', 'a', 'again', at);
    await custody.write.settle([{ id: '2', outcome: 'done', note: 'held: clock' }]);
    expect((await custody.read.inbox('all', 1))[0]).toMatchObject({
      custody: 'committed',
      problem: 'why; held: clock',
    });
  });

  test('upkeep lets committed messages go, never one that is open', async () => {
    await custody.write.store(origin, at, new Uint8Array(), [message('done'), message('open')], false);
    await custody.write.conclude(reading('done'), 'committed');
    await custody.write.recordTraffic([
      { connectionId: 'c', peer: 'p', at, direction: 'in', bytes: new Uint8Array(500) },
    ]);
    await custody.write.recordTraffic([
      { connectionId: 'c', peer: 'p', at, direction: 'in', bytes: new Uint8Array(1) },
    ]);
    await custody.write.prune('2026-01-01', 300, '2026-12-31');
    expect((await custody.read.inbox('all', 10)).map(({ id }) => id)).toEqual(['open']);
    expect(await custody.read.traffic('c', null, 10)).toHaveLength(1);
  });
});

describe('the outbox', () => {
  test('a command that waits for its next attempt holds back its subject and nothing else', async () => {
    for (const [id, subject] of [
      ['1', 'x'],
      ['2', 'x'],
      ['3', 'y'],
    ])
      await custody.write.enqueue(command(id!, subject));
    await custody.write.settle([{ id: '1', outcome: 'again', nextAttemptMs: 500, code: 'SERVER_BUSY', text: null }]);
    expect(await dueIds(100)).toEqual(['3']);
    expect(await custody.read.nextAttempt()).toBe(0);
    expect(await dueIds(500)).toEqual(['1', '2', '3']);
    await custody.write.wakeAll();
    expect(await dueIds(0)).toEqual(['1', '2', '3']);
  });

  test('behind a parked act later acts on the same specimen wait; results do not', async () => {
    await custody.write.enqueue(command('1'));
    await custody.write.settle([{ id: '1', outcome: 'park', code: 'VERSION_CONFLICT', text: null }]);
    await custody.write.enqueue(command('2'));
    await custody.write.store(origin, at, new Uint8Array(), [message('m')], false);
    await custody.write.forward(reading('m'), [command('3')]);
    expect(await dueIds()).toEqual(['3']);
    expect(await custody.write.decideCommand('1', 'giveUp', 'a', 'why', at)).toBe('x');
    expect(await dueIds()).toEqual(['2', '3']);
    expect(await custody.write.decideCommand('1', 'retry', 'a', 'why', at)).toBeNull();
  });

  test('numbers of a block are given out once, in rows', async () => {
    await custody.write.addLease('barcode', '9', 1, 25);
    await custody.write.addLease('barcode', '9', 101, 130);
    const taken = [];
    for (let round = 0; round < 5; round++) taken.push(await custody.write.takeNumbers('barcode', 10));
    expect(taken.map((one) => one?.from ?? null)).toEqual([1, 11, 101, 111, 121]);
    expect(await custody.write.takeNumbers('barcode', 1)).toBeNull();
  });
});

describe('the cache', () => {
  let cache: CacheStore;
  beforeEach(async () => {
    cache = await openStore(cacheStore, { store: 'cache', path: join(dir, 'cache.db'), key, crashAt: null });
  });
  afterEach(() => cache.close());
  const change = (entityId: string, version: number, document: string | null = '{}') => ({
    kind: 'specimen',
    entityId,
    version,
    document,
    row: '{}',
    barcode: entityId,
    patientId: null,
  });

  test('a page and its cursor are applied together or not at all', async () => {
    await cache.write.apply([change('a', 1)], 5, null);
    const broken = { ...change('c', 1), version: null as unknown as number };
    await expect(cache.write.apply([change('b', 1), broken], 9, null)).rejects.toThrow();
    expect([await cache.read.cursor(), await cache.read.base('specimen', 'b')]).toEqual([5, null]);
  });

  test('an older version never replaces a newer one; one that may not be seen any more goes', async () => {
    await cache.write.apply([change('a', 3, '{"v":3}')], 1, null);
    await cache.write.apply([change('a', 2, '{"v":2}')], 2, null);
    expect(await cache.read.document('specimen', 'a')).toBe('{"v":3}');
    await cache.write.apply([change('a', 2, null)], 3, null);
    expect(await cache.read.document('specimen', 'a')).toBe('{"v":3}');
    await cache.write.apply([change('a', 4, null)], 4, null);
    expect(await cache.read.document('specimen', 'a')).toBeNull();
  });

  test('what people may do follows the server', async () => {
    const session = JSON.stringify({ rights: ['lab.view'], person: { labGroups: ['G'] } });
    const verifier = { user: 'Tech', salt: '', hash: '', session, personId: 'p', at };
    await cache.write.saveVerifier(verifier);
    await cache.write.updatePerson(
      'p',
      { rights: '["lab.view","lab.review"]', labGroups: '["H"]', places: '{}', institutionId: '"own"' },
      '2026-02-28T00:00:00.000Z',
    );
    expect(JSON.parse((await cache.read.verifier('tech'))!.session)).toEqual({
      rights: ['lab.view', 'lab.review'],
      person: { labGroups: ['H'] },
      places: {},
      institutionId: 'own',
    });
    await cache.write.updatePerson(
      'p',
      { rights: '[]', labGroups: '[]', places: '{}', institutionId: 'null' },
      '2026-03-02T00:00:00.000Z',
    );
    expect(await cache.read.verifier('tech')).toBeNull();
  });
});
