// An ECG station whose server goes away, and that is started again meanwhile: tracings that were opened or stood on the list are there, to the byte,
// for whom the server let see them and for nobody else; what is damaged, given to another exam or withdrawn is not shown.
import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { createWorkstation } from '../../../server/areas/identity/module.ts';
import { systemCaller } from '../../../server/kernel/access.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../../test/support/host-bench.ts';
import { codeOf, command, testPassword } from '../../../test/support/server.ts';
import type { Host } from '../api.ts';
import { createHost } from '../host.ts';

const line = { dead: false };
async function shaky(url: string, init: RequestInit): Promise<Response> {
  if (line.dead) throw new TypeError('fetch failed');
  return fetch(url, init);
}
/** What the station's own clock is ahead by. */
const ahead = { ms: 0 };

let world: EcgWorld;
let host: Host;
let dataDir: string;
let enrolmentCode: string;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;

async function start(): Promise<void> {
  host = await createHost(
    {
      ...{ dataDir, serverUrl: world.started.server.url, enrolmentCode, rendererDir: dataDir },
      ...{ shell: 'node', diskReserveBytes: 0 },
      clock: { now: () => new Date(Date.now() + ahead.ms), monotonicMs: () => performance.now() },
    },
    { fetch: shaky, linkTimes: fastLink, feedTimes: fastFeed, prefetchQuietMs: 5 },
  );
  client = clientOf(host, cookie);
}

beforeAll(async () => {
  world = await startEcgWorld();
  const { server, clock } = world.started;
  const station = { command: command(clock), name: '心电一', departmentId: '', labGroups: [] };
  ({ enrolmentCode } = await createWorkstation(server.kernel, systemCaller('test'), station));
  dataDir = await temporaryFolder();
  await start();
  await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
  await client.identity.login({ user: 'ecg-doctor', password: testPassword });
}, 60_000);
afterAll(async () => {
  line.dead = false;
  await host?.close();
  await world?.started.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function away(): Promise<void> {
  line.dead = true;
  await until('the line to be seen as cut', async () => !(await client.devices.link()).online);
}
async function back(): Promise<void> {
  line.dead = false;
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
}
async function restart(): Promise<void> {
  await host.close();
  await start();
}
const get = (path: string) => host.fetch(new Request(`http://127.0.0.1${path}`, { headers: { cookie: cookie.value } }));
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const samples = (recordingId: string, query = '') => `/ecg/recordings/${recordingId}/samples${query}`;
const atServer = async (path: string) => bytesOf(await world.doctor.fetch(path));

let seed = 900;
async function recorded(number: string, exam?: ExamDocument) {
  const made = exam ?? (await world.register(number, `病人${number}`));
  seed += 1;
  const file = ecgFile({ patient: { id: number }, seed });
  const answer = await world.technician.fetch(`/ecg/manual?name=${number}.json&examId=${made.id}`, {
    method: 'POST',
    headers: { 'x-yishu': '1' },
    body: file,
  });
  const { recordingId } = await answer.json();
  return { exam: made, recordingId: String(recordingId) };
}
const rows = () => client.orders.worklist({ service: 'ecg' });
/** The list as the screen asks for it, and what it makes the station fetch. */
async function listed(exam: ExamDocument): Promise<void> {
  await until('the recording on the list', async () =>
    (await rows()).rows.some(({ id, objects }) => id === exam.id && objects.length > 0),
  );
  await until('the tracing fetched ahead', () => wasFetched(exam));
}
async function audits(act: string, subject: string) {
  const found = await world.started.server.kernel.db
    .selectFrom('audit')
    .select(['person_name', 'outcome', 'detail', 'mode'])
    .where('act', '=', act)
    .where('subject', '=', subject)
    .orderBy('at')
    .execute();
  return found;
}
async function wasFetched(exam: ExamDocument): Promise<boolean> {
  await rows();
  const ids = (await client.orders.exam({ examId: exam.id })).objects.map(({ id }) => id);
  const asked = await Promise.all(ids.map((id) => audits('ecg.ahead', id)));
  if (!asked.every(({ length }) => length > 0)) return false;
  // The answer is on its way to the disk.
  await new Promise((resume) => setTimeout(resume, 150));
  return true;
}

test('what stood on the list and was never opened is there after a restart without the server, to the byte; nobody has looked at it yet', async () => {
  const former = await recorded('P1');
  const { exam, recordingId } = await recorded('P1');
  await listed(exam);
  await client.ecg.terms();
  const looks = await world.started.server.kernel.db.selectFrom('ecg_look').select('recording_id').execute();
  expect(looks).toEqual([]);
  await away();
  await restart();
  const before = await client.ecg.recordings({ examId: exam.id, text: '', limit: 50 });
  expect(before.map(({ id, accession }) => [id, accession])).toEqual([[recordingId, exam.accessionNumber]]);
  const detail = await client.ecg.recording({ recordingId });
  expect(detail).toEqual(await world.doctor.api.ecg.recording({ recordingId }));
  const previous = await client.ecg.previous({ recordingId, limit: 20 });
  expect(previous.map(({ id }) => id)).toEqual([former.recordingId]);
  expect((await client.ecg.recording({ recordingId: former.recordingId })).measurement).not.toBeNull();
  expect(await client.ecg.terms()).not.toEqual([]);
  for (const path of [
    samples(recordingId),
    samples(recordingId, '?fromMs=2500&toMs=5100&leads=II,V5'),
    samples(former.recordingId),
    `/ecg/recordings/${recordingId}/overview?steps=200&lead=II`,
  ]) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect((await bytesOf(answer)).equals(await atServer(path)), path).toBe(true);
  }
  await back();
  const trail = await audits('ecg.recording', recordingId);
  const offline = trail.filter(({ detail: said }) => said?.startsWith('at the station without the server'));
  expect(offline.map(({ outcome, mode }) => [outcome, mode])).toEqual([['done', 'queued']]);
});

test('a colleague whom the server did not let see it, and a leave that has ended, see nothing; what was refused stands in the trail', async () => {
  const { exam, recordingId } = await recorded('P2');
  await listed(exam);
  await away();
  expect((await get(samples(recordingId))).status).toBe(200);
  // Three days and a minute later at this station.
  ahead.ms = 72 * 3_600_000 + 60_000;
  await restart();
  expect(await codeOf(client.ecg.recording({ recordingId }))).toBe('LOGIN_REQUIRED');
  ahead.ms = 0;
  await restart();
  await back();
  await client.identity.login({ user: 'ecg-reviewer', password: testPassword });
  await away();
  expect(await codeOf(client.ecg.recording({ recordingId }))).toBe('TRACING_NOT_GRANTED');
  const answer = await get(samples(recordingId));
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'TRACING_NOT_GRANTED']);
  await back();
  const trail = await audits('ecg.recording', recordingId);
  expect(trail.filter(({ outcome }) => outcome === 'refused')).toHaveLength(1);
  await client.identity.login({ user: 'ecg-doctor', password: testPassword });
});

