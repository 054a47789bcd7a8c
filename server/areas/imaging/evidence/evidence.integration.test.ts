// Annotations saved, stored as objects, stored again after a change; objects of others over the route of the panels; Orthanc keeps ours.
import { spawn, spawnSync } from 'node:child_process';
import { once as eventOf } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { uidOf } from '../../../../core/dicom/uids.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { type Annotation, annotationKinds, type KeyMark } from '../../../../core/imaging/annotation/model.ts';
import type { ObjectView } from '../../../../core/imaging/objects/view.ts';
import { annotationOf, sampleContext, sampleHeads } from '../../../../test/support/evidence-samples.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { inflate } from '../objects/inflate.ts';
import { issueToken } from '../tokens.ts';

let started: TestServer;
let reader: Browser;
let token: string;
const studyUid = sampleHeads[0]?.string('StudyInstanceUID') ?? '';

const bearer = () => ({ authorization: `Bearer ${token}` });
async function stow(body: Uint8Array): Promise<number> {
  const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { ...bearer(), 'content-type': 'application/dicom' },
    body: Buffer.from(body),
  });
  return answer.status;
}

beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['radiology-resident', 'clinician']);
  reader = await loggedIn(started.server, 'radiology-resident');
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  token = await issueToken(started.server.kernel, grant);
  for (const head of sampleHeads) {
    // The pixels themselves do not matter here.
    const object = head.copy().set('PixelData', new Uint8Array(2), head.number('BitsAllocated') === 16 ? 'OW' : 'OB');
    if (head.number('SamplesPerPixel') === 3) object.set('PlanarConfiguration', 0);
    expect(await stow(writePart10(object, { transferSyntax: '1.2.840.10008.1.2.1' }))).toBe(200);
  }
});
afterAll(() => started.close());

const annotations: Annotation[] = annotationKinds.flatMap((kind) =>
  fc.sample(annotationOf(kind), { numRuns: 6, seed: 11 }),
);
const keyMarks: KeyMark[] = [...sampleContext().images.values()].slice(0, 4).map((image, index) => ({
  seriesUid: image.seriesUid,
  sopInstanceUid: image.sopInstanceUid,
  frame: 1,
  window: { center: 40, width: 400 },
  invert: index === 1,
  caption: index === 0 ? '左肺上叶结节' : '',
  madeAt: '2026-11-21T09:00:00.000Z',
}));
const save = (version: number, list: readonly Annotation[]) =>
  reader.api.imaging.saveAnnotations({
    studyUid,
    expectedVersion: version,
    doc: { schema: 1, annotations: list, keyMarks },
    command: command(started.clock),
  });
const store = (version: number, from = reader) =>
  from.api.imaging.storeEvidence({ studyUid, expectedVersion: version, command: command(started.clock) });

async function viewed(sop: string): Promise<ObjectView> {
  const answer = await fetch(`${started.server.url}/imaging/objects/${sop}`, { headers: bearer() });
  expect(answer.status).toBe(200);
  return (await answer.json()) as ObjectView;
}
async function fileOf(object: { seriesUid: string; sopInstanceUid: string }): Promise<Uint8Array> {
  const path = `/dicom-web/studies/${studyUid}/series/${object.seriesUid}/instances/${object.sopInstanceUid}`;
  const headers = { ...bearer(), accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };
  const answer = await fetch(`${started.server.url}${path}`, { headers });
  expect(answer.status).toBe(200);
  const whole = Buffer.from(await answer.arrayBuffer());
  const start = whole.indexOf('\r\n\r\n') + 4;
  return whole.subarray(start, whole.lastIndexOf('\r\n--'));
}

describe('evidence of a study', () => {
  test('only who writes reports stores, only what was saved, only the version that was seen', async () => {
    expect(await codeOf(store(1))).toBe('NOT_FOUND');
    await save(0, annotations);
    const clinician = await loggedIn(started.server, 'clinician');
    expect(await codeOf(store(1, clinician))).toBe('RIGHT_MISSING');
    expect(await codeOf(store(7))).toBe('VERSION_CONFLICT');
  });

  test('annotations come back from the stored report as they were', async () => {
    const stored = await store(1);
    expect(stored.left).toEqual([]);
    expect(new Set(stored.objects.map(({ kind }) => kind))).toEqual(new Set(['report', 'presentation', 'key-objects']));
    const report = stored.objects.find(({ kind }) => kind === 'report');
    const view = await viewed(report?.sopInstanceUid ?? '');
    if (view.kind !== 'report') throw new Error(view.kind);
    const strip = (list: readonly Annotation[]) => list.map(({ points: _, label: __, ...rest }) => rest);
    expect(strip(view.measurements.annotations)).toEqual(strip(annotations));
    expect(view.head.patientName).toBe('王小东');
    const keys = await viewed(stored.objects.find(({ kind }) => kind === 'key-objects')?.sopInstanceUid ?? '');
    if (keys.kind !== 'key-objects') throw new Error(keys.kind);
    expect(keys.keyObjects.references.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
      keyMarks.map(({ sopInstanceUid }) => sopInstanceUid),
    );
    expect(keys.keyObjects.description).toContain('左肺上叶结节');
    const states = stored.objects.filter(({ kind }) => kind === 'presentation').map((one) => one.sopInstanceUid);
    for (const { presentationUid } of keys.keyObjects.references) expect(states).toContain(presentationUid);
  });

  test('asked again, nothing is stored twice; changed, the new report names the old one, which stays', async () => {
    const count = async () =>
      (
        await started.server.kernel.db
          .selectFrom('imaging_instance')
          .select('id')
          .where('source', '=', 'evidence')
          .execute()
      ).length;
    const first = await store(1);
    const before = await count();
    expect(await store(1)).toEqual(first);
    expect(await count()).toBe(before);
    const formerReport = first.objects.find(({ kind }) => kind === 'report')?.sopInstanceUid;
    await save(1, annotations.slice(0, 5));
    const second = await store(2);
    expect(second.superseded).toEqual([formerReport]);
    expect(await count()).toBe(before + second.objects.length);
    const view = await viewed(second.objects.find(({ kind }) => kind === 'report')?.sopInstanceUid ?? '');
    expect(view.kind === 'report' && view.outline.predecessors).toEqual([formerReport]);
    expect((await viewed(formerReport ?? '')).kind).toBe('report');
  });

  test('what lies on objects that are not in the study is named', async () => {
    const [one] = annotations;
    if (!one) throw new Error('no annotation');
    await save(2, [{ ...one, sopInstanceUid: '1.2.3' }]);
    const stored = await store(3);
    expect(stored.left).toEqual([one.id]);
    expect(stored.objects.some(({ kind }) => kind === 'report')).toBe(false);
  });
});

