// The door's thread may die: it is started again on the same port, and stops in good order.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DoorAnswers, openDoor } from './door.ts';

/** A thread that listens as the real one does, dies of the first caller of its first life, and closes when it is told to stop. */
const mortal = `
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
const server = createServer((socket) => {
  socket.destroy();
  if (workerData.listen.port === 0) throw new Error('died as told');
});
parentPort.on('message', ({ kind }) => { if (kind === 'stop') server.close(() => parentPort.close()); });
server.listen(workerData.listen.port, '127.0.0.1', () =>
  parentPort.postMessage({ kind: 'listening', host: '127.0.0.1', port: server.address().port }));
`;

const no = () => Promise.reject(new Error('nobody asks in this test'));
const answers: DoorAnswers = {
  admit: no,
  acts: no,
  get: no,
  move: no,
  decompress: no,
  attributes: no,
  trust: no,
  refused: () => undefined,
  stored: () => undefined,
  async *find() {},
};
const receiving = {
  store: { root: '', cipher: 'none' as const, key: Buffer.alloc(32) },
  database: { connectionString: '', schema: null },
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-door-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const reach = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('close', (failed) => resolve(!failed));
    socket.once('error', () => undefined);
    socket.resume();
  });

test('a thread that died is started again on the same port', async () => {
  const file = join(folder, 'mortal.mjs');
  await writeFile(file, mortal);
  const logged: string[] = [];
  const door = await openDoor({
    listen: { host: '127.0.0.1', port: 0, tls: null },
    receiving,
    answers,
    log: (level, message) => logged.push(`${level} ${message}`),
    thread: pathToFileURL(file),
  });
  await reach(door.port);
  await expect.poll(() => logged, { timeout: 5000 }).toContain('error the DICOM thread died; it is started again');
  await expect.poll(() => reach(door.port), { timeout: 5000 }).toBe(true);
  await door.stop(100);
  expect(await reach(door.port)).toBe(false);
});

test('an address that cannot be listened on is said at once', async () => {
  const file = join(folder, 'broken.mjs');
  await writeFile(file, "throw new Error('address in use');");
  const opening = openDoor({
    listen: { host: '127.0.0.1', port: 1, tls: null },
    receiving,
    answers,
    log: () => undefined,
    thread: pathToFileURL(file),
  });
  await expect(opening).rejects.toThrow('address in use');
});
