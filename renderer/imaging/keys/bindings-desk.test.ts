// Bindings of a person: from this machine to the server once, then from the server to every machine; offline they wait.
import { expect, test } from 'vitest';
import { emptySetup, type ReadingSetup } from '../../../core/imaging/reading/setup.ts';
import type { ReaderStorage } from '../desk/bindings.ts';
import { BindingsDesk, type SetupServer } from './bindings-desk.ts';

function machine(start: Record<string, unknown> = {}): ReaderStorage & { held: Map<string, unknown> } {
  const held = new Map(Object.entries(start));
  return {
    held,
    read: (name) => held.get(name) ?? null,
    write: (name, value) => void held.set(name, structuredClone(value)),
  };
}

function server() {
  const held = { version: 0, doc: emptySetup as ReadingSetup, down: false, conflicts: 0 };
  const way: SetupServer = {
    async load() {
      if (held.down) throw new Error('down');
      return structuredClone({ version: held.version, doc: held.doc });
    },
    async save(expectedVersion, doc) {
      if (held.down) throw new Error('down');
      if (held.conflicts > 0) {
        held.conflicts -= 1;
        held.version += 1;
        held.doc = {
          ...held.doc,
          presets: [{ id: 'p', name: 'x', modality: 'CT', bodyParts: [], center: 1, width: 2, suv: false }],
        };
      }
      if (expectedVersion !== held.version) throw Object.assign(new Error('conflict'), { code: 'VERSION_CONFLICT' });
      held.version += 1;
      held.doc = structuredClone(doc);
    },
  };
  return { held, way };
}

test('what a browser had from before is moved to the server, controllers included, and is there on the next machine', async () => {
  const { held, way } = server();
  const old = machine({ bindings: { keys: { invert: ['F12'] }, hid: { '0b33:0030:1:1': 'scroll.next' } } });
  const first = new BindingsDesk(old, way);
  await first.load();
  await first.settled();
  expect(held.doc.bindings?.inputs).toEqual({ '0b33:0030:1:1': 'reading.scroll.next' });
  const second = new BindingsDesk(machine(), way);
  await second.load();
  expect(second.own.get().inputs).toEqual({ '0b33:0030:1:1': 'reading.scroll.next' });
  expect(second.room.get()).toMatchObject({ keys: { invert: ['F12'] } });
});

test('a change is in force at once and stored; a hanging protocol saved in between is not lost', async () => {
  const { held, way } = server();
  const desk = new BindingsDesk(machine(), way);
  await desk.load();
  held.conflicts = 1;
  desk.setOwn({ keys: { next: ['F12'] }, inputs: { Mouse4: 'next' } });
  expect(desk.own.get().keys).toEqual({ next: ['F12'] });
  await desk.settled();
  expect([held.doc.bindings?.keys, held.doc.presets.length, desk.isStored.get()]).toEqual([{ next: ['F12'] }, 1, true]);
});

test('offline: kept on this machine, said, and stored at the next start before the server’s older ones are taken', async () => {
  const { held, way } = server();
  const storage = machine();
  const desk = new BindingsDesk(storage, way);
  await desk.load();
  held.down = true;
  desk.setOwn({ keys: {}, inputs: { Mouse4: 'next' } });
  await desk.settled();
  expect(desk.isStored.get()).toBe(false);
  held.down = false;
  const again = new BindingsDesk(storage, way);
  await again.load();
  expect([held.doc.bindings?.inputs, again.isStored.get()]).toEqual([{ Mouse4: 'next' }, true]);
});

test('a new reader stores nothing by looking', async () => {
  const { held, way } = server();
  const desk = new BindingsDesk(machine(), way);
  await desk.load();
  await desk.settled();
  expect(held.version).toBe(0);
});
