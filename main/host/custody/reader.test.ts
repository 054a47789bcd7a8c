// Messages are read in the order of the store, each once, however far the analyzer is ahead; only a window of them is held.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeDriver } from '../../../test/support/fake-driver.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { NewCommand, StoredMessage } from '../cache/custody-types.ts';
import type { HostEnvironment } from '../environment.ts';
import { createReader } from './reader.ts';

const connectionId = 'c';
const held = 256;

function bench() {
  const inbox: StoredMessage[] = [];
  const order: string[] = [];
  const failing = new Set<string>();
  const looks: { after: number; limit: number }[] = [];
  let onLook: () => void = () => undefined;

  /** The analyzer's next message, as the line stores it. */
  function stored(): string {
    const id = `m${inbox.length + 1}`;
    inbox.push({
      id,
      connectionId,
      instrumentId: 'fake1',
      driverId: 'fake',
      peer: 'p',
      session: 's',
      receivedAt: new Date(0).toISOString(),
      monotonicMs: 0,
      content: new TextEncoder().encode(`R|B${inbox.length}|WBC=5.1`),
      contentHash: id,
      complete: true,
      answer: 'sent',
      source: null,
      custody: 'received',
      attempts: 0,
    });
    return id;
  }
  const store = {
    read: {
      message: async (id: string) => inbox.find((one) => one.id === id) ?? null,
      async unread(of: string, after: number, limit: number) {
        looks.push({ after, limit });
        const rows = inbox.map((one, index) => ({ ...one, seq: index + 1 }));
        const found = rows.filter((row) => row.connectionId === of && row.custody === 'received' && row.seq > after);
        onLook();
        return found.slice(0, limit).map(({ id, seq }) => ({ id, seq }));
      },
      sameDeviceId: async () => null,
    },
    write: {
      async forward({ messageId }: { messageId: string }, commands: NewCommand[]) {
        if (failing.delete(messageId)) throw new Error('the disk is full');
        expect(commands).toHaveLength(1);
        order.push(messageId);
        const message = inbox.find(({ id }) => id === messageId);
        if (message) message.custody = 'forwarding';
      },
    },
  };
  const environment: HostEnvironment = {
    clock: { now: () => new Date(0), monotonicMs: () => 0 },
    newId: () => 'id',
    random: () => 0,
    log: () => undefined,
    driverById: () => fakeDriver,
    publish: () => undefined,
    crash: () => undefined,
  };
  const reader = createReader(environment, {
    // Only these operations are called here.
    store: store as unknown as CustodyStore,
    instrumentIdOf: async ({ instrumentId }) => instrumentId,
    subjectOf: async (barcode) => barcode,
    answer: async () => null,
    alarm: () => undefined,
    forwarded: async () => undefined,
  });
  const take = () => reader.take(stored(), connectionId);
  const all = () => inbox.map(({ id }) => id);
  return { reader, stored, take, all, order, failing, looks, lookAt: (then: () => void) => (onLook = then) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a message that comes alone is read without looking for others', async () => {
  const { reader, take, order, looks } = bench();
  take();
  await reader.idle();
  take();
  await reader.idle();
  expect(order).toEqual(['m1', 'm2']);
  expect(looks).toEqual([]);
});

test('of an analyzer that is far ahead so many are held, the others wait in the store, in their order', async () => {
  const { reader, take, all, order, looks } = bench();
  for (let count = 0; count < held * 3 + 10; count += 1) take();
  await reader.idle();
  expect(order).toEqual(all());
  expect(looks.every(({ limit }) => limit === held)).toBe(true);
  // The first is read at once and so many behind it were held as they came; two full pages and the rest are fetched.
  expect(looks.map(({ after }) => after)).toEqual([0, held * 2 + 1, held * 3 + 1]);
});

test('what is stored while the store is looked into comes behind what was there', async () => {
  const { reader, take, all, order, lookAt } = bench();
  let late = 3;
  lookAt(() => {
    if (late > 0) take();
    late -= 1;
  });
  for (let count = 0; count < held + 5; count += 1) take();
  await reader.idle();
  expect(order).toEqual(all());
  expect(order).toHaveLength(held + 8);
});

test('one that could not be processed holds up no other and is read again', async () => {
  const { reader, take, order, failing, stored } = bench();
  failing.add('m1');
  take();
  take();
  await reader.idle();
  expect(order).toEqual(['m2']);
  await vi.advanceTimersByTimeAsync(5_000);
  await reader.idle();
  expect(order).toEqual(['m2', 'm1']);
  stored();
  await reader.close();
});

test('what was left unread when the host stopped is read at the next start', async () => {
  const { reader, stored, all, order } = bench();
  for (let count = 0; count < held + 1; count += 1) stored();
  reader.catchUp(connectionId);
  await reader.idle();
  expect(order).toEqual(all());
});