test('a copy that was cut short is not shown and says so; with the server back it is fetched anew', async () => {
  const { exam, recordingId } = await recorded('P3');
  await listed(exam);
  await away();
  const folder = join(dataDir, 'tracings');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  for (const one of files) await truncate(join(one.parentPath, one.name), 60);
  const answer = await get(samples(recordingId));
  expect([answer.status, (await answer.json()).code]).toEqual([503, 'TRACING_DAMAGED']);
  expect(await codeOf(client.ecg.recordings({ examId: exam.id, text: '', limit: 50 }))).toBe('TRACING_NOT_KEPT');
  const times = (await audits('ecg.ahead', recordingId)).length;
  await back();
  await until('the copy fetched anew', async () => {
    await rows();
    return (await audits('ecg.ahead', recordingId)).length > times;
  });
  await new Promise((resume) => setTimeout(resume, 150));
  await away();
  expect((await bytesOf(await get(samples(recordingId)))).equals(await atServer(samples(recordingId)))).toBe(true);
  await back();
});

test('a recording that was given to another exam, or to none, is not shown without the server', async () => {
  const moved = await recorded('P4');
  const other = await world.register('P5', '病人P5');
  const gone = await recorded('P6');
  await listed(moved.exam);
  await listed(gone.exam);
  const assign = async (recordingId: string, examId: string | null) => {
    const { recording } = await client.ecg.recording({ recordingId });
    const target = { recordingId, expectedVersion: recording.version, reason: '张冠李戴' };
    await world.manager.api.ecg.assign({ command: command(world.started.clock), ...target, examId });
  };
  await assign(moved.recordingId, other.id);
  await assign(gone.recordingId, null);
  const has = async (examId: string) => (await client.orders.exam({ examId })).objects.length > 0;
  await until('the feed', async () => (await has(other.id)) && !(await has(gone.exam.id)));
  await away();
  for (const { id } of [moved.exam, gone.exam])
    expect(await client.ecg.recordings({ examId: id, text: '', limit: 50 })).toEqual([]);
  expect((await get(samples(gone.recordingId))).status).toBe(503);
  await back();
});
