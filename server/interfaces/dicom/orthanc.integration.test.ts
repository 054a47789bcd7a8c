// Orthanc by DIMSE, both ways: it sends to us, finds and fetches at ours, takes what we send; a structured report of ours comes back unchanged.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DicomJson, toJson } from '../../../core/dicom/json.ts';
import { readDataSet, readPart10 } from '../../../core/dicom/read.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { chestFilm } from '../../../test/support/chest-film.ts';
import { type Kept, keeping, testServer } from '../../../test/support/dicom-tools.ts';
import { annotationOf, sampleHeads } from '../../../test/support/evidence-samples.ts';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../../test/support/orthanc.ts';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { inflate, issueToken } from '../../areas/imaging/module.ts';
import type { DicomServer } from './scp.ts';
import { sendFiles } from './scu/send-files.ts';
import { systemTimers } from './ul/timers.ts';

const root = '1.2.826.0.1.3680043.10.1338.7';
const film = (study: string, number = 1) =>
  chestFilm({ study, accession: `O${study}`, patientId: `P${study}`, name: 'Ouyang^Xiaoming=欧阳^小明', number });

/** All values of a file or data set; groups of the meta information are its writer's own. */
const valuesOf = (file: Uint8Array): DicomJson => toJson(readPart10(file, { inflate }).dataSet);

