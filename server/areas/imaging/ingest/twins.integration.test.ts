// The same object from two senders at once: neither is told that it is safe before the one file that stays is on the disk.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';
import { borrowedConnections } from '../index/connections.ts';
import { createIndexWriter } from '../index/index-writer.ts';
import { type ObjectStore, openObjectStore, verifyObject } from '../objects/object-store.ts';
import { createReceiver, type Receiver } from './receiver.ts';

let started: TestServer;
let root: string;
let objects: ObjectStore;
const events: string[] = [];

beforeAll(async () => {
  started = await startTestServer();
  root = await mkdtemp(join(tmpdir(), 'yishu-twins-'));
  const now = () => new Date();
  objects = await openObjectStore({
    ...{ root, cipher: 'aes-256-ctr', key: randomBytes(32), randomBytes, now, newId: randomUUID },
  });
});
afterAll(async () => {
  await started.close();
  await rm(root, { recursive: true });
});

/** A receiver with its own index, as each thread that receives has one. */
function receiverOf(store: ObjectStore): Receiver {
  const { kernel } = started.server;
  const index = createIndexWriter(borrowedConnections(kernel.db), kernel.clock);
  return createReceiver({
    objects: store,
    index,
    clock: kernel.clock,
    newId: randomUUID,
    log: () => {},
    decode: () => Promise.reject(new Error('no frame here has more than values')),
    stored() {},
  });
}

/** A disk that keeps the first object waiting until `gate` says what becomes of it. */
function slowDisk(gate: Promise<void>): ObjectStore {
  let first = true;
  return {
    ...objects,
    async create() {
      const writer = await objects.create();
      const isFirst = first;
      first = false;
      return {
        ...writer,
        async durable() {
          if (isFirst) await gate;
          await writer.durable();
          events.push(isFirst ? 'first on the disk' : 'second on the disk');
        },
      };
    },
  };
}

const newUid = () => `2.25.${BigInt(`0x${randomBytes(12).toString('hex')}`)}`;

function makeObject(study = newUid()) {
  const sopUid = newUid();
  const dataSet = new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7')
    .set('SOPInstanceUID', sopUid)
    .set('StudyInstanceUID', study)
    .set('SeriesInstanceUID', `${study}.1`)
    .set('PatientID', 'TWIN');
  const bytes = writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' });
  const incoming = () => ({
    prefix: new Uint8Array(),
    source: 'test',
    data: (async function* () {
      yield bytes;
    })(),
  });
  return { sopUid, bytes, incoming };
}

const rowsOf = (sopUid: string) =>
  started.server.kernel.db
    .selectFrom('imaging_instance')
    .select(['path', 'state'])
    .where('sop_uid', '=', sopUid)
    .execute();

async function expectOneWhole(sopUid: string): Promise<void> {
  const [row, ...others] = await rowsOf(sopUid);
  expect(others).toEqual([]);
  const reader = await objects.open(row?.path ?? '');
  expect(await verifyObject(reader)).toBe(true);
  await reader.close();
}

/** The first one is in the index and waits for the disk; the second one has come whole. */
async function bothUnderWay(receiver: Receiver, { sopUid, incoming }: ReturnType<typeof makeObject>) {
  events.length = 0;
  const first = receiver.receive(incoming());
  await expect.poll(() => rowsOf(sopUid)).toHaveLength(1);
  const second = receiver.receive(incoming());
  second.then(
    () => events.push('second acknowledged'),
    () => events.push('second refused'),
  );
  await expect.poll(() => events).toContain('second on the disk');
  // What would be told too early is told within this.
  await setTimeout(200);
  return { first, second };
}

test('a duplicate is acknowledged after the file of its twin is on the disk', async () => {
  const gate = Promise.withResolvers<void>();
  const object = makeObject();
  const { first, second } = await bothUnderWay(receiverOf(slowDisk(gate.promise)), object);
  gate.resolve();
  expect((await second).outcome).toBe('duplicate');
  expect((await first).outcome).toBe('stored');
  expect(events).toEqual(['second on the disk', 'first on the disk', 'second acknowledged']);
  await expectOneWhole(object.sopUid);
});

test('where the disk refuses the first one, the second takes its place', async () => {
  const gate = Promise.withResolvers<void>();
  const object = makeObject();
  const { first, second } = await bothUnderWay(receiverOf(slowDisk(gate.promise)), object);
  gate.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  await expect(first).rejects.toThrow();
  expect((await second).outcome).toBe('stored');
  await expectOneWhole(object.sopUid);
});

test('a duplicate of what another thread is writing waits until it can be flushed, and flushes it', async () => {
  const object = makeObject();
  await receiverOf(objects).receive(object.incoming());
  const answers = [false, false];
  const seen: boolean[] = [];
  const other = receiverOf({
    ...objects,
    async flush(path) {
      const safe = answers.shift() ?? (await objects.flush(path));
      seen.push(safe);
      return safe;
    },
  });
  expect((await other.receive(object.incoming())).outcome).toBe('duplicate');
  expect(seen).toEqual([false, false, true]);
  await expectOneWhole(object.sopUid);
});

test('images of a known series that come together are entered together, the one that comes twice once', async () => {
  const receiver = receiverOf(objects);
  const study = newUid();
  await receiver.receive(makeObject(study).incoming());
  const [one, two, three] = [makeObject(study), makeObject(study), makeObject(study)];
  const together = await Promise.all([one, two, two, three].map(({ incoming }) => receiver.receive(incoming())));
  expect(together.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'stored', 'stored', 'stored']);
  for (const { sopUid } of [one, two, three]) await expectOneWhole(sopUid);
});

test('what the index names and the disk has lost is replaced by the same object when it comes again', async () => {
  const object = makeObject();
  const receiver = receiverOf(objects);
  await receiver.receive(object.incoming());
  const [lost] = await rowsOf(object.sopUid);
  await objects.remove(lost?.path ?? '');
  const writer = await objects.create();
  await writer.write(object.bytes);
  expect((await receiver.adopt(await writer.finish(), 'recovered')).outcome).toBe('stored');
  await expectOneWhole(object.sopUid);
});
