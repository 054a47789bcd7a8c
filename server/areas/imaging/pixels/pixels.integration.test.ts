// Pixels over HTTP from real objects: single frames, the stream, pictures, and other transfer syntaxes, each the same pixels.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DicomJson } from '../../../../core/dicom/json.ts';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { issueToken } from '../tokens.ts';
import { frameHeaderBytes, refusedKind } from './stream.ts';

let started: TestServer;
let url: string;
let token: string;

beforeAll(async () => {
  started = await startTestServer();
  url = started.server.url;
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  token = await issueToken(started.server.kernel, grant);
});
afterAll(() => started.close());

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

/** Stores a file; its address as study/series/instance. */
async function store(name: string): Promise<[string, string, string]> {
  const answer = await fetch(`${url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: await readFile(sharedDataPath(`imaging/${name}`)),
  });
  const json = (await answer.json()) as DicomJson;
  const [item] = (json['00081199']?.Value ?? []) as DicomJson[];
  const parts = String(item?.['00081190']?.Value?.[0]).split('/');
  return [parts.at(-5) ?? '', parts.at(-3) ?? '', parts.at(-1) ?? ''];
}

interface StreamedFrame {
  instance: number;
  frame: number;
  kind: number;
  width: number;
  height: number;
  bytes: Uint8Array;
}

async function readStream(response: Response): Promise<StreamedFrame[]> {
  const all = new Uint8Array(await response.arrayBuffer());
  const view = new DataView(all.buffer);
  const frames: StreamedFrame[] = [];
  for (let at = 0; at < all.length; ) {
    const [instance = 0, frame = 0, kind = 0, width = 0, height = 0, length = 0] = Array.from(
      { length: 6 },
      (_, index) => view.getUint32(at + index * 4, true),
    );
    at += frameHeaderBytes;
    frames.push({ instance, frame, kind, width, height, bytes: all.subarray(at, at + length) });
    at += length;
  }
  return frames;
}

test('nobody without a key', async () => {
  expect((await fetch(`${url}/imaging/pixels/1.2/1.2/1.2/1`)).status).toBe(401);
  expect((await fetch(`${url}/imaging/stream/1.2`)).status).toBe(401);
  expect((await ask('/imaging/pixels/1.2/1.2/1.2/1')).status).toBe(404);
});

describe.skipIf(!hasSharedData)('objects of the data set', () => {
  test('a compressed frame as plain samples, kept by the browser, hidden from a token of another study', async () => {
    const at = await store('single/emri_small.dcm');
    const answer = await ask(`/imaging/pixels/${at.join('/')}/3`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-pixel-kind')).toBe('u16');
    expect(answer.headers.get('x-width')).toBe('64');
    expect((await answer.arrayBuffer()).byteLength).toBe(64 * 64 * 2);
    const etag = answer.headers.get('etag') ?? '';
    expect((await ask(`/imaging/pixels/${at.join('/')}/3`, { 'if-none-match': etag })).status).toBe(304);
    expect((await ask(`/imaging/pixels/${at.join('/')}/11`)).status).toBe(404);
    const grant = { label: 'link', studyUid: '1.2.3', createdBy: null, lifeMs: 60_000 };
    const other = await issueToken(started.server.kernel, grant);
    const refused = await ask(`/imaging/pixels/${at.join('/')}/3`, { authorization: `Bearer ${other}` });
    expect(refused.status).toBe(404);
    expect((await ask(`/imaging/stream/${at[1]}`, { authorization: `Bearer ${other}` })).status).toBe(404);
  });

  test('the stream gives the same frames in the order asked for', async () => {
    const at = await store('single/emri_small.dcm');
    const frames = await readStream(await ask(`/imaging/stream/${at[1]}?from=4`));
    expect(frames.map(({ frame }) => frame)).toEqual([5, 6, 4, 7, 3, 8, 2, 9, 1, 10]);
    const single = new Uint8Array(await (await ask(`/imaging/pixels/${at.join('/')}/7`)).arrayBuffer());
    expect(frames[3]?.bytes).toEqual(single);
    const some = await readStream(await ask(`/imaging/stream/${at[1]}?order=9-7,0`));
    expect(some.map(({ frame }) => frame)).toEqual([10, 9, 8, 1]);
    expect((await ask(`/imaging/stream/${at[1]}?order=10`)).status).toBe(400);
  });

  test('a frame that cannot be shown is said to be so in its place', async () => {
    const at = await store('syntax/generated/mpeg4-avc-high41.dcm');
    const [frame] = await readStream(await ask(`/imaging/stream/${at[1]}`));
    expect(frame?.kind).toBe(refusedKind);
    expect(JSON.parse(Buffer.from(frame?.bytes ?? []).toString())).toMatchObject({ code: 'NOT_RENDERABLE' });
    const answer = await ask(`/imaging/pixels/${at.join('/')}/1`);
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain('video');
  });

  test('pictures: window, viewport, type; square pixels; a report has none', async () => {
    const [study, series, instance] = await store('single/CT_small.dcm');
    const at = `/dicom-web/studies/${study}/series/${series}/instances/${instance}`;
    const png = await ask(`${at}/rendered?window=40,400,linear`, { accept: 'image/png' });
    expect(png.headers.get('content-type')).toBe('image/png');
    const { data, info } = await sharp(Buffer.from(await png.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([128, 128]);
    expect(new Set(data).size).toBeGreaterThan(20);
    const small = await ask(`${at}/frames/1/rendered?viewport=64,32&quality=50`);
    expect(small.headers.get('content-type')).toBe('image/jpeg');
    const drawn = await sharp(Buffer.from(await small.arrayBuffer())).metadata();
    expect([drawn.width, drawn.height]).toEqual([32, 32]);
    expect((await ask(`${at}/rendered?window=1`)).status).toBe(400);
    expect((await ask(`${at}/rendered?viewport=10,10,500,500,10,10`)).status).toBe(400);
    const thumbnail = await ask(`/dicom-web/studies/${study}/series/${series}/thumbnail`);
    expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).width).toBe(200);
    const [reportStudy, reportSeries, report] = await store('nonimage/reportsi.dcm');
    const none = await ask(`/dicom-web/studies/${reportStudy}/series/${reportSeries}/instances/${report}/rendered`);
    expect(none.status).toBe(415);
  });

  test('JPEG 2000 in explicit little endian when nothing else is taken, in words that say what they are', async () => {
    const [study, series, instance] = await store('malformed/693_J2KI.dcm');
    const at = `/dicom-web/studies/${study}/series/${series}/instances/${instance}`;
    const type = 'multipart/related; type="application/dicom"';
    const answer = await ask(at, { accept: `${type}; transfer-syntax=1.2.840.10008.1.2.1` });
    const body = Buffer.from(await answer.arrayBuffer());
    expect(body.subarray(0, 300).toString('latin1')).toContain('transfer-syntax=1.2.840.10008.1.2.1');
    const start = body.indexOf('\r\n\r\n') + 4;
    const { dataSet, transferSyntax } = readPart10(body.subarray(start, body.lastIndexOf('\r\n--')));
    expect(transferSyntax.uid).toBe('1.2.840.10008.1.2.1');
    const samples = Buffer.from(await (await ask(`/imaging/pixels/${study}/${series}/${instance}/1`)).arrayBuffer());
    expect(Buffer.from(dataSet.bytes('PixelData') ?? []).equals(samples)).toBe(true);
    const refused = await ask(at, { accept: `${type}; transfer-syntax=1.2.840.10008.1.2.4.80` });
    expect(refused.status).toBe(406);
    const frames = await ask(`${at}/frames/1`, { accept: 'multipart/related; type="application/octet-stream"' });
    expect(Buffer.from(await frames.arrayBuffer()).includes(samples)).toBe(true);
  });
});
