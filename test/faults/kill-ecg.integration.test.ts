// kill -9 of the server while a recording is handed in, by a person, a device and a watched folder: it is there once, whole, with nothing left over.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arrival } from '../../core/ecg/contract.ts';
import { createServer } from '../../server/app.ts';
import { isPostgresAlive, readPostmaster } from '../../server/db/postmaster-file.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { deviceEntry } from '../support/ecg-world.ts';
import { addPeople, type Browser, command, loggedIn } from '../support/server.ts';
import { type Child, startChild } from './child.ts';
import { until } from './until.ts';

const clock = { now: () => new Date() };
let serverDir: string;
let port: number;
let server: Child;
let technician: Browser;
let deviceKey: string;
let url: string;

beforeAll(async () => {
  serverDir = await mkdtemp(join(tmpdir(), 'yishu-fault-ecg-'));
  // Filled in this process, then handed over to one that may be killed.
  const first = await createServer({ dataDir: serverDir, port: 0, log: () => undefined });
  ({ port, url } = first);
  await addPeople(first, ['ecg-technician', 'ecg-reviewer']);
  technician = await loggedIn(first, 'ecg-technician');
  const { api } = await loggedIn(first, 'ecg-reviewer');
  const { device, key } = await api.ecg.registerDevice({
    command: command(clock),
    device: { ...deviceEntry, departmentId: '' },
  });
  deviceKey = key;
  const act = { act: 'approve' as const, reason: '' };
  await api.ecg.decideDevice({
    command: command(clock),
    deviceId: device.id,
    expectedVersion: device.version,
    ...act,
  });
  await first.close();
  await start();
}, 60_000);
afterAll(async () => {
  server?.kill();
  await server?.ended;
  // The database of a killed server runs on by itself.
  const postmaster = await readPostmaster(join(serverDir, 'postgres', 'data'));
  if (postmaster && (await isPostgresAlive(postmaster.pid))) {
    process.kill(postmaster.pid, 'SIGKILL');
    await until('the end of the database', async () => !(await isPostgresAlive(postmaster.pid)));
  }
  await rm(serverDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

async function start(): Promise<void> {
  server = startChild('run-server.ts', [serverDir, String(port), '1']);
  await server.heard('ready');
}

type Hand = (name: string, body: Uint8Array<ArrayBuffer>) => Promise<Response>;
const byPerson: Hand = (name, body) =>
  technician.fetch(`/ecg/manual?name=${name}`, { method: 'POST', headers: { 'x-yishu': '1' }, body });
const byDevice: Hand = (name, body) =>
  fetch(`${url}/ecg/upload?name=${name}`, {
    method: 'POST',
    headers: { 'x-device': deviceEntry.code, authorization: `Bearer ${deviceKey}` },
    body,
  });

const objects = async () =>
  (await readdir(join(serverDir, 'ecg'), { recursive: true })).filter(
    (name) => !name.endsWith('.json') && name.includes('.'),
  );
const known: string[] = [];

/** One recording of that name as it was sent, and no file in the store but each recording's own two. */
async function expectOnce(name: string, body: Uint8Array): Promise<void> {
  known.push(name);
  const found = await technician.api.ecg.recordings({});
  expect(found.map(({ fileName }) => fileName).toSorted()).toEqual(known.toSorted());
  const id = found.find(({ fileName }) => fileName === name)?.id;
  const kept = await technician.fetch(`/ecg/recordings/${id}/file`);
  expect(Buffer.from(await kept.arrayBuffer()).equals(Buffer.from(body))).toBe(true);
  expect(await objects()).toHaveLength(2 * known.length);
}

test.each<[string, string, Hand, Arrival['outcome']]>([
  ['a person', 'rows-written', byPerson, 'stored'],
  ['a person', 'half-sent:/ecg/manual', byPerson, 'duplicate'],
  ['a device', 'after-commit', byDevice, 'duplicate'],
])('%s hands in, the server dies at %s', async (_who, step, hand, outcome) => {
  const name = `handed-${known.length}.json`;
  const body = ecgFile({ patient: { id: name }, seed: 700 + known.length });
  await server.ask({ steps: [step], victim: 'server', signal: 'SIGKILL' }, 'armed');
  await expect(hand(name, body).then((answer) => answer.json())).rejects.toThrow();
  expect(await server.ended).toBe('SIGKILL');
  await start();
  expect(await (await hand(name, body)).json()).toMatchObject({ outcome });
  await expectOnce(name, body);
});

test.each(['before-commit', 'after-commit'])('a watched file, the server dies at %s', async (step) => {
  const name = `watched-${known.length}.json`;
  const body = ecgFile({ patient: { id: name }, seed: 700 + known.length });
  await server.ask({ steps: [step], victim: 'server', signal: 'SIGKILL' }, 'armed');
  await writeFile(join(serverDir, 'ecg-inbox', name), body);
  expect(await server.ended).toBe('SIGKILL');
  expect(await readdir(join(serverDir, 'ecg-inbox'))).toContain(name);
  await start();
  await until('the file to be taken', async () => (await readdir(join(serverDir, 'ecg-inbox', 'done'))).includes(name));
  await expectOnce(name, body);
});
