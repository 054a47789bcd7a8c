// Setups of readers: what lay in the browser moves to the server, what is changed offline waits, conflicts lose nothing, order of protocols.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import { changedSetup, emptySetup, type OwnPreset, type ReadingSetups } from '../../../core/imaging/reading/setup.ts';
import type { ReaderStorage } from './bindings.ts';
import { SetupDesk } from './setup-desk.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const protocol = (id: string) =>
  HangingProtocol.parse({
    id,
    name: { 'zh-CN': id, en: '' },
    match: { modalities: ['CT'] },
    rows: 1,
    columns: 1,
    cells: [{}],
  });
const preset = (id: string): OwnPreset => ({
  ...{ id, name: id, modality: 'CT', bodyParts: [], center: 40, width: 100, suv: false },
});

function memory(start: Record<string, unknown> = {}): ReaderStorage {
  const held = new Map(Object.entries(start));
  return {
    read: (name) => held.get(name) ?? null,
    write: (name, value) => void held.set(name, structuredClone(value)),
  };
}

function server() {
  const held: { setups: ReadingSetups; down: boolean; saves: number; refuse: string } = {
    setups: {
      person: { version: 0, doc: emptySetup },
      department: { version: 0, doc: emptySetup, mayEdit: false },
    },
    down: false,
    saves: 0,
    refuse: '',
  };
  return {
    held,
    async readingSetups() {
      if (held.down) throw new Error('down');
      return structuredClone(held.setups);
    },
    async saveReadingSetup(scope: 'person' | 'department', expected: number, doc: ReadingSetups['person']['doc']) {
      if (held.down) throw new Error('down');
      if (held.refuse) throw Object.assign(new Error('no'), { code: held.refuse });
      const { version } = held.setups[scope];
      if (version !== expected) throw Object.assign(new Error('conflict'), { code: 'VERSION_CONFLICT' });
      held.setups = { ...held.setups, [scope]: { ...held.setups[scope], version: version + 1, doc } };
      held.saves += 1;
      return { version: version + 1 };
    },
  };
}

const names = (desk: SetupDesk) =>
  desk.protocols
    .get()
    .filter(({ builtIn }) => !builtIn)
    .map(({ id }) => id);

test('protocols that lay in this browser go to the server once', async () => {
  const source = server();
  const storage = memory({ protocols: [protocol('old'), { damaged: true }] });
  const desk = new SetupDesk(source, storage);
  expect(names(desk)).toEqual(['old']);
  await desk.load();
  expect(source.held.setups.person.doc.protocols.map(({ id }) => id)).toEqual(['old']);
  const again = new SetupDesk(source, storage);
  await again.load();
  expect([names(again), source.held.saves, again.state.get().waiting]).toEqual([['old'], 1, 0]);
});

test('private before department before shipped', async () => {
  const source = server();
  const doc = changedSetup(emptySetup, { kind: 'put-protocol', protocol: protocol('ours') });
  source.held.setups = { ...source.held.setups, department: { version: 3, doc, mayEdit: false } };
  const desk = new SetupDesk(source, memory());
  expect(desk.ready).toBe(false);
  await desk.whenReady();
  await desk.act('person', { kind: 'put-protocol', protocol: protocol('mine') });
  expect(names(desk)).toEqual(['mine', 'ours']);
  expect(
    desk.protocols
      .get()
      .map((one) => desk.originOf(one))
      .slice(0, 3),
  ).toEqual(['person', 'department', 'shipped']);
});

test('offline: what was known last holds, what is changed waits and is sent', async () => {
  const source = server();
  const storage = memory();
  const first = new SetupDesk(source, storage);
  await first.act('person', { kind: 'put-preset', preset: preset('a') });
  source.held.down = true;
  const desk = new SetupDesk(source, storage);
  expect(desk.ready).toBe(true);
  await desk.act('person', { kind: 'put-preset', preset: preset('b') });
  expect([desk.presets().map(({ preset: { id } }) => id), desk.state.get().waiting]).toEqual([['b', 'a'], 1]);
  desk.close();
  // Another window later: it waits in the browser, not in the window.
  source.held.down = false;
  const later = new SetupDesk(source, storage);
  await later.load();
  expect(source.held.setups.person.doc.presets.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('two windows of one reader: both acts hold', async () => {
  const source = server();
  const one = new SetupDesk(source, memory());
  const two = new SetupDesk(source, memory());
  await Promise.all([one.load(), two.load()]);
  await one.act('person', { kind: 'put-preset', preset: preset('one') });
  await two.act('person', { kind: 'put-preset', preset: preset('two') });
  await one.act('person', { kind: 'remove-preset', id: 'two' });
  expect(source.held.setups.person.doc.presets.map(({ id }) => id)).toEqual(['one']);
});

test('what the server refuses for good is told and does not stay', async () => {
  const source = server();
  const desk = new SetupDesk(source, memory());
  source.held.refuse = 'RIGHT_MISSING';
  await desk.act('department', { kind: 'put-preset', preset: preset('x') });
  expect([desk.state.get().refused, desk.state.get().waiting, desk.presets()]).toEqual(['RIGHT_MISSING', 0, []]);
});

test('a server that does not answer holds a first case up for a moment only', async () => {
  const desk = new SetupDesk({ readingSetups: () => new Promise(() => undefined) }, memory());
  const waited = desk.whenReady();
  await vi.advanceTimersByTimeAsync(500);
  await waited;
  expect(desk.ready).toBe(true);
});
