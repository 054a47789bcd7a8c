// The disk cache of frames: what was kept comes back whole or not at all, and never beyond its room.
import { mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFrameCache } from './frame-cache.ts';

let folder: string;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-frames-'));
  now = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const key = new Uint8Array(32).fill(7);
const open = (quotaBytes = 1e9, withKey = key, mayWrite = true) =>
  openFrameCache({ folder, key: withKey, quotaBytes, mayWrite: () => mayWrite, nowMs: () => (now += 1_000) });
const content = (seed: number, length = 500) => Uint8Array.from({ length }, (_, at) => (at * 31 + seed) % 256);

async function files(): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

test('kept over a restart, enciphered, under names that tell nothing', async () => {
  const cache = await open();
  expect(await cache.put('1.2.3', '9.8.7/1', { tag: 'abc', content: content(1) })).toBe(true);
  expect(await cache.put('1.2.3', '9.8.7/1', { tag: 'def', content: content(2) })).toBe(true);
  const again = await open();
  expect(again.tagOf('1.2.3', '9.8.7/1')).toBe('def');
  expect(await again.get('1.2.3', '9.8.7/1')).toEqual({ tag: 'def', content: content(2) });
  expect(await again.get('1.2.3', '9.8.7/2')).toBeNull();
  expect(await again.get('1.2.4', '9.8.7/1')).toBeNull();
  expect(again.bytes()).toBe(cache.bytes());
  const [only = '', ...rest] = await files();
  expect(rest).toEqual([]);
  expect(only).not.toContain('9.8.7');
  expect((await readFile(only)).includes(Buffer.from(content(2).subarray(0, 16)))).toBe(false);
});

test('a file cut anywhere, with any byte changed, or under another key is not served', async () => {
  const whole = await open();
  await whole.put('s', 'a', { tag: '', content: content(3, 40) });
  const [path = ''] = await files();
  const bytes = await readFile(path);
  for (let length = 0; length < bytes.length; length += 1) {
    await writeFile(path, bytes);
    const cache = await open();
    await truncate(path, length);
    expect(await cache.get('s', 'a'), `cut at ${length}`).toBeNull();
    const changed = Buffer.from(bytes);
    changed[length] = (changed[length] ?? 0) ^ 1;
    await writeFile(path, changed);
    expect(await (await open()).get('s', 'a'), `changed at ${length}`).toBeNull();
  }
  await writeFile(path, bytes);
  expect(await (await open()).get('s', 'a')).not.toBeNull();
  expect(await (await open(1e9, new Uint8Array(32).fill(8))).get('s', 'a')).toBeNull();
});

test('a file in the place of another is not taken for it', async () => {
  const cache = await open();
  await cache.put('s', 'a', { tag: '', content: content(1) });
  const [first = ''] = await files();
  await cache.put('s', 'b', { tag: '', content: content(2) });
  const second = (await files()).find((path) => path !== first) ?? '';
  await rename(first, second);
  expect(await cache.get('s', 'b')).toBeNull();
});

test('what a crash left half written goes at the next start', async () => {
  const cache = await open();
  await cache.put('s', 'a', { tag: '', content: content(1) });
  const [path = ''] = await files();
  await writeFile(join(path, '..', 'new-9'), 'half');
  await open();
  expect(await files()).toEqual([path]);
});

test('the study unused longest makes room; one that alone is too large is not kept', async () => {
  const cache = await open(4_000);
  for (const study of ['1', '2', '3']) await cache.put(study, 'a', { tag: '', content: content(1, 1_000) });
  await cache.get('1', 'a');
  await cache.put('4', 'a', { tag: '', content: content(1, 1_000) });
  expect(['1', '2', '3', '4'].map((study) => cache.tagOf(study, 'a'))).toEqual(['', null, '', '']);
  expect(await cache.put('5', 'a', { tag: '', content: content(1, 5_000) })).toBe(false);
  expect(cache.bytes()).toBeLessThanOrEqual(4_000);
  const size = (await Promise.all((await files()).map((path) => readFile(path)))).reduce(
    (sum, one) => sum + one.length,
    0,
  );
  expect(size).toBe(cache.bytes());
});

test('nothing is written while the disk is nearly full', async () => {
  const cache = await open(1e9, key, false);
  expect(await cache.put('s', 'a', { tag: '', content: content(1) })).toBe(false);
  expect(await files()).toEqual([]);
});

test('so many studies at most; those that go last make room for no other, and are the only ones left when all others went', async () => {
  const last = new Set(['critical', 'mine']);
  const cache = await openFrameCache({
    ...{ folder, key, quotaBytes: 1e9, mayWrite: () => true, nowMs: () => (now += 1_000) },
    mostStudies: 3,
    lastToGo: async () => last,
  });
  const put = (study: string) => cache.put(study, 'a', { tag: '', content: content(1) });
  const kept = async () => {
    const names = ['critical', 'one', 'two', 'three', 'mine', 'four'];
    return names.filter((name) => cache.tagOf(name, 'a') !== null);
  };
  for (const name of ['critical', 'one', 'two']) await put(name);
  expect(await put('three')).toBe(true);
  expect(await kept()).toEqual(['critical', 'two', 'three']);
  expect(await put('mine')).toBe(true);
  expect(await kept()).toEqual(['critical', 'three', 'mine']);
  last.add('three');
  expect(await put('four')).toBe(false);
  expect(await kept()).toEqual(['critical', 'three', 'mine']);
});
