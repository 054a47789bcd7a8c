// The server torn away at random instants of a reading station's work, before a request, after the server has acted on it, or inside its answer:
// what was read is right or absent, what was saved is at the server once. `YISHU_READING_CUTS=500` for more cuts, `YISHU_READING_SEED` for others.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataSet } from '../../../core/dicom/data-set.ts';
import { explicitLittleEndian } from '../../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { compactTime } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { createWorkstation } from '../../../server/areas/identity/module.ts';
import { issueToken } from '../../../server/areas/imaging/tokens.ts';
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
import type { Host } from '../api.ts';
import { createHost } from '../host.ts';
import { createFrameReader } from './frame-stream.ts';

const cuts = Number(process.env.YISHU_READING_CUTS ?? 40);
const seed = Number(process.env.YISHU_READING_SEED ?? 20261121);
const slices = 12;
const side = 32;

/** A repeatable source of chance (mulberry32). */
function chance(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const random = chance(seed);
const number = (limit: number) => Math.floor(random() * limit);

/** The line to the server: cut at the so many-th request from now, and dead until it is mended. */
const line = {
  dead: false,
  after: Number.POSITIVE_INFINITY,
  where: 'before' as 'before' | 'acted' | 'inside',
  cuts: 0,
};
const broken = () => new TypeError('fetch failed');
function tear(): void {
  line.dead = true;
  line.cuts += 1;
}
function half(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (value) controller.enqueue(value.subarray(0, Math.floor(value.length * random())));
      tear();
      await reader.cancel();
      if (done) controller.close();
      else controller.error(broken());
    },
  });
}
async function shaky(url: string, init: RequestInit): Promise<Response> {
  if (line.dead) throw broken();
  line.after -= 1;
  const isCut = line.after < 0;
  if (isCut) line.after = Number.POSITIVE_INFINITY;
  if (isCut && line.where === 'before') {
    tear();
    throw broken();
  }
  const answer = await fetch(url, init);
  if (!isCut) return answer;
  if (line.where === 'acted' || !answer.body) {
    tear();
    await answer.body?.cancel();
    throw broken();
  }
  return new Response(half(answer.body), { status: answer.status, headers: answer.headers });
}

let running: TestServer;
let host: Host;
let dataDir: string;
let token: string;
let desk: Awaited<ReturnType<typeof loggedIn>>;
let reader: Awaited<ReturnType<typeof loggedIn>>;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;
const now = () => ({ id: randomUUID(), at: new Date().toISOString() });

