// What happens to a kept study when the server says that it changed: kept anew, removed with its files, or left until somebody may ask.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import type { HostSession } from '../contract/sessions.ts';
import { type FrameCache, openFrameCache } from './frame-cache.ts';
import { createStudies, type Studies } from './studies.ts';
import { createStudyNews, type StudyNews } from './study-news.ts';

let folder: string;
let cache: FrameCache;
let studies: Studies;
let news: StudyNews;
let answer: () => Promise<StudyManifest>;
const reader = { serverToken: 'token' } as HostSession;
const logged: string[] = [];
const refusals: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-news-'));
  const key = new Uint8Array(32).fill(9);
  cache = await openFrameCache({ folder, key, quotaBytes: 1e8, mayWrite: () => true, nowMs: () => Date.now() });
  studies = createStudies(cache);
  logged.length = 0;
  const refused = async (uid: string) => void refusals.push(uid);
  news = createStudyNews({
    manifest: () => answer(),
    studies,
    refused,
    log: (_level, message) => logged.push(message),
  });
  for (const uid of ['1.1', '1.2']) {
    await studies.keepManifest(madeStudy(uid, [{ count: 1 }]));
    const frame = { kind: 0, width: 2, height: 2, pieces: [new Uint8Array(4)] };
    await studies.keepFrame({ studyUid: uid, sopInstanceUid: `${uid}.9`, frame: 1 }, frame, '');
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const frame = (uid: string) => studies.frame({ studyUid: uid, sopInstanceUid: `${uid}.9`, frame: 1 });

test('a study that the server removed is gone from memory and disk, the other one stays', async () => {
  const before = cache.bytes();
  answer = () => Promise.reject(fail('NOT_FOUND', { what: 'study' }));
  news.seenBy(reader);
  news.changed('1.1');
  await news.settled();
  expect([await studies.manifest('1.1'), await frame('1.1'), studies.keeps('1.1')]).toEqual([null, null, false]);
  expect(await frame('1.2')).not.toBeNull();
  expect(await readdir(folder)).toHaveLength(1);
  expect(cache.bytes()).toBe(before / 2);
});

test('nobody is at work: it is asked when somebody is; an error that says nothing of the study removes nothing', async () => {
  let asked = 0;
  answer = () => {
    asked += 1;
    return Promise.reject(new Error('away'));
  };
  news.changed('1.1');
  await news.settled();
  expect(asked).toBe(0);
  news.seenBy(reader);
  await news.settled();
  expect([asked, logged.length, (await frame('1.1')) !== null]).toEqual([1, 1, true]);
  answer = () => Promise.reject(fail('NOT_FOUND', { what: 'study' }));
  news.seenBy(reader);
  await news.settled();
  expect(await frame('1.1')).toBeNull();
});

test('a study that only grew is kept as it is now; of one that is not kept nothing is asked', async () => {
  let asked = 0;
  answer = async () => {
    asked += 1;
    return { ...madeStudy('1.1', [{ count: 1 }]), revision: 77 };
  };
  news.seenBy(reader);
  news.changed('1.1');
  news.changed('5.5');
  await news.settled();
  expect([asked, (await studies.manifest('1.1'))?.revision]).toEqual([1, 77]);
});

test('what is handed in after a study was forgotten is kept again', async () => {
  const forgotten = studies.forget('1.1');
  const kept = studies.keepManifest(madeStudy('1.1', [{ count: 1 }]));
  await Promise.all([forgotten, kept]);
  expect(cache.tagOf('1.1', 'manifest')).toBe('');
});

test('who is asked in the name of may not see one of them: noted, and the others are asked about', async () => {
  answer = () => {
    answer = () => Promise.resolve(madeStudy('1.2', [{ count: 2 }]));
    return Promise.reject(fail('RIGHT_MISSING', { studyUid: '1.1' }));
  };
  refusals.length = 0;
  news.changed('1.1');
  news.changed('1.2');
  news.seenBy(reader);
  await news.settled();
  expect(refusals).toEqual(['1.1']);
  expect((await studies.manifest('1.2'))?.series[0]?.instances).toHaveLength(2);
});
