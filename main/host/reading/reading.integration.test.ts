// The reading room at a station with the real server: opened and fetched ahead with it there, read and written with it killed, nothing lost or doubled after.
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DicomJson } from '../../../core/dicom/json.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../core/reporting/exam-report.ts';
import { createServer, type Server } from '../../../server/app.ts';
import { createWorkstation } from '../../../server/areas/identity/module.ts';
import { issueToken } from '../../../server/areas/imaging/tokens.ts';
import { attachObject } from '../../../server/areas/orders/module.ts';
import { systemCaller } from '../../../server/kernel/access.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../../test/support/host-bench.ts';
import {
  addPeople,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import type { Host } from '../api.ts';
import { createHost } from '../host.ts';
import { createFrameReader, type StreamedFrame } from './frame-stream.ts';

let running: TestServer;
let server: Server;
let host: Host;
let dataDir: string;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;

const now = () => ({ id: randomUUID(), at: new Date().toISOString() });

beforeAll(async () => {
  running = await startTestServer();
  server = running.server;
  await addPeople(server, ['radiographer', 'radiologist', 'radiology-resident'], []);
  const station = { command: command(running.clock), name: '读片一', departmentId: '', labGroups: ['radiology'] };
  const made = await createWorkstation(server.kernel, systemCaller('test'), station);
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
    { linkTimes: fastLink, feedTimes: fastFeed, prefetchQuietMs: 50 },
  );
  client = clientOf(host, cookie);
  await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
  await client.identity.login({ user: 'radiologist', password: testPassword });
});
afterAll(async () => {
  await host?.close();
  await server?.close();
  await running?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Stores a file; its address as study, series, instance. */
async function store(name: string): Promise<[string, string, string]> {
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  const token = await issueToken(server.kernel, grant);
  const answer = await fetch(`${server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: await readFile(sharedDataPath(`imaging/${name}`)),
  });
  const json = (await answer.json()) as DicomJson;
  const [item] = (json['00081199']?.Value ?? []) as DicomJson[];
  const parts = String(item?.['00081190']?.Value?.[0]).split('/');
  return [parts.at(-5) ?? '', parts.at(-3) ?? '', parts.at(-1) ?? ''];
}

async function examWith(studyUid: string, number: string, count: number): Promise<ExamDocument> {
  const technician = await loggedIn(server, 'radiographer');
  const exam = await technician.api.orders.register({
    command: now(),
    exam: {
      service: 'radiology',
      patient: { number, name: `放射${number}`, sex: 'male', birthDate: '1970-02-03' },
      visit: null,
      modality: 'MR',
      bodyPart: '颅脑',
      procedureCode: 'MR-HEAD',
      procedureName: '颅脑MR',
      method: '平扫',
      clinicalDiagnosis: '',
      history: '',
      purpose: '',
      priority: 'routine',
      requestedBy: '李医生',
      requestNumber: '',
      room: 'MR1',
      deviceId: 'MR1',
      scheduledAt: null,
    },
  });
  const request = { ...now(), name: 'test.attach', right: null, subject: 'test' };
  const attached = await server.kernel.command(systemCaller('test'), request, (work) =>
    attachObject(work, exam.id, {
      kind: 'study',
      id: studyUid,
      arrivedAt: new Date().toISOString(),
      count,
      description: '颅脑',
    }),
  );
  // With its images in the station's own picture: whom they concern is kept beside the leave to open them.
  running.clock.pass(1_000);
  const after = running.clock.now().toISOString();
  await until('the exam in the picture', async () => ((await client.devices.link()).dataAsOf ?? '') >= after);
  return attached;
}

const content = (findings: string): ExamReportContent => ({
  title: '',
  method: '平扫',
  findings,
  impression: '未见明显异常。',
  positive: false,
  fields: {},
  statements: [],
  measurements: [],
  keyImages: [],
  templateId: '',
});

const ask = (path: string) => host.fetch(new Request(`http://127.0.0.1${path}`, { headers: { cookie: cookie.value } }));

async function frames(path: string): Promise<StreamedFrame[]> {
  const answer = await ask(path);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  const read: StreamedFrame[] = [];
  const take = createFrameReader(({ pieces, ...frame }) =>
    read.push({ ...frame, bytes: new Uint8Array(Buffer.concat(pieces)) }),
  );
  take(new Uint8Array(await answer.arrayBuffer()));
  return read;
}

async function away(): Promise<number> {
  const { port } = server;
  await server.close();
  await until('the outage', async () => !(await client.devices.link()).online);
  return port;
}
async function back(port: number): Promise<void> {
  server = await createServer({ ...running.options, port });
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
}
const waiting = async () => (await client.devices.link()).waiting;

describe.skipIf(!hasSharedData)('a study of the data set', () => {
  test('an opened study is read on without the server, the last draft and annotations reach it once', async () => {
    const [study, series, sop] = await store('single/emri_small.dcm');
    const exam = await examWith(study, 'R1', 10);
    await until('the exam at the station', async () =>
      (await client.orders.worklist({ service: 'radiology' })).rows.some(({ id }) => id === exam.id),
    );
    const manifest = await client.imaging.manifest({ studyUid: study });
    expect(await client.imaging.annotations({ studyUid: study })).toEqual([]);
    await client.examReports.templates({ service: 'radiology' });
    const opened = await frames(`/imaging/stream/${series}?from=4`);
    expect(opened).toHaveLength(10);
    // The second time the server only says that it is the same.
    expect(await frames(`/imaging/stream/${series}?from=4`)).toEqual(opened);
    const single = await ask(`/imaging/pixels/${study}/${series}/${sop}/3`);
    const third = new Uint8Array(await single.arrayBuffer());
    const locked = await client.orders.lock({ command: now(), examId: exam.id });
    const fence = locked.lock?.fence ?? 0;
    const reportId = randomUUID();
    const draft = (findings: string, expectedVersion: number) => ({
      command: now(),
      examId: exam.id,
      reportId,
      expectedVersion,
      fence,
      content: content(findings),
    });
    const first = await client.examReports.saveDraft(draft('在线', 0));

    const port = await away();
    const list = await client.orders.worklist({ service: 'radiology' });
    expect([list.stale, list.rows.map(({ id }) => id)]).toEqual([true, [exam.id]]);
    expect((await client.orders.exam({ examId: exam.id })).lock?.fence).toBe(fence);
    expect(await client.orders.exams({ ids: [exam.id, randomUUID()] })).toEqual(list.rows);
    expect(await client.orders.priors({ examId: exam.id })).toEqual([]);
    expect((await client.examReports.templates({ service: 'radiology' })).phrases).toBeInstanceOf(Array);
    expect(await client.imaging.manifest({ studyUid: study })).toEqual(manifest);
    expect(await frames(`/imaging/stream/${series}?from=4`)).toEqual(opened);
    expect((await frames(`/imaging/stream/${series}?order=9-8`)).map(({ frame }) => frame)).toEqual([10, 9]);
    const kept = await ask(`/imaging/pixels/${study}/${series}/${sop}/3`);
    expect([kept.headers.get('x-pixel-kind'), kept.headers.get('x-width')]).toEqual(['u16', '64']);
    expect(new Uint8Array(await kept.arrayBuffer())).toEqual(third);
    expect((await ask(`/imaging/pixels/${study}/${series}/${sop}/11`)).status).toBe(503);

    const second = await client.examReports.saveDraft(draft('离线一', first.version));
    const third2 = await client.examReports.saveDraft(draft('离线二', second.version));
    // The draft, and that the study was looked at.
    expect([second.version, third2.version, await waiting()]).toEqual([first.version + 1, first.version + 1, 2]);
    expect((await client.examReports.ofExam({ examId: exam.id }))[0]?.content.findings).toBe('离线二');
    expect((await client.orders.worklist({ service: 'radiology' })).counts.draft).toBe(1);
    const marks = (doc: unknown, expectedVersion: number) =>
      client.imaging.saveAnnotations({ command: now(), studyUid: study, expectedVersion, doc });
    expect(await marks({ lines: 1 }, 0)).toEqual({ version: 1 });
    expect(await marks({ lines: 2 }, 1)).toEqual({ version: 1 });
    expect(await client.imaging.annotations({ studyUid: study })).toMatchObject([{ version: 1, doc: { lines: 2 } }]);
    expect(await codeOf(client.examReports.saveDraft({ ...draft('x', third2.version), fence: fence + 1 }))).toBe(
      'OFFLINE_UNAVAILABLE',
    );
    expect(await codeOf(client.orders.lock({ command: now(), examId: exam.id }))).toBe('OFFLINE_UNAVAILABLE');
    const submit = { command: now(), reportId, expectedVersion: third2.version, content: content('x') };
    expect(await codeOf(client.examReports.submit(submit))).toBe('OFFLINE_UNAVAILABLE');

    await back(port);
    expect((await client.devices.link()).parked).toBe(0);
    const [stored, ...others] = await client.examReports.ofExam({ examId: exam.id });
    expect([stored?.version, stored?.content.findings, others]).toEqual([third2.version, '离线二', []]);
    expect(await client.imaging.annotations({ studyUid: study })).toMatchObject([{ version: 1, doc: { lines: 2 } }]);
    const next = await client.examReports.saveDraft(draft('又在线', third2.version));
    expect(next.version).toBe(third2.version + 1);
  }, 60_000);

  test('a draft whose lock was taken meanwhile is parked for its author, and the other text stands', async () => {
    const [study] = await store('single/CT_small.dcm');
    const exam = await examWith(study, 'R2', 1);
    await until('the exam at the station', async () => client.orders.exam({ examId: exam.id }).catch(() => null));
    const { lock } = await client.orders.lock({ command: now(), examId: exam.id });
    const port = await away();
    const save = { command: now(), examId: exam.id, reportId: randomUUID(), expectedVersion: 0 };
    await client.examReports.saveDraft({ ...save, fence: lock?.fence ?? 0, content: content('我的') });
    // Somebody else took the case over while this station was cut off.
    running.clock.pass(3_600_000);
    const other = await createServer({ ...running.options, port: 0 });
    const resident = await loggedIn(other, 'radiology-resident');
    const taken = await resident.api.orders.lock({ command: command(running.clock), examId: exam.id });
    const theirs = { ...save, command: command(running.clock), reportId: randomUUID(), fence: taken.lock?.fence ?? 0 };
    await resident.api.examReports.saveDraft({ ...theirs, content: content('他的') });
    await other.close();
    await back(port);
    const parked = (await client.devices.outbox()).filter(({ state }) => state === 'parked');
    expect(parked).toMatchObject([{ name: 'examReports.saveDraft', code: 'LOCK_LOST' }]);
  }, 60_000);

  test('the next case of the worklist is fetched ahead, and opens with the server gone', async () => {
    // The hour that passed above ended the session at the server.
    await client.identity.login({ user: 'radiologist', password: testPassword });
    const [study, series] = await store('single/dx_image.dcm');
    const exam = await examWith(study, 'R3', 1);
    const onList = async () =>
      (await client.orders.worklist({ service: 'radiology' })).rows.some(({ id }) => id === exam.id);
    await until('the exam on the list', onList);
    await until('the study on the disk', async () => {
      const answer = await server.kernel.db
        .selectFrom('audit')
        .select('act')
        .where('act', '=', 'imaging.pixels')
        .where('subject', '=', study)
        .execute();
      return answer.length > 0;
    });
    await new Promise((resume) => setTimeout(resume, 500));
    const port = await away();
    expect((await client.imaging.manifest({ studyUid: study })).studyInstanceUid).toBe(study);
    expect(await frames(`/imaging/stream/${series}`)).toHaveLength(1);
    await back(port);
  }, 60_000);
});
