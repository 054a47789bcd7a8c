// What waits for the server is drawn at once, online too, and does not go away between the server's answer and the feed.
import { beforeEach, expect, test } from 'vitest';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { testDictionaries, testSpecimen } from '../../../test/support/lab-fixtures.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { WaitingCommand } from '../cache/custody-types.ts';
import type { HostEnvironment } from '../environment.ts';
import type { StationEvent } from '../events.ts';
import { createOverlays, type Overlays } from './overlays.ts';

const at = '2026-03-01T08:00:00.000Z';
let base: SpecimenDocument;
let waiting: WaitingCommand[];
let drawn: Map<string, SpecimenDocument>;
let events: StationEvent[];
let draws: number;
let online: boolean;
let overlays: Overlays;

function ingest(code: string, value: string): WaitingCommand {
  const input = {
    instrumentId: 'fake1',
    messageId: `message ${code}`,
    receivedAt: at,
    message: { kind: 'results', specimenId: base.barcode, results: [{ code, value, flags: [] }] },
  };
  return {
    id: `command ${code}`,
    name: 'lab.ingest',
    input,
    actorId: '',
    actorName: '',
    at,
    subject: base.id,
    messageId: `message ${code}`,
    state: 'waiting',
    attempts: 0,
  };
}

const done = () => drawn.get(base.id)?.lines.filter(({ versions }) => versions.length > 0).length;

beforeEach(() => {
  base = testSpecimen('1', 'received');
  waiting = [];
  drawn = new Map();
  events = [];
  draws = 0;
  online = true;
  const environment: HostEnvironment = {
    clock: { now: () => new Date(at), monotonicMs: () => 0 },
    newId: () => '',
    random: () => 0,
    log: (_level, message, detail) => {
      throw new Error(`${message} ${JSON.stringify(detail)}`);
    },
    driverById: () => undefined,
    publish: (event) => events.push(event),
    crash: () => undefined,
  };
  const cache = {
    read: { overlays: async () => [...drawn.keys()], base: async () => JSON.stringify(base) },
    write: {
      putOverlay: async (overlay: { entityId: string; document: string }) => {
        draws += 1;
        drawn.set(overlay.entityId, JSON.parse(overlay.document));
      },
      dropOverlay: async (id: string) => void drawn.delete(id),
    },
  };
  const custody = { read: { pending: async () => [...waiting], waitingSubjects: async () => [] } };
  overlays = createOverlays(environment, {
    // Only these operations are called by the pictures.
    cache: cache as unknown as CacheStore,
    custody: custody as unknown as CustodyStore,
    online: () => online,
    dictionaries: async () => testDictionaries(),
  });
});

test('online a result is shown before the server has it; what a person did is not', async () => {
  waiting = [ingest('WBC', '5.1')];
  await overlays.refresh([base.id]);
  expect(drawn.size).toBe(0);
  await overlays.show([base.id]);
  expect(drawn.get(base.id)).toMatchObject({ pendingCommands: 1, version: base.version + 1 });
  expect(events).toEqual([{ type: 'change', kind: 'specimen', entityId: base.id }]);
});

test('between the answer and the feed the result stays; with the feed the picture goes', async () => {
  const command = ingest('WBC', '5.1');
  waiting = [command];
  await overlays.show([base.id]);
  const after = drawn.get(base.id);
  waiting = [];
  overlays.returning(command, base.version + 1);
  await overlays.refresh([base.id]);
  expect(done()).toBe(1);
  if (!after) throw new Error('nothing was drawn');
  base = { ...after, pendingCommands: undefined };
  await overlays.refresh([base.id]);
  expect(drawn.size).toBe(0);
});

test('a result that came meanwhile stands beside the one that is on its way back', async () => {
  const [first, second] = [ingest('WBC', '5.1'), ingest('RBC', '4.4')];
  waiting = [first];
  await overlays.show([base.id]);
  overlays.returning(first, base.version + 1);
  waiting = [second];
  await overlays.show([base.id]);
  expect(done()).toBe(2);
  expect(drawn.get(base.id)?.pendingCommands).toBe(2);
});

test('what the server refused is not shown any more', async () => {
  waiting = [ingest('WBC', '5.1')];
  await overlays.show([base.id]);
  waiting = [];
  await overlays.refresh([base.id]);
  expect(drawn.size).toBe(0);
});

test('many results of one tube at once are drawn together', async () => {
  waiting = [ingest('WBC', '5.1')];
  const first = overlays.show([base.id]);
  waiting = [...waiting, ingest('RBC', '4.4')];
  await Promise.all([first, ...Array.from({ length: 20 }, () => overlays.show([base.id]))]);
  expect(draws).toBe(2);
  expect(done()).toBe(2);
});
