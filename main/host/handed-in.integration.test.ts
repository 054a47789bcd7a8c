// A document handed in at a station reaches the server signed, with the person's session, and is read there again; one too long never leaves.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkstation } from '../../server/areas/identity/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { type ExamWorld, startExamWorld } from '../../test/support/exam-world.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder } from '../../test/support/host-bench.ts';
import { command, testPassword } from '../../test/support/server.ts';
import type { Host } from './api.ts';
import { createHost } from './host.ts';

let world: ExamWorld;
let host: Host;
let dataDir: string;
const cookie = { value: '' };

beforeAll(async () => {
  world = await startExamWorld();
  const { server, clock } = world.running;
  const made = await createWorkstation(server.kernel, systemCaller('test'), {
    command: command(clock),
    name: '乡镇工作站',
    departmentId: '',
    labGroups: [],
  });
  dataDir = await temporaryFolder();
  host = await createHost(
    {
      dataDir,
      serverUrl: server.url,
      enrolmentCode: made.enrolmentCode,
      rendererDir: dataDir,
      shell: 'node',
      diskReserveBytes: 0,
    },
    { linkTimes: fastLink, feedTimes: fastFeed },
  );
});
afterAll(async () => {
  await host?.close();
  await world?.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('handed in and opened through the host', async () => {
  const exam = await world.registered({}, world.township);
  const client = clientOf(host, cookie);
  await client.identity.login({ user: 'town-radiographer', password: testPassword });
  const at = new Date().toISOString();
  const query = new URLSearchParams({ exam: exam.id, kind: 'lab', name: '血常规.txt', command: randomUUID(), at });
  const ask = (method: string, path: string, body?: Uint8Array<ArrayBuffer>) =>
    host.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { cookie: cookie.value, 'x-yishu': '1' },
        ...(body ? { body } : {}),
      }),
    );
  const words = new TextEncoder().encode('白细胞 6.2');
  const added = await ask('POST', `/exam-attachments?${query}`, words);
  expect(added.status).toBe(201);
  const { id }: { id: string } = await added.json();
  const opened = await ask('GET', `/exam-attachments/${id}`);
  expect(opened.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(new Uint8Array(await opened.arrayBuffer())).toEqual(words);
  const long = await ask('POST', `/exam-attachments?${query}`, new Uint8Array(20 * 1024 * 1024 + 1));
  expect([long.status, (await long.json()).code]).toEqual([422, 'FILE_REFUSED']);
  expect((await ask('POST', '/exam-attachments/else', words)).status).toBe(405);
});
