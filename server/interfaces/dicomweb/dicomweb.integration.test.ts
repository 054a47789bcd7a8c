// DICOMweb on real objects: stored by STOW-RS, found by QIDO-RS, read back bit for bit by WADO-RS; nobody without a key.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataSet } from '../../../core/dicom/data-set.ts';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { readPart10 } from '../../../core/dicom/read.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { chestFilm } from '../../../test/support/chest-film.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { inflate, issueToken } from '../../areas/imaging/module.ts';
import { mediaType, readMultipart } from './multipart.ts';

let started: TestServer;
let token: string;
let base: string;

beforeAll(async () => {
  started = await startTestServer();
  const { kernel } = started.server;
  token = await issueToken(kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
  base = `${started.server.url}/dicom-web/~${token}`;
});
afterAll(() => started.close());

function post(url: string, files: Uint8Array[]): Promise<Response> {
  const parts = files.flatMap((bytes) => [
    Buffer.from('--x\r\nContent-Type: application/dicom\r\n\r\n'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=x' },
    body: Buffer.concat([...parts, Buffer.from('--x--\r\n')]),
  });
}

async function partsOf(response: Response): Promise<{ type: string; location: string; bytes: Buffer }[]> {
  const { parameters } = mediaType(response.headers.get('content-type') ?? '');
  const found: { type: string; location: string; bytes: Buffer }[] = [];
  async function* body() {
    yield new Uint8Array(await response.arrayBuffer());
  }
  for await (const part of readMultipart(body(), parameters.get('boundary') ?? '')) {
    const pieces: Uint8Array[] = [];
    for await (const piece of part.body) pieces.push(Buffer.from(piece));
    const [type = '', location = ''] = [part.headers.get('content-type'), part.headers.get('content-location')].map(
      (value) => value ?? '',
    );
    found.push({ type, location, bytes: Buffer.concat(pieces) });
  }
  return found;
}

const first = (json: DicomJson | undefined, tag: string) => json?.[tag]?.Value?.[0];

test('nobody without a key, and a wrong key is nobody', async () => {
  const { url } = started.server;
  expect((await fetch(`${url}/dicom-web/studies`)).status).toBe(401);
  expect((await fetch(`${url}/dicom-web/~wrong/studies`)).status).toBe(401);
  const bearer = await fetch(`${url}/dicom-web/studies`, { headers: { authorization: `Bearer ${token}` } });
  expect(bearer.status).toBe(204);
});

test('rubbish is refused in words', async () => {
  const answer = await post(`${base}/studies`, [Buffer.from('this is no DICOM object')]);
  expect(answer.status).toBe(409);
  const json = (await answer.json()) as DicomJson;
  // No UID could be read: it is none of the failed instances.
  expect(json['00081198']).toBeUndefined();
  expect(first(json, '0008119A')).toMatchObject({ '00081197': { Value: [0xc000] } });
  const sent = async (type: string, body: string) =>
    (await fetch(`${base}/studies`, { method: 'POST', headers: { 'content-type': type }, body })).status;
  expect(await sent('text/plain', 'x')).toBe(415);
  expect(await sent('multipart/related; type="application/dicom+json"; boundary=x', 'x')).toBe(415);
  expect(await sent('multipart/related; type="application/dicom"', 'x')).toBe(400);
  expect(await sent('multipart/related; type="application/dicom"; boundary=x', '--x--')).toBe(400);
  expect((await fetch(`${base}/studies?NoSuchThing=1`)).status).toBe(400);
});

test('series by the request that they were made for, by name or number of the attributes', async () => {
  const film = chestFilm({ study: '8801', accession: 'Q1', patientId: 'P8801', name: 'Asked^For' });
  const dataSet = readPart10(film, { inflate }).dataSet.copy();
  const item = new DataSet().set('ScheduledProcedureStepID', 'SPS 1').set('RequestedProcedureID', 'RP1');
  dataSet.set('RequestAttributesSequence', [item]);
  expect(
    (await post(`${base}/studies`, [writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' })])).status,
  ).toBe(200);
  const asked = async (query: string) => fetch(`${base}/series?${query}`);
  for (const query of [
    'RequestAttributesSequence.ScheduledProcedureStepID=SPS%201&RequestAttributesSequence.RequestedProcedureID=RP1',
    '00400275.00400009=SPS*',
  ]) {
    const [series, ...more] = (await (await asked(query)).json()) as DicomJson[];
    expect(more).toEqual([]);
    expect(first(first(series, '00400275') as DicomJson, '00401001')).toBe('RP1');
  }
  expect((await asked('RequestAttributesSequence.ScheduledProcedureStepID=SPS%202')).status).toBe(204);
  const refused = await asked('ScheduledProcedureStepSequence.ScheduledProcedureStepID=SPS%201');
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('can be searched by')]);
});

describe.skipIf(!hasSharedData)('objects of the data set', () => {
  const path = (name: string) => sharedDataPath(`imaging/${name}`);

  test('there and back, bit for bit', async () => {
    const files = await Promise.all(
      ['single/CT_small.dcm', 'charset/chrX1.dcm', 'charset/chrX2.dcm'].map((name) => readFile(path(name))),
    );
    const answer = await post(`${base}/studies`, files);
    expect([answer.status, await answer.clone().text()]).toEqual([200, expect.any(String)]);
    const json = (await answer.json()) as DicomJson;
    expect(json['00081199']?.Value).toHaveLength(3);
    const again = await post(`${base}/studies`, files);
    expect(again.status).toBe(200);
    for (const [index, reference] of (json['00081199']?.Value ?? []).entries()) {
      const url = first(reference as DicomJson, '00081190');
      const [part] = await partsOf(await fetch(String(url)));
      expect(part?.bytes.equals(files[index] ?? Buffer.alloc(0))).toBe(true);
    }
  });

  test('an object for another study than the address says is refused with its UIDs, the others are stored', async () => {
    const files = await Promise.all(['charset/chrX1.dcm', 'single/CT_small.dcm'].map((name) => readFile(path(name))));
    const answer = await post(`${base}/studies/1.3.6.1.4.1.5962.1.2.1.20040119072730.12322`, files);
    expect(answer.status).toBe(202);
    const json = (await answer.json()) as DicomJson;
    expect(json['00081199']?.Value).toHaveLength(1);
    const failed = first(json, '00081198') as DicomJson;
    expect(first(failed, '00081197')).toBe(0xa900);
    expect(first(failed, '00081155')).toMatch(/^1\.3\./);
  });

  test('one object, frame or value as it is, whole or a range of it; parts where nobody says otherwise', async () => {
    const file = await readFile(path('single/CT_small.dcm'));
    const [found] = (await (await fetch(`${base}/instances?PatientID=1CT1`)).json()) as DicomJson[];
    const url = String(first(found, '00081190'));
    const get = (at: string, headers: Record<string, string>) => fetch(`${url}${at}`, { headers });
    const bytes = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
    const whole = await get('', { accept: 'application/dicom' });
    expect(whole.headers.get('content-type')).toMatch(/^application\/dicom;/);
    expect((await bytes(whole)).equals(file)).toBe(true);
    const some = await get('', { accept: 'application/dicom', range: 'bytes=128-131' });
    expect([some.status, (await bytes(some)).toString()]).toEqual([206, 'DICM']);
    expect((await get('', { accept: 'application/dicom', range: 'bytes=999999-' })).status).toBe(416);
    const pixels = file.subarray(file.length - 128 * 128 * 2 - 138, file.length - 138);
    const octets = { accept: 'application/octet-stream' };
    expect((await bytes(await get('/frames/1', octets))).equals(pixels)).toBe(true);
    const [meta] = (await (await get('/metadata', {})).json()) as DicomJson[];
    const uri = meta?.['7FE00010']?.BulkDataURI ?? '';
    const [part] = await partsOf(await fetch(uri));
    expect(part?.bytes.equals(pixels)).toBe(true);
    expect((await bytes(await get('/bulk/00100020', octets))).toString()).toBe('1CT1');
    expect((await get('/frames/1', { accept: 'multipart/related; type="image/jpeg"' })).status).toBe(406);
  });

  test('all bulk data and all pixels of an instance, series and study, at the addresses of the metadata', async () => {
    const file = await readFile(path('single/CT_small.dcm'));
    const [found] = (await (await fetch(`${base}/instances?PatientID=1CT1`)).json()) as DicomJson[];
    const url = String(first(found, '00081190'));
    const pixels = file.subarray(file.length - 128 * 128 * 2 - 138, file.length - 138);
    const [meta] = (await (await fetch(`${url}/metadata`)).json()) as DicomJson[];
    const uris = Object.values(meta ?? {}).flatMap(({ BulkDataURI }) => BulkDataURI ?? []);
    const octets = 'multipart/related; type="application/octet-stream"';
    const asked = async (at: string, accept: string) => {
      const answer = await fetch(at, { headers: { accept } });
      expect(answer.status, at).toBe(200);
      return partsOf(answer);
    };
    for (const at of [url, url.replace(/\/instances.*/, ''), url.replace(/\/series.*/, '')]) {
      const all = await asked(`${at}/bulkdata`, octets);
      expect(all.map(({ location }) => location).sort()).toEqual(uris.toSorted());
      const one = await asked(`${at}/pixeldata`, octets);
      expect(one.map(({ location, bytes }) => [location, bytes.equals(pixels)])).toEqual([[`${url}/frames`, true]]);
    }
    const some = await fetch(`${url}/pixeldata`, {
      headers: { accept: 'application/octet-stream', range: 'bytes=5-1028' },
    });
    expect(some.status).toBe(206);
    expect(Buffer.from(await some.arrayBuffer()).equals(pixels.subarray(5, 1029))).toBe(true);
    const refused = await fetch(`${url}/pixeldata`, { headers: { accept: 'image/jpeg' } });
    expect([refused.status, await refused.text()]).toEqual([406, expect.stringContaining('application/octet-stream')]);
    expect((await fetch(`${url}/pixeldata/1`)).status).toBe(404);
  });

  test('compressed pixels: decoded as one value for who takes octets, frame by frame as stored for who takes them so', async () => {
    const stored = (await (
      await post(`${base}/studies`, [await readFile(path('syntax/SC_rgb_rle_2frame.dcm'))])
    ).json()) as DicomJson;
    const url = String(first(first(stored, '00081199') as DicomJson, '00081190'));
    const asked = async (at: string, accept: string) =>
      partsOf(await fetch(`${url}${at}`, { headers: { accept: `multipart/related; type="${accept}"` } }));
    const octets = 'application/octet-stream';
    const [whole, ...more] = await asked('/pixeldata', octets);
    const frames = [...(await asked('/frames/1', octets)), ...(await asked('/frames/2', octets))];
    expect([whole?.location, more]).toEqual([`${url}/frames`, []]);
    expect(whole?.bytes.equals(Buffer.concat(frames.map(({ bytes }) => bytes)))).toBe(true);
    const part = await fetch(`${url}/pixeldata`, { headers: { accept: octets, range: 'bytes=29990-30009' } });
    expect(Buffer.from(await part.arrayBuffer()).equals(whole?.bytes.subarray(29_990, 30_010) ?? Buffer.alloc(0))).toBe(
      true,
    );
    const lies = (name: string) => readFile(path(`syntax/ct-one-image/${name}.dcm`));
    const bigEndian = await lies('BigEndianExplicit_1.2.840.10008.1.2.2');
    const { dataSet } = readPart10(await lies('LittleEndianExplicit_1.2.840.10008.1.2.1'), { inflate });
    const big = (await (await post(`${base}/studies`, [bigEndian])).json()) as DicomJson;
    const little = Buffer.from(dataSet.bytes('PixelData') ?? []);
    const served = async (headers: Record<string, string>) => {
      const at = `${first(first(big, '00081199') as DicomJson, '00081190')}/pixeldata`;
      return Buffer.from(await (await fetch(at, { headers: { accept: octets, ...headers } })).arrayBuffer());
    };
    expect((await served({})).equals(little)).toBe(true);
    expect((await served({ range: 'bytes=3-100' })).equals(little.subarray(3, 101))).toBe(true);
    const asStored = await asked('/pixeldata', 'image/dicom-rle');
    expect(asStored.map(({ type, location }) => [type.split(';')[0], location])).toEqual(
      [1, 2].map((number) => ['image/dicom-rle', `${url}/frames/${number}`]),
    );
  });

  test('XML for who asks for it: metadata, what is found, what was stored', async () => {
    const accept = 'multipart/related; type="application/dicom+xml"';
    const xml = async (at: string) => {
      const answer = await fetch(`${base}${at}`, { headers: { accept } });
      const parts = await partsOf(answer);
      return { parts, warning: answer.headers.get('warning') ?? '' };
    };
    const { parts, warning } = await xml('/studies?PatientID=1CT1&fuzzymatching=true');
    expect(parts.map(({ type }) => type)).toEqual(['application/dicom+xml']);
    expect(parts[0]?.bytes.toString()).toContain('keyword="PatientID"><Value number="1">1CT1</Value>');
    expect(warning).toContain('fuzzymatching parameter is not supported');
    const uid = '1.3.6.1.4.1.5962.1.2.1.20040119072730.12322';
    expect((await xml(`/studies/${uid}/metadata`)).parts[0]?.bytes.toString()).toContain('<BulkData uri="http');
    const again = await fetch(`${base}/studies`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/dicom', accept } },
      body: await readFile(path('single/CT_small.dcm')),
    });
    expect(again.status).toBe(200);
    expect((await partsOf(again))[0]?.bytes.toString()).toContain('keyword="ReferencedSOPSequence"');
  });

  test('Chinese names are found and come back as they are', async () => {
    const answer = await fetch(`${base}/studies?PatientName=${encodeURIComponent('*王*')}&includefield=all`);
    expect(answer.status).toBe(200);
    const found = (await answer.json()) as DicomJson[];
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(JSON.stringify(one['00100010'])).toContain('王');
  });

  test('metadata without pixels, frames by number, search at every level', async () => {
    const [study] = (await (await fetch(`${base}/studies?ModalitiesInStudy=CT`)).json()) as DicomJson[];
    const uid = first(study, '0020000D');
    const [series] = (await (await fetch(`${base}/studies/${uid}/series`)).json()) as DicomJson[];
    const [instance] = (await (await fetch(`${base}/studies/${uid}/instances`)).json()) as DicomJson[];
    const at = `${base}/studies/${uid}/series/${first(series, '0020000E')}`;
    const [meta] = (await (await fetch(`${at}/metadata`)).json()) as DicomJson[];
    expect(first(meta, '00280010')).toBe(first(instance, '00280010'));
    expect(meta?.['7FE00010']?.BulkDataURI).toContain('/frames');
    const kept = await fetch(`${at}/metadata`);
    expect(await kept.json()).toEqual([meta]);
    const frames = await fetch(`${at}/instances/${first(instance, '00080018')}/frames/1`);
    const [frame] = await partsOf(frames);
    expect(frame?.bytes.length).toBe(128 * 128 * 2);
    expect((await fetch(`${at}/instances/${first(instance, '00080018')}/frames/2`)).status).toBe(404);
  });

  test('a token for one study opens no other', async () => {
    const studies = (await (await fetch(`${base}/studies`)).json()) as DicomJson[];
    const [mine, other] = studies.map((study) => String(first(study, '0020000D')));
    const grant = { label: 'link', studyUid: mine ?? '', createdBy: null, lifeMs: 60_000 };
    const limited = `${started.server.url}/dicom-web/~${await issueToken(started.server.kernel, grant)}`;
    expect(await (await fetch(`${limited}/studies`)).json()).toHaveLength(1);
    expect((await fetch(`${limited}/studies/${other}/metadata`)).status).toBe(404);
    expect((await post(`${limited}/studies`, [Buffer.from('x')])).status).toBe(403);
    started.clock.pass(61_000);
    expect((await fetch(`${limited}/studies`)).status).toBe(401);
  });
});

describe('what cannot be meant or sent is said', () => {
  test.each([
    'studies?StudyDate=abc',
    'studies?StudyDate=2026-01-31',
    'studies?StudyDate=20260101-20261301',
    'studies?PatientBirthDate=-',
    'studies?StudyTime=25',
    'series?SeriesNumber=first',
    'studies?StudyInstanceUID=A%27',
  ])('%s is refused', async (search) => {
    const answer = await fetch(`${base}/${search}`);
    expect([answer.status, (await answer.json()).code]).toEqual([400, 'INPUT_INVALID']);
  });

  test.each(['StudyDate=2019-', 'StudyDate=-20991231', 'StudyTime=08-1215', 'PatientBirthDate=*', 'PatientID='])(
    '%s is not',
    async (key) => {
      expect([200, 204]).toContain((await fetch(`${base}/studies?${key}`)).status);
    },
  );

  test('a search of instances brings along what it is asked for from the objects', async () => {
    await post(`${base}/studies`, [
      chestFilm({ study: '5602', accession: 'W2', patientId: 'P57', name: 'With^Fields' }),
    ]);
    const one = async (more: string): Promise<DicomJson> => {
      const found: DicomJson[] = await (await fetch(`${base}/instances?AccessionNumber=W2${more}`)).json();
      expect(found).toHaveLength(1);
      return found[0] ?? {};
    };
    const [bits, spacing] = ['00280101', '00281052'];
    expect(await one('')).not.toHaveProperty(bits);
    expect(first(await one('&includefield=BitsStored'), bits)).toBeTypeOf('number');
    expect(await one('&includefield=BitsStored')).not.toHaveProperty(spacing);
    const whole = await one('&includefield=all');
    expect(Object.keys(whole)).toEqual(expect.arrayContaining([bits, '7FE00010', '00081190']));
    expect(whole['7FE00010']?.BulkDataURI).toContain(base);
    expect((await fetch(`${base}/instances?includefield=Nonsense`)).status).toBe(400);
  });

  test('an attribute that nothing is narrowed by at this level is named', async () => {
    await post(`${base}/studies`, [chestFilm({ study: '5601', accession: 'W1', patientId: 'P56', name: 'Warn^One' })]);
    const warned = async (search: string) => (await fetch(`${base}/${search}`)).headers.get('warning') ?? '';
    expect(await warned('studies?AccessionNumber=W1&PerformingPhysicianName=X&Modality=DX')).toContain(
      'Not matched at this level, all values are returned: PerformingPhysicianName, Modality.',
    );
    expect(await warned('series?AccessionNumber=W1&Modality=DX')).toBe('');
  });

  test.each([
    ['studies', 'image/png'],
    ['studies/5601/metadata', 'text/html'],
    ['studies/5601/series/1/instances/1/rendered', 'image/gif'],
    ['studies/5601/thumbnail', 'application/dicom'],
  ])('%s as %s: 406', async (path, accept) => {
    const answer = await fetch(`${base}/${path}`, { headers: { accept } });
    expect(answer.status).toBe(406);
    expect((await answer.json()).detail.what).toContain(accept);
  });
});