describe.skipIf(!hasSharedData)('objects of others', () => {
  test('each is shown, or refused with a reason', async () => {
    const files = await readdir(sharedDataPath('imaging/nonimage'), { recursive: true, withFileTypes: true });
    const shown: Record<string, string> = {};
    for (const file of files) {
      if (!file.isFile() || /dicomdir-media|worklist|seg-liver-dcmqi\/0/.test(join(file.parentPath, file.name)))
        continue;
      const bytes = await readFile(join(file.parentPath, file.name));
      if ((await stow(bytes)) !== 200) {
        shown[file.name] = 'not stored';
        continue;
      }
      const { dataSet } = readPart10(bytes, { inflate });
      const sop = dataSet.string('SOPInstanceUID');
      if (sop) shown[file.name] = (await viewed(sop)).kind;
    }
    expect(shown).toMatchObject({
      'seg_image_ct_binary.dcm': 'segmentation',
      'seg_image_ct_true_fractional.dcm': 'segmentation',
      'liver.dcm': 'segmentation',
      'sr.dcm': 'report',
      'test-SR.dcm': 'report',
      'reportsi.dcm': 'report',
      'waveform_ecg.dcm': 'waveform',
      'encapsulated-pdf.dcm': 'document',
      'ko-of-interest-ct.dcm': 'key-objects',
      'rwvm.dcm': 'refused',
    });
  });

  test('nobody without a key', async () => {
    expect((await fetch(`${started.server.url}/imaging/objects/1.2.3`)).status).toBe(401);
    expect((await fetch(`${started.server.url}/imaging/objects/1.2.3`, { headers: bearer() })).status).toBe(404);
  });
});

const orthanc = '/usr/sbin/Orthanc';
const hasOrthanc = spawnSync(orthanc, ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await eventOf(server, 'listening');
  const address = server.address();
  server.close();
  await eventOf(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

describe.skipIf(!hasOrthanc)('another archive', () => {
  test('Orthanc takes our objects and gives them back byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yishu-orthanc-'));
    const port = await freePort();
    const settings = {
      StorageDirectory: 'db',
      IndexDirectory: 'db',
      HttpPort: port,
      DicomServerEnabled: false,
      HttpBindAddresses: ['127.0.0.1'],
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
    };
    await writeFile(join(folder, 'orthanc.json'), JSON.stringify(settings));
    const child = spawn(orthanc, [join(folder, 'orthanc.json')], { stdio: 'ignore', cwd: folder });
    const ended = eventOf(child, 'exit');
    const base = `http://127.0.0.1:${port}`;
    try {
      const up = async () => (await fetch(`${base}/system`).catch(() => null))?.ok ?? false;
      for (let tries = 0; tries < 200 && !(await up()); tries += 1) await pause(50);
      const { objects } = await store(3).catch(() => ({ objects: [] }));
      await save(3, annotations);
      const all = [...objects, ...(await store(4)).objects];
      expect(all.some(({ kind }) => kind === 'report')).toBe(true);
      for (const object of all) {
        const ours = await fileOf(object);
        const put = await fetch(`${base}/instances`, { method: 'POST', body: Buffer.from(ours) });
        const answer = (await put.json()) as { ID: string; Status: string };
        expect(answer.Status).toMatch(/Success|AlreadyStored/);
        const back = await fetch(`${base}/instances/${answer.ID}/file`);
        expect(Buffer.from(await back.arrayBuffer()).equals(Buffer.from(ours))).toBe(true);
      }
    } finally {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('the classes that are written are those of the standard', () => {
  expect(uidOf('ComprehensiveSRStorage')).toBe('1.2.840.10008.5.1.4.1.1.88.33');
});