describe.skipIf(!hasOrthanc)('Orthanc by DIMSE (skipped where it is absent)', () => {
  let started: TestServer;
  let orthanc: Orthanc;
  let third: DicomServer;
  let folder: string;
  let token: string;
  const kept = new Map<string, Kept>();

  const bearer = () => ({ authorization: `Bearer ${token}` });
  async function stow(file: Uint8Array): Promise<void> {
    const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'application/dicom' },
      body: Buffer.from(file),
    });
    expect(answer.status).toBe(200);
  }
  async function ours(study: string, series: string, sop: string): Promise<Uint8Array> {
    const path = `/dicom-web/studies/${study}/series/${series}/instances/${sop}`;
    const headers = { ...bearer(), accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };
    const answer = await fetch(`${started.server.url}${path}`, { headers });
    expect(answer.status).toBe(200);
    const whole = Buffer.from(await answer.arrayBuffer());
    return whole.subarray(whole.indexOf('\r\n\r\n') + 4, whole.lastIndexOf('\r\n--'));
  }
  /** Ids that Orthanc gives what it holds with this UID. */
  async function theirs(level: 'Study' | 'Instance', key: string, uid: string): Promise<string[]> {
    const found = await orthanc.rest('/tools/find', { Level: level, Query: { [key]: uid } });
    return Array.isArray(found) ? found.map(String) : [];
  }
  const sendToOrthanc = async (name: string, file: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, file);
    return sendFiles([path], {
      ...{ host: '127.0.0.1', port: orthanc.dicomPort, callingAe: 'YISHU', calledAe: 'ORTHANC', timers: systemTimers },
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-dimse-'));
    started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: false } });
    third = await testServer({ store: keeping(kept) });
    const port = Number(started.server.listeners.dicom?.split(':')[1]);
    orthanc = await startOrthanc({
      aet: 'ORTHANC',
      peers: { yishu: { aet: 'YISHU', port }, third: { aet: 'THIRD', port: third.port } },
    });
    await started.server.kernel.db
      .insertInto('dicom_peer')
      .values({
        ...{ aet: 'ORTHANC', host: '127.0.0.1', port: orthanc.dicomPort, description: '', active: true },
        acts: ['store', 'query', 'retrieve'],
      })
      .execute();
    const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
    token = await issueToken(started.server.kernel, grant);
  });
  afterAll(async () => {
    await orthanc?.close();
    await third?.stop(0);
    await started?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('it verifies the line, and sends a study to us by C-STORE', async () => {
    await orthanc.rest('/modalities/yishu/echo', {});
    for (const number of [1, 2]) expect(await orthanc.store(film('8101', number))).toBe(true);
    const study = `${root}.8101`;
    const ids = await theirs('Study', 'StudyInstanceUID', study);
    const job = await orthanc.rest('/modalities/yishu/store', { Resources: ids, Synchronous: true });
    expect(job).toMatchObject({ InstancesCount: 2, FailedInstancesCount: 0 });
    for (const number of [1, 2]) {
      const file = await ours(study, `${study}.1`, `${study}.1.${number}`);
      expect(valuesOf(file)).toEqual(valuesOf(film('8101', number)));
    }
  });

  test('it finds at ours and has us send by C-MOVE', async () => {
    for (const number of [1, 2, 3]) await stow(film('8102', number));
    const study = `${root}.8102`;
    const asked = await orthanc.rest('/modalities/yishu/query', {
      Level: 'Study',
      Query: { PatientID: 'P8102', PatientName: '*', StudyInstanceUID: '' },
    });
    const { ID } = Object(asked) as { ID: string };
    expect(await orthanc.rest(`/queries/${ID}/answers`)).toHaveLength(1);
    const content = await orthanc.rest(`/queries/${ID}/answers/0/content?simplify`);
    expect(content).toMatchObject({ StudyInstanceUID: study, PatientName: 'Ouyang^Xiaoming=欧阳^小明' });
    await orthanc.rest(`/queries/${ID}/answers/0/retrieve`, { TargetAet: 'ORTHANC', Synchronous: true });
    const [id] = await theirs('Study', 'StudyInstanceUID', study);
    expect(await orthanc.rest(`/studies/${id}/instances`)).toHaveLength(3);
  });

  test('it takes what we send by C-STORE', async () => {
    const [sent] = await sendToOrthanc('film.dcm', film('8103'));
    expect(sent).toMatchObject({ outcome: 'answered', status: 0 });
    expect(await theirs('Instance', 'SOPInstanceUID', `${root}.8103.1.1`)).toHaveLength(1);
  });

  test('a structured report of ours comes back unchanged', async () => {
    await addPeople(started.server, ['radiology-resident']);
    const reader = await loggedIn(started.server, 'radiology-resident');
    for (const head of sampleHeads) {
      const object = head.copy().set('PixelData', new Uint8Array(2), head.number('BitsAllocated') === 16 ? 'OW' : 'OB');
      if (head.number('SamplesPerPixel') === 3) object.set('PlanarConfiguration', 0);
      await stow(writePart10(object, { transferSyntax: '1.2.840.10008.1.2.1' }));
    }
    const studyUid = sampleHeads[0]?.string('StudyInstanceUID') ?? '';
    const annotations = [...fc.sample(annotationOf('length'), { numRuns: 4, seed: 3 })];
    await reader.api.imaging.saveAnnotations({
      ...{ studyUid, expectedVersion: 0, doc: { schema: 1, annotations, keyMarks: [] } },
      command: command(started.clock),
    });
    const stored = await reader.api.imaging.storeEvidence({
      ...{ studyUid, expectedVersion: 1, command: command(started.clock) },
    });
    const report = stored.objects.find(({ kind }) => kind === 'report');
    const { seriesUid = '', sopInstanceUid = '' } = report ?? {};
    const file = await ours(studyUid, seriesUid, sopInstanceUid);
    const [sent] = await sendToOrthanc('report.dcm', file);
    expect(sent).toMatchObject({ outcome: 'answered', status: 0 });
    const [id] = await theirs('Instance', 'SOPInstanceUID', sopInstanceUid);
    // Sent on to a third place and back to us, both by C-STORE.
    await orthanc.rest('/modalities/third/store', { Resources: [id], Synchronous: true });
    const back = kept.get(sopInstanceUid);
    expect(back?.request.association.callingAe).toBe('ORTHANC');
    const { dataSet } = readDataSet(back?.bytes ?? new Uint8Array(), back?.request.transferSyntaxUid ?? '', {
      inflate,
    });
    expect(toJson(dataSet)).toEqual(valuesOf(file));
    await orthanc.rest('/modalities/yishu/store', { Resources: [id], Synchronous: true });
    const rows = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select('state')
      .where('sop_uid', '=', sopInstanceUid)
      .execute();
    expect(rows).toEqual([{ state: 'current' }]);
  });
});
