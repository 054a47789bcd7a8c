// A reading station of two institutions' people: what lies on its disk is shown without the server to whom the server last let see it, and to
// nobody else; looks and refusals of that time stand in the server's trail once it is back.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePart10 } from '../../../core/dicom/write.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { createServer, type Server } from '../../../server/app.ts';
import { createWorkstation } from '../../../server/areas/identity/module.ts';
import { issueToken } from '../../../server/areas/imaging/module.ts';
import { systemCaller } from '../../../server/kernel/access.ts';
import { sampleHeads } from '../../../test/support/evidence-samples.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../../test/support/host-bench.ts';
import { codeOf, testPassword } from '../../../test/support/server.ts';
import type { Host } from '../api.ts';
import { createHost } from '../host.ts';

let world: ExamWorld;
let server: Server;
let host: Host;
let dataDir: string;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;
let townExam: ExamDocument;
const uids = (serial: number) => ({
  study: `2.25.77.${serial}`,
  series: `2.25.77.${serial}.1`,
  sop: `2.25.77.${serial}.1.1`,
});
const [county, town] = [uids(1), uids(2)];

async function store(at: typeof county, exam: ExamDocument): Promise<void> {
  const token = await issueToken(server.kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
  const [head] = sampleHeads;
  if (!head) throw new Error('no sample');
  const object = head
    .copy()
    .set('StudyInstanceUID', at.study)
    .set('SeriesInstanceUID', at.series)
    .set('SOPInstanceUID', at.sop)
    .set('Modality', 'CT')
    .set('PatientID', exam.patient.number)
    .set('AccessionNumber', exam.accessionNumber)
    .set('Rows', 2)
    .set('Columns', 2)
    .set('PixelData', new Uint8Array(8), 'OW');
  const answer = await fetch(`${server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: Buffer.from(writePart10(object, { transferSyntax: '1.2.840.10008.1.2.1' })),
  });
  expect(await answer.text()).not.toMatch(/0008119[8A]/);
}

beforeAll(async () => {
  world = await startExamWorld();
  server = world.running.server;
  const countyExam = await world.registered();
  townExam = await world.registered({}, world.township);
  await store(county, countyExam);
  await store(town, townExam);
  // Asked to read it, the county's doctors may see it too.
  const current = await world.township.api.orders.exam({ examId: townExam.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  townExam = await world.township.api.orders.requestRemote({ ...world.target(current), ...ask });
  const station = { ...world.meta(), name: '读片一', departmentId: '', labGroups: ['radiology'] };
  const made = await createWorkstation(server.kernel, systemCaller('test'), station);
  dataDir = await temporaryFolder();
  const options = { dataDir, serverUrl: server.url, enrolmentCode: made.enrolmentCode, rendererDir: dataDir };
  host = await createHost(
    { ...options, shell: 'node', diskReserveBytes: 0 },
    { linkTimes: fastLink, feedTimes: fastFeed, prefetchQuietMs: 50 },
  );
  client = clientOf(host, cookie);
  await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
});
afterAll(async () => {
  await host?.close();
  await server?.close();
  await world?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const enter = (user: string) => client.identity.login({ user, password: testPassword });
async function pixels({ series }: typeof county): Promise<number> {
  const address = `http://127.0.0.1/imaging/stream/${series}`;
  const answer = await host.fetch(new Request(address, { headers: { cookie: cookie.value } }));
  await answer.arrayBuffer();
  return answer.status;
}
/** Manifest, annotations and pixels, as they answer. */
async function doors(at: typeof county): Promise<unknown[]> {
  const { study: studyUid } = at;
  const manifest = await codeOf(client.imaging.manifest({ studyUid }));
  return [manifest, await codeOf(client.imaging.annotations({ studyUid })), await pixels(at)];
}
const open = ['done', 'done', 200];
const closed = ['IMAGES_NOT_GRANTED', 'IMAGES_NOT_GRANTED', 403];

async function away(): Promise<number> {
  const { port } = server;
  await server.close();
  await until('the outage', async () => !(await client.devices.link()).online);
  return port;
}
async function back(port: number): Promise<void> {
  server = await createServer({ ...world.running.options, port });
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
}
async function offlineLooks(studyUid: string): Promise<unknown[]> {
  const rows = await server.kernel.db
    .selectFrom('audit')
    .select(['person_name', 'outcome', 'mode'])
    .where('act', '=', 'imaging.open')
    .where('subject', '=', studyUid)
    .where('detail', 'like', 'at the station without the server%')
    .orderBy('at')
    .execute();
  return rows.map(({ person_name, outcome, mode }) => [person_name, outcome, mode]);
}

test('without the server each person sees what that person was let see; the refusal is on record when it is back', async () => {
  await enter('town-radiographer');
  await enter('radiologist');
  expect([await doors(county), await doors(town)]).toEqual([open, open]);
  const port = await away();
  expect([await doors(county), await doors(town)]).toEqual([open, open]);
  await enter('town-radiographer');
  expect([await doors(county), await doors(town)]).toEqual([closed, closed]);
  const save = { ...world.meta(), studyUid: county.study, expectedVersion: 0, doc: {} };
  expect(await codeOf(client.imaging.saveAnnotations(save))).toBe('IMAGES_NOT_GRANTED');
  await back(port);
  expect(await offlineLooks(county.study)).toEqual([
    ['某radiologist', 'done', 'queued'],
    ['town-radiographer', 'refused', 'queued'],
  ]);
  expect((await client.devices.link()).parked).toBe(0);
}, 60_000);

test('who is at work here may see, once the server is gone, what others had opened and the server lets this person see too', async () => {
  await enter('town-radiographer');
  await client.orders.worklist({ service: 'radiology' });
  const granted = async () => {
    const rows = await server.kernel.db
      .selectFrom('audit')
      .select('id')
      .where('act', '=', 'imaging.openable')
      .execute();
    return rows.length > 0;
  };
  await until('the question what may be opened', granted);
  await new Promise((resume) => setTimeout(resume, 300));
  const port = await away();
  expect([await doors(county), await doors(town)]).toEqual([closed, open]);
  await back(port);
}, 60_000);

test('a right that ended shows nothing without the server: the request was withdrawn, the person moved to another institution', async () => {
  await enter('radiologist');
  expect([await doors(county), await doors(town)]).toEqual([open, open]);
  const current = await world.township.api.orders.exam({ examId: townExam.id });
  await world.township.api.orders.decideRemote({ ...world.target(current), act: 'withdraw', reason: '' });
  // The feed of this test polls ten times a second.
  await new Promise((resume) => setTimeout(resume, 600));
  let port = await away();
  expect([await doors(county), await doors(town)]).toEqual([open, closed]);
  await back(port);

  await enter('radiologist');
  expect(await doors(county)).toEqual(open);
  expect(await codeOf(client.imaging.manifest({ studyUid: town.study }))).toBe('RIGHT_MISSING');
  const { person } = (await client.identity.me()) ?? { person: { id: '' } };
  const request = { ...world.meta().command, name: 'test.move', right: null, subject: 'test' };
  await server.kernel.command(systemCaller('test'), request, async (work) => {
    const update = work.tx.updateTable('person').set({ department_id: 'TOWN-B' }).where('id', '=', person.id);
    await update.execute();
    work.changed('identity', person.id, 2, null);
  });
  await new Promise((resume) => setTimeout(resume, 600));
  port = await away();
  expect(await doors(county)).toEqual(closed);
  await back(port);
}, 60_000);
