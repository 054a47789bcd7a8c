// Header values that no standard allows: the images are stored and found all the same, none is lost to a database that cannot take them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataSet } from '../../../../core/dicom/data-set.ts';
import type { DicomJson } from '../../../../core/dicom/json.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';
import { issueToken } from '../tokens.ts';

let started: TestServer;
let url: string;
beforeAll(async () => {
  started = await startTestServer();
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  url = `${started.server.url}/dicom-web/~${await issueToken(started.server.kernel, grant)}`;
});
afterAll(() => started.close());

const text = (value: string) => new TextEncoder().encode(value);
const image = (study: string) =>
  new DataSet()
    .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7')
    .set('SOPInstanceUID', `1.2.826.0.1.3680043.10.1338.99.${study}.1.1`)
    .set('StudyInstanceUID', `1.2.826.0.1.3680043.10.1338.99.${study}`)
    .set('SeriesInstanceUID', `1.2.826.0.1.3680043.10.1338.99.${study}.1`)
    .set('Rows', 2)
    .set('Columns', 2)
    .set('BitsAllocated', 8)
    .set('SamplesPerPixel', 1)
    .set('PixelData', new Uint8Array(4), 'OB');

test.each([
  [
    'NUL inside texts',
    '1',
    image('1').set('PatientID', text('A\0B'), 'LO').set('PatientName', text('W\0^X\0'), 'PN'),
    'AB',
  ],
  [
    'texts of pages',
    '2',
    image('2')
      .set('PatientID', text('P1'), 'LO')
      .set('AccessionNumber', text(Array.from({ length: 3000 }, (_, at) => at % 7919).join('')), 'SH'),
    'P1',
  ],
  [
    'numbers beyond 32 bit and no whole ones',
    '3',
    image('3')
      .set('PatientID', text('P2'), 'LO')
      .set('SeriesNumber', text('99999999999'), 'IS')
      .set('InstanceNumber', text('1.5'), 'IS'),
    'P2',
  ],
])('%s', async (_, study, dataSet, patient) => {
  const body = Uint8Array.from(writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' }));
  const headers = { 'content-type': 'application/dicom', accept: 'application/dicom+json' };
  const answer = await fetch(`${url}/studies`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  const asked = `${url}/studies?StudyInstanceUID=1.2.826.0.1.3680043.10.1338.99.${study}`;
  const [found] = (await (await fetch(asked)).json()) as DicomJson[];
  expect(found?.['00100020']?.Value?.[0]).toBe(patient);
});

test('a Chinese name of a device that declares no character set is found, and the sender is told', async () => {
  const name = Uint8Array.of(0xcd, 0xf5, 0x5e, 0xd0, 0xa1, 0xb6, 0xab);
  const dataSet = image('4').set('PatientID', text('P3'), 'LO').set('PatientName', name, 'PN');
  const body = Uint8Array.from(writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' }));
  const headers = { 'content-type': 'application/dicom', accept: 'application/dicom+json' };
  const stored = await fetch(`${url}/studies`, { method: 'POST', headers, body });
  expect(decodeURIComponent(stored.headers.get('x-yishu-report') ?? '')).toContain('it may be GB18030');
  const [found] = (await (
    await fetch(`${url}/studies?PatientName=${encodeURIComponent('王^小东')}`)
  ).json()) as DicomJson[];
  expect(found?.['00100010']?.Value).toEqual([{ Alphabetic: '王^小东' }]);
});
