// Stored objects: any chunking and any range give the content back; what was cut off is no object.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counterAt } from './object-cipher.ts';
import type { ObjectCipherName } from './object-header.ts';
import { type ObjectStore, openObjectStore, replicateObject, verifyObject } from './object-store.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'yishu-objects-'));
});
afterAll(() => rm(root, { recursive: true }));

const key = randomBytes(32);
const open = (cipher: ObjectCipherName): Promise<ObjectStore> =>
  openObjectStore({
    root: join(root, cipher),
    cipher,
    key,
    randomBytes,
    now: () => new Date('2026-11-21T10:00:00Z'),
    newId: randomUUID,
  });

async function store(objects: ObjectStore, content: Buffer, cuts: number[]): Promise<string> {
  const writer = await objects.create();
  const places = [0, ...cuts.map((cut) => Math.round(cut * content.length)).sort((a, b) => a - b), content.length];
  for (const [index, place] of places.slice(0, -1).entries()) {
    const piece = Buffer.from(content.subarray(place, places[index + 1]));
    await writer.write(piece);
    piece.fill(0);
  }
  return (await writer.finish()).path;
}

test('the counter carries over all 16 bytes', () => {
  expect(counterAt(Buffer.alloc(16, 255), 16)).toEqual(Buffer.alloc(16, 0));
  expect(counterAt(Buffer.alloc(16, 0), 16 * 0x1_00_00_01).subarray(12)).toEqual(Buffer.from([1, 0, 0, 1]));
});

describe.each<ObjectCipherName>(['none', 'aes-256-ctr', 'sm4-ctr'])('%s', (cipher) => {
  test('any chunking, any range', async () => {
    const objects = await open(cipher);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        fc.nat(5000),
        fc.nat(5000),
        async (bytes, cuts, from, length) => {
          const content = Buffer.from(bytes);
          const reader = await objects.open(await store(objects, content, cuts));
          expect(await reader.read(from, length)).toEqual(content.subarray(from, from + length));
          expect(reader.length).toBe(content.length);
          expect(await verifyObject(reader)).toBe(true);
          await reader.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('more than one batch', async () => {
    const objects = await open(cipher);
    const content = randomBytes(3_500_000);
    const reader = await objects.open(await store(objects, content, [0.1, 0.33, 0.5, 0.77]));
    expect((await reader.read(1_048_570, 40)).equals(content.subarray(1_048_570, 1_048_610))).toBe(true);
    expect(await verifyObject(reader)).toBe(true);
    await reader.close();
  });
});

test('a name in the content is not readable on the disk', async () => {
  const objects = await open('aes-256-ctr');
  const path = await store(objects, Buffer.from('Zhang^San=张^三'.repeat(10)), []);
  const onDisk = await readFile(join(objects.root, path));
  expect(onDisk.includes(Buffer.from('Zhang'))).toBe(false);
});

test('what was never finished is refused, listed, and gone after an abort', async () => {
  const objects = await open('aes-256-ctr');
  const writer = await objects.create();
  await writer.write(randomBytes(2_000_000));
  await expect(objects.open(writer.path)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  const listed: string[] = [];
  for await (const path of objects.list(new Date('2026-11-20'))) listed.push(path);
  expect(listed).toContain(writer.path);
  for await (const path of objects.list(new Date('2026-11-22'))) expect(path).toBe('nothing of that day');
  await writer.abort();
  await expect(objects.open(writer.path)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
});

test('a flipped bit, a lost tail and a path outside are noticed', async () => {
  const objects = await open('aes-256-ctr');
  const path = await store(objects, randomBytes(1000), []);
  const file = join(objects.root, path);
  const bytes = await readFile(file);
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const reader = await objects.open(path);
  expect(await verifyObject(reader)).toBe(false);
  await reader.close();
  await truncate(file, 600);
  const cut = await objects.open(path);
  await expect(cut.read(0, 1000)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  await cut.close();
  await expect(objects.open('../../etc/passwd')).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
});

test('only what is whole can be flushed', async () => {
  const objects = await open('aes-256-ctr');
  const path = await store(objects, randomBytes(5000), []);
  expect(await objects.flush(path)).toBe(true);
  await truncate(join(objects.root, path), 3000);
  expect(await objects.flush(path)).toBe(false);
  const writer = await objects.create();
  await writer.write(randomBytes(2_000_000));
  expect(await objects.flush(writer.path)).toBe(false);
  await writer.complete();
  expect(await objects.flush(writer.path)).toBe(true);
  await writer.abort();
  expect(await objects.flush(writer.path)).toBe(false);
});

test('a copy in a second folder can be opened as it is', async () => {
  const objects = await open('aes-256-ctr');
  const content = randomBytes(70_000);
  const path = await store(objects, content, []);
  const second = join(root, 'second');
  await replicateObject(objects.root, second, path);
  const copies = await openObjectStore({
    root: second,
    cipher: 'none',
    key,
    randomBytes,
    now: () => new Date(),
    newId: randomUUID,
  });
  const reader = await copies.open(path);
  expect((await reader.read(0, 70_000)).equals(content)).toBe(true);
  await reader.close();
  expect((await readdir(second, { recursive: true })).some((name) => name.endsWith('.part'))).toBe(false);
});
