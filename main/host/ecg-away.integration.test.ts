// An ECG station whose server goes away: the draft that was begun waits at the station and is sent once, also when the answer to it was lost;
// a recording handed in meanwhile is refused as a whole, and taken once when it is handed in again.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { createWorkstation } from '../../server/areas/identity/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { ecgFile } from '../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../test/support/ecg-world.ts';
import { reportContent } from '../../test/support/exam-samples.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../test/support/host-bench.ts';
import { command, testPassword } from '../../test/support/server.ts';
import type { Host } from './api.ts';
import { createHost } from './host.ts';

/** The line to the server: dead, or dying over the answer to the next request for this path. */
const line = { dead: false, answerLost: '' };
const broken = () => new TypeError('fetch failed');
async function shaky(url: string, init: RequestInit): Promise<Response> {
  if (line.dead) throw broken();
  const answer = await fetch(url, init);
  if (line.answerLost === '' || !new URL(url).pathname.startsWith(line.answerLost)) return answer;
  Object.assign(line, { dead: true, answerLost: '' });
  await answer.body?.cancel();
  throw broken();
}

let world: EcgWorld;
let host: Host;
let dataDir: string;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  world = await startEcgWorld();
  const { server, clock } = world.started;
  const station = { command: command(clock), name: '心电一', departmentId: '', labGroups: [] };
  const made = await createWorkstation(server.kernel, systemCaller('test'), station);
  dataDir = await temporaryFolder();
  const options = { dataDir, serverUrl: server.url, enrolmentCode: made.enrolmentCode, rendererDir: dataDir };
  host = await createHost(
    { ...options, shell: 'node', diskReserveBytes: 0 },
    { fetch: shaky, linkTimes: fastLink, feedTimes: fastFeed },
  );
  client = clientOf(host, cookie);
  await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
}, 60_000);
afterAll(async () => {
  line.dead = false;
  await host?.close();
  await world?.started.close();
  await rm(dataDir, { recursive: true, force: true });
});

const back = async () => {
  line.dead = false;
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
};

async function locked(number: string): Promise<{ exam: ExamDocument; fence: number }> {
  const exam = await world.register(number, '远程');
  await until('the exam at the station', () => client.orders.exam({ examId: exam.id }).catch(() => null));
  const { lock } = await client.orders.lock({ command: command(world.started.clock), examId: exam.id });
  return { exam, fence: lock?.fence ?? 0 };
}

test('drafts wait and are sent once, whether the line was dead or the answer was lost', async () => {
  await client.identity.login({ user: 'ecg-doctor', password: testPassword });
  for (const [number, isLost] of [
    ['A1', false],
    ['A2', true],
  ] as const) {
    const { exam, fence } = await locked(number);
    const reportId = randomUUID();
    let expectedVersion = 0;
    const save = async (impression: string) => {
      const input = { examId: exam.id, reportId, expectedVersion, fence, content: reportContent({ impression }) };
      // As the screen does: the same command again until it is taken.
      const request = { ...input, command: command(world.started.clock) };
      const saved = await until(`the draft ${impression}`, () =>
        client.examReports.saveDraft(request).catch(() => null),
      );
      expectedVersion = saved.version;
    };
    await save('窦性心律');
    if (isLost) line.answerLost = '/rpc/examReports/saveDraft';
    else line.dead = true;
    await save('窦性心律，断线');
    await save('窦性心律，断线后又改');
    await until('the line to be seen as cut', async () => !(await client.devices.link()).online);
    await back();
    const reports = await world.doctor.api.examReports.ofExam({ examId: exam.id });
    expect(reports.map(({ id, edition, content }) => [id, edition, content.impression])).toEqual([
      [reportId, 1, '窦性心律，断线后又改'],
    ]);
    expect((await client.devices.outbox()).filter(({ state }) => state === 'parked')).toEqual([]);
  }
});

test('a recording that is handed in while the server is away is refused; again, it is there once, also when the answer was lost', async () => {
  await client.identity.login({ user: 'ecg-technician', password: testPassword });
  const hand = (name: string, body: Uint8Array<ArrayBuffer>) =>
    host.fetch(
      new Request(`http://127.0.0.1/ecg/manual?name=${name}`, {
        method: 'POST',
        headers: { cookie: cookie.value, 'x-yishu': '1' },
        body,
      }),
    );
  for (const [name, isLost] of [
    ['away.json', false],
    ['lost.json', true],
  ] as const) {
    const body = ecgFile({ patient: { id: name }, seed: isLost ? 812 : 811 });
    if (isLost) line.answerLost = '/ecg/manual';
    else line.dead = true;
    const refused = await hand(name, body);
    expect(refused.status).toBe(503);
    await back();
    expect(await (await hand(name, body)).json()).toMatchObject({ outcome: isLost ? 'duplicate' : 'stored' });
    expect(await world.technician.api.ecg.recordings({ text: name })).toHaveLength(1);
  }
});
