// One frame that was kept with its series: shown from the disk when the server says that nothing changed, or is away; else fetched.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail } from '../../../core/kernel/errors.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import type { HostSession } from '../contract/sessions.ts';
import { openFrameCache } from './frame-cache.ts';
import { createPixelDoor } from './pixels.ts';
import { createStudies } from './studies.ts';
import { createTraffic } from './traffic.ts';

const tag = 'ab'.repeat(16);
let folder: string;
let asked: string[];
let answer: (path: string) => Response;
let mayLook: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-pixels-'));
  asked = [];
  mayLook = () => undefined;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function look(): Promise<number[]> {
  const key = new Uint8Array(32).fill(3);
  const cache = await openFrameCache({ folder, key, quotaBytes: 1e6, mayWrite: () => true, nowMs: () => 1_000 });
  const studies = createStudies(cache);
  const manifest = madeStudy('1.1', [{ count: 3 }]);
  await studies.keepManifest(manifest);
  const series = manifest.series[0];
  const sopInstanceUid = series?.instances[1]?.sopInstanceUid ?? '';
  const place = { studyUid: '1.1', sopInstanceUid, frame: 1 };
  await studies.keepFrame(place, { kind: 0, width: 2, height: 1, pieces: [new Uint8Array([1, 2])] }, `"${tag}"`);
  const door = createPixelDoor({
    studies,
    grants: { given: async () => undefined, withdrawn: async () => undefined, require: async () => mayLook() },
    traffic: createTraffic(),
    link: { online: () => true, worked: () => undefined, failed: () => undefined },
    signedFetch: async ({ path, headers }) => {
      asked.push(`${path.split('/')[2]} ${headers?.get('if-none-match') ?? ''}`);
      return answer(path);
    },
  });
  const url = new URL(`http://station/imaging/pixels/1.1/${series?.seriesInstanceUid}/${sopInstanceUid}/1`);
  // The door looks at the rights and hands the token on.
  const session = { serverToken: 'token', info: { rights: ['radiology.view'] } } as unknown as HostSession;
  const got = await door(new Request(url), url, session);
  return [...new Uint8Array((await got?.arrayBuffer()) ?? new ArrayBuffer(0))];
}

test('unchanged at the server: from the disk, no pixels sent', async () => {
  answer = () => new Response(null, { status: 304 });
  expect(await look()).toEqual([1, 2]);
  expect(asked).toEqual([`stream "${tag}"`]);
});

test('changed at the server: fetched anew', async () => {
  const headers = { 'x-pixel-kind': 'u8', 'x-width': '2', 'x-height': '1' };
  answer = (path) =>
    path.includes('/stream/') ? new Response('other') : new Response(new Uint8Array([7, 8]), { headers });
  expect(await look()).toEqual([7, 8]);
  expect(asked).toEqual([`stream "${tag}"`, 'pixels ']);
});

test('the server is away, or goes in the middle: from the disk', async () => {
  answer = () => {
    throw new Error('fetch failed');
  };
  expect(await look()).toEqual([1, 2]);
  const cut = () => new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) });
  answer = () => new Response(cut());
  expect(await look()).toEqual([1, 2]);
});

test('the server is away: who it has not lately let see the study gets no pixels, but the refusal', async () => {
  answer = () => {
    throw new Error('fetch failed');
  };
  mayLook = () => {
    throw fail('IMAGES_NOT_GRANTED', { studyUid: '1.1' });
  };
  const said = new TextDecoder().decode(Uint8Array.from(await look()));
  expect(JSON.parse(said)).toMatchObject({ code: 'IMAGES_NOT_GRANTED', data: { studyUid: '1.1' } });
});
