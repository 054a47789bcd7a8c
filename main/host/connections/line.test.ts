// The promise of the suite at its narrowest place: no acknowledgement leaves before the store has said "stored".
import { expect, test } from 'vitest';
import type { Peer } from '../../../device-drivers/transports/transport.ts';
import { fakeDriver } from '../../../test/support/fake-driver.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Intake } from '../custody/intake.ts';
import type { HostEnvironment } from '../environment.ts';
import { openLine } from './line.ts';

function bench(outcomes: ('stored' | 'busy')[]) {
  const events: string[] = [];
  const pending: (() => void)[] = [];
  let bytes: (chunk: Uint8Array) => void = () => undefined;
  let gone: () => void = () => undefined;
  let ids = 0;
  const environment: HostEnvironment = {
    clock: { now: () => new Date(0), monotonicMs: () => 0 },
    newId: () => `id${++ids}`,
    random: () => 0,
    log: (_level, message) => events.push(`log ${message}`),
    driverById: () => fakeDriver,
    publish: () => undefined,
    crash: () => undefined,
  };
  const intake: Intake = {
    store: (_origin, _frame, messages, answer) =>
      new Promise((done) => {
        events.push(
          `store ${messages.map(({ content, complete }) => `${new TextDecoder().decode(content)}${complete ? '' : '…'}`).join()} ${answer}`,
        );
        pending.push(() => {
          const outcome = outcomes.shift() ?? 'stored';
          events.push(outcome);
          done(
            outcome === 'stored'
              ? { outcome, ids: messages.map((_, index) => `m${index}`) }
              : { outcome, reason: 'DISK_FULL' },
          );
        });
      }),
    storeRows: () => Promise.resolve({ outcome: 'stored', ids: [] }),
    storeFile: () => Promise.reject(new Error('not here')),
  };
  const peer: Peer = {
    id: 'peer',
    write: async (chunk) => {
      events.push(`write ${Buffer.from(chunk).toString('hex')}`);
      return true;
    },
    close: () => gone(),
    onBytes: (listener) => {
      bytes = listener;
    },
    onClose: (listener) => {
      gone = listener;
    },
  };
  const store = {
    write: { answered: async (_ids: string[], answer: string) => void events.push(`answered ${answer}`) },
  };
  const line = openLine(
    environment,
    fakeDriver,
    { checksum: 'case', frameNumberCheck: true },
    { connectionId: 'c', instrumentId: 'i', driverId: 'fake' },
    peer,
    {
      intake,
      // Only this one operation is called by a line.
      store: store as unknown as CustodyStore,
      traffic: {
        record: () => undefined,
        note: () => undefined,
        flush: async () => undefined,
        close: async () => undefined,
      },
      stored: (stored) => events.push(`hand on ${stored.join()}`),
      heard: () => undefined,
      problem: () => undefined,
      busy: (reason) => (reason === null ? undefined : events.push(`busy ${reason}`)),
      closed: () => events.push('closed'),
    },
  );
  const settle = async () => {
    pending.shift()?.();
    await line.quiet();
    await new Promise((resume) => setImmediate(resume));
  };
  return { events, receive: (text: string) => bytes(new TextEncoder().encode(text)), settle, cut: () => gone(), line };
}

test('bytes, store, acknowledgement: in this order', async () => {
  const { events, receive, settle } = bench([]);
  receive('R|1|WB');
  receive('C=5\n');
  expect(events).toEqual(['store R|1|WBC=5 owed']);
  await settle();
  expect(events).toEqual(['store R|1|WBC=5 owed', 'stored', 'write 06', 'hand on m0', 'answered sent']);
});

test('what could not be stored is refused, and nothing is handed on', async () => {
  const { events, receive, settle } = bench(['busy']);
  receive('R|1|WBC=5\n');
  await settle();
  expect(events).toEqual(['store R|1|WBC=5 owed', 'busy', 'busy DISK_FULL', 'write 15']);
});

test('a line that breaks leaves its half message in the store, and the sender does not know', async () => {
  const { events, receive, settle, cut } = bench([]);
  receive('R|1|\x17');
  await settle();
  cut();
  await settle();
  expect(events).toEqual([
    'store  owed',
    'stored',
    'write 06',
    'store R|1|… none',
    'closed',
    'stored',
    'hand on m0',
    'answered unsent',
  ]);
});
