// kill -9 while the station writes its copies of tracings: started again without the server, each is whole or not there, and none is another's;
// with the server back what was lost is fetched. And a disk that really runs full.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkstation } from '../../../server/areas/identity/module.ts';
import { systemCaller } from '../../../server/kernel/access.ts';
import { startChild } from '../../../test/support/child.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../../test/support/host-bench.ts';
import { codeOf, command, testPassword } from '../../../test/support/server.ts';
import type { Host } from '../api.ts';
import { createHost } from '../host.ts';
import { openFrameCache } from '../reading/frame-cache.ts';

const script = fileURLToPath(new URL('../../../test/support/run-ecg-station.ts', import.meta.url));
const person = ['ecg-doctor', testPassword] as const;
/** Files on the disk at which the process is killed: a recording has three. */
const kills = [2, 8];
const count = 5;

/** A busy machine takes its time. */
const patient = { timeout: 60_000, interval: 5 };

let world: EcgWorld;
let dataDir: string;
let host: Host | null = null;
const recordings: { id: string; examId: string; bytes: Buffer }[] = [];

beforeAll(async () => {
  world = await startEcgWorld({ clock: { now: () => new Date() } });
  dataDir = await temporaryFolder();
  for (let serial = 0; serial < count; serial += 1) {
    const exam = await world.register(`K${serial}`, `病人${serial}`);
    const answer = await world.technician.fetch(`/ecg/manual?name=${serial}.json&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ patient: { id: `K${serial}` }, seed: 700 + serial }),
    });
    const { recordingId } = await answer.json();
    const samples = await world.doctor.fetch(`/ecg/recordings/${recordingId}/samples`);
    recordings.push({ id: recordingId, examId: exam.id, bytes: Buffer.from(await samples.arrayBuffer()) });
  }
}, 120_000);
afterAll(async () => {
  await host?.close();
  await world?.started.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const folder = () => join(dataDir, 'tracings');
async function files(): Promise<string[]> {
  const found = await readdir(folder(), { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

/** The station in this process, with or without the server; how each recording answers. */
async function seen(isDead: boolean): Promise<string[]> {
  const line = { isDead: false };
  const fetchIt = async (url: string, init: RequestInit) => {
    if (line.isDead) throw new TypeError('fetch failed');
    return fetch(url, init);
  };
  const options = { dataDir, serverUrl: world.started.server.url, rendererDir: dataDir, shell: 'node' as const };
  host = await createHost(
    { ...options, diskReserveBytes: 0 },
    { fetch: fetchIt, linkTimes: { ...fastLink, timeoutMs: 10_000 }, feedTimes: fastFeed, prefetchQuietMs: 5 },
  );
  const cookie = { value: '' };
  const client = clientOf(host, cookie);
  line.isDead = isDead;
  await until('the link to be known', async () => (await client.devices.link()).online !== isDead);
  await client.identity.login({ user: person[0], password: person[1] });
  if (!isDead) {
    await until('all of them on the disk', async () => {
      await client.orders.worklist({ service: 'ecg' });
      return (await files()).length >= 3 * count;
    });
    line.isDead = true;
    await until('the outage', async () => !(await client.devices.link()).online);
  }
  const answers: string[] = [];
  for (const { id, bytes } of recordings) {
    const code = await codeOf(client.ecg.recording({ recordingId: id }));
    const address = `http://127.0.0.1/ecg/recordings/${id}/samples`;
    const answer = await host.fetch(new Request(address, { headers: { cookie: cookie.value } }));
    const got = Buffer.from(await answer.arrayBuffer());
    answers.push(
      answer.status === 200 ? (got.equals(bytes) ? 'whole' : 'WRONG') : `${code} ${JSON.parse(got.toString()).code}`,
    );
  }
  await host.close();
  host = null;
  return answers;
}

test('killed while it writes: whole or not there, and fetched when the server is back', async () => {
  const { server, clock } = world.started;
  const station = { command: command(clock), name: '心电一', departmentId: '', labGroups: [] };
  const { enrolmentCode } = await createWorkstation(server.kernel, systemCaller('test'), station);
  for (const atFiles of kills) {
    const child = startChild(script, [dataDir, server.url, enrolmentCode, ...person]);
    try {
      await expect.poll(async () => (await files()).length, patient).toBeGreaterThanOrEqual(atFiles);
    } finally {
      child.process.kill('SIGKILL');
      await child.gone;
    }
    const answers = await seen(true);
    const absent = /^(done|TRACING_NOT_KEPT|TRACING_NOT_GRANTED) TRACING_NOT_(KEPT|GRANTED)$/;
    expect(answers.filter((one) => one !== 'whole' && !absent.test(one))).toEqual([]);
    // What was half written when the power went is cleared away at the start.
    expect((await files()).filter((name) => name.startsWith('new-'))).toEqual([]);
  }
  expect(await seen(false)).toEqual(recordings.map(() => 'whole'));
}, 120_000);

test('a disk that runs full keeps what it has, and takes no more', async ({ skip }) => {
  const small = join(dataDir, 'small');
  await mkdir(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    skip('a small file system could not be mounted: this needs root');
  }
  try {
    const given = { folder: join(small, 'tracings'), key: new Uint8Array(32), nowMs: () => Date.now() };
    const cache = await openFrameCache({ ...given, quotaBytes: 1e9, mayWrite: () => true });
    const content = (seed: number) => new Uint8Array(150_000).fill(seed);
    const kept: boolean[] = [];
    for (let at = 0; at < 10; at += 1) kept.push(await cache.put(`r${at}`, 'body', { tag: '1', content: content(at) }));
    expect(kept.slice(0, 5)).toEqual([true, true, true, true, true]);
    expect(kept.slice(-2)).toEqual([false, false]);
    const again = await openFrameCache({ ...given, quotaBytes: 1e9, mayWrite: () => true });
    for (const [at, isKept] of kept.entries())
      expect(await again.get(`r${at}`, 'body')).toEqual(isKept ? { tag: '1', content: content(at) } : null);
  } finally {
    execFileSync('umount', [small]);
  }
});