beforeAll(async () => {
  running = await startTestServer();
  const { server } = running;
  await addPeople(server, ['radiographer', 'radiologist'], []);
  const station = { command: command(running.clock), name: '读片一', departmentId: '', labGroups: ['radiology'] };
  const made = await createWorkstation(server.kernel, systemCaller('test'), station);
  token = await issueToken(server.kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
  desk = await loggedIn(server, 'radiographer');
  reader = await loggedIn(server, 'radiologist');
  dataDir = await temporaryFolder();
  const options = { dataDir, serverUrl: server.url, enrolmentCode: made.enrolmentCode, rendererDir: dataDir };
  host = await createHost(
    { ...options, shell: 'node', diskReserveBytes: 0 },
    { fetch: shaky, linkTimes: fastLink, feedTimes: fastFeed, prefetchQuietMs: 20 },
  );
  client = clientOf(host, cookie);
  await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
  await client.identity.login({ user: 'radiologist', password: testPassword });
});
afterAll(async () => {
  line.dead = false;
  await host?.close();
  await running?.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Case {
  exam: ExamDocument;
  studyUid: string;
  seriesUid: string;
}

/** An exam with a study of small slices, each filled with its own number. */
async function newCase(serial: number): Promise<Case> {
  const registered = await desk.api.orders.register({
    command: now(),
    exam: {
      service: 'radiology',
      patient: { number: `CUT${serial}`, name: `断线${serial}`, sex: 'male', birthDate: '1970-02-03' },
      visit: null,
      modality: 'CT',
      bodyPart: '颅脑',
      procedureCode: 'CT-HEAD',
      procedureName: '颅脑CT',
      method: '平扫',
      clinicalDiagnosis: '',
      history: '',
      purpose: '',
      priority: 'routine',
      requestedBy: '李医生',
      requestNumber: '',
      room: 'CT1',
      deviceId: 'CT1',
      scheduledAt: null,
    },
  });
  const studyUid = `2.25.88.${serial}`;
  for (let slice = 1; slice <= slices; slice += 1) {
    const object = new DataSet()
      .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.2')
      .set('SOPInstanceUID', `${studyUid}.1.${slice}`)
      .set('StudyInstanceUID', studyUid)
      .set('SeriesInstanceUID', `${studyUid}.1`)
      .set('StudyDate', compactTime(new Date()).slice(0, 8))
      .set('Modality', 'CT')
      .set('AccessionNumber', registered.accessionNumber)
      .set('PatientID', `CUT${serial}`)
      .set('PatientName', `CUT^${serial}`)
      .set('SeriesNumber', 1)
      .set('InstanceNumber', slice)
      .set('SamplesPerPixel', 1)
      .set('PhotometricInterpretation', 'MONOCHROME2')
      .set('Rows', side)
      .set('Columns', side)
      .set('BitsAllocated', 16)
      .set('BitsStored', 16)
      .set('HighBit', 15)
      .set('PixelRepresentation', 0)
      .set('PixelData', new Uint8Array(new Uint16Array(side * side).fill(serial * 100 + slice).buffer), 'OW');
    const answer = await fetch(`${running.server.url}/dicom-web/studies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
      body: new Uint8Array(writePart10(object, { transferSyntax: explicitLittleEndian })),
    });
    if (answer.status !== 200) throw new Error(`not stored: ${await answer.text()}`);
  }
  const exam = await until('the exam with its images at the station', async () => {
    const found = await client.orders.exam({ examId: registered.id }).catch(() => null);
    return found?.objects.some(({ id, count }) => id === studyUid && count === slices) ? found : null;
  });
  return { exam, studyUid, seriesUid: `${studyUid}.1` };
}

/** Slices that the station gives; each must be whole and of the number that it names. Null: it says that it has none. */
async function readSlices({ seriesUid, studyUid }: Case, serial: number): Promise<number | null> {
  const path = `http://127.0.0.1/imaging/stream/${seriesUid}`;
  const answer = await host.fetch(new Request(path, { headers: { cookie: cookie.value } }));
  if (answer.status !== 200 || !answer.body) return null;
  let count = 0;
  const take = createFrameReader(({ instance, width, height, pieces }) => {
    const values = new Uint16Array(new Uint8Array(Buffer.concat(pieces)).buffer);
    const wanted = serial * 100 + instance + 1;
    if (width !== side || height !== side || values.length !== side * side || values.some((one) => one !== wanted)) {
      throw new Error(`${studyUid}: a wrong picture in the place of slice ${instance + 1}`);
    }
    count += 1;
  });
  try {
    for await (const chunk of answer.body) take(chunk);
  } catch (error) {
    // Cut short: whole slices before it count.
    if (error instanceof Error && error.message.includes('wrong picture')) throw error;
  }
  return count;
}

const content = (findings: string) => ({
  title: '',
  method: '平扫',
  findings,
  impression: '',
  positive: false,
  fields: {},
  statements: [],
  measurements: [],
  keyImages: [],
  templateId: '',
});

/** The same command again until it is taken, as the screen does; what was said against it when it never is. */
async function taken<Output>(what: string, send: () => Promise<Output>): Promise<Output> {
  let said: unknown = 'nothing';
  const keep = (error: unknown) => {
    said = error;
    return null;
  };
  try {
    return await until(what, () => send().catch(keep));
  } catch (error) {
    throw new Error(`${what} was never taken`, { cause: said instanceof Error ? said : error });
  }
}

test(`${cuts} random cuts in reading, saving and fetching ahead: nothing lost, nothing doubled (seed ${seed})`, async () => {
  for (let serial = 1; serial <= cuts; serial += 1) {
    const where = `cut ${serial}, seed ${seed}`;
    const one = await newCase(serial);
    const { exam, studyUid } = one;
    await client.imaging.manifest({ studyUid });
    await client.imaging.annotations({ studyUid });
    const locked = await client.orders.lock({ command: now(), examId: exam.id });
    const fence = locked.lock?.fence ?? 0;
    const reportId = randomUUID();

    line.where = (['before', 'acted', 'inside'] as const)[number(3)] ?? 'before';
    line.after = number(8);
    let version = 0;
    let marks = 0;
    let [saidText, saidMarks] = ['', 0];
    // The reader's acts, in any order, with what is fetched ahead beside them.
    await client.orders.worklist({ service: 'radiology' }).catch(() => null);
    for (let act = 0; act < 6; act += 1) {
      switch (number(3)) {
        case 0: {
          const count = await readSlices(one, serial);
          if (count !== null) expect(count, where).toBeLessThanOrEqual(slices);
          break;
        }
        case 1: {
          const text = `${serial}-${act}`;
          const save = { examId: exam.id, reportId, expectedVersion: version, fence, content: content(text) };
          const input = { ...save, command: now() };
          // As the editor does: the same command again until it is taken.
          const saved = await taken(`${where}: the draft`, () => client.examReports.saveDraft(input));
          version = saved.version;
          saidText = text;
          break;
        }
        default: {
          const input = { command: now(), studyUid, expectedVersion: marks, doc: { serial, act } };
          const saved = await taken(`${where}: the marks`, () => client.imaging.saveAnnotations(input));
          marks = saved.version;
          saidMarks = act + 1;
        }
      }
    }
    // If chance has not cut yet, it does now.
    if (!line.dead) tear();
    line.after = Number.POSITIVE_INFINITY;
    const away = await readSlices(one, serial);
    if (away !== null) expect(away, where).toBeLessThanOrEqual(slices);

    line.dead = false;
    await until('the server to be back', async () => (await client.devices.link()).online);
    await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
    const parked = (await client.devices.outbox()).filter(({ state }) => state === 'parked');
    expect(
      parked.map(({ name, code }) => `${name} ${code}`),
      where,
    ).toEqual([]);
    const reports = await reader.api.examReports.ofExam({ examId: exam.id });
    expect(
      reports.map((report) => [report.id, report.content.findings]),
      where,
    ).toEqual(saidText === '' ? [] : [[reportId, saidText]]);
    const annotations = await reader.api.imaging.annotations({ studyUid });
    expect(
      annotations.map(({ doc }) => doc),
      where,
    ).toEqual(saidMarks === 0 ? [] : [{ serial, act: saidMarks - 1 }]);
    // What the station knows is what the server has, and the next save fits on it.
    if (saidText !== '')
      expect((await client.examReports.ofExam({ examId: exam.id }))[0]?.version).toBe(reports[0]?.version);
    expect(await readSlices(one, serial), where).toBe(slices);
    const after = await client.imaging.annotations({ studyUid });
    expect(
      await codeOf(
        client.imaging.saveAnnotations({ command: now(), studyUid, expectedVersion: after[0]?.version ?? 0, doc: {} }),
      ),
    ).toBe('done');
  }
  expect(line.cuts).toBeGreaterThanOrEqual(cuts);
}, 1_200_000);
