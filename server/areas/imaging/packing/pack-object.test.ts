// A packed object gives every range of its content back bit for bit, whatever its size, its chunks and its cipher; damage is noticed.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromDifferences, toDifferences } from '../objects/chunk-codec.ts';
import type { ObjectCipherName } from '../objects/object-header.ts';
import { type ObjectStore, openObjectStore, replicateObject, verifyObject } from '../objects/object-store.ts';
import { type PackOutcome, packObject, standardBits } from './pack-object.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'yishu-packing-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const key = randomBytes(32);
const ciphers: ObjectCipherName[] = ['none', 'aes-256-ctr', 'sm4-ctr'];

const open = (cipher: ObjectCipherName, folder: string = cipher): Promise<ObjectStore> =>
  openObjectStore({
    root: join(root, folder),
    cipher,
    key,
    randomBytes,
    now: () => new Date('2026-11-21T10:00:00Z'),
    newId: randomUUID,
  });

async function store(objects: ObjectStore, content: Buffer): Promise<string> {
  const writer = await objects.create();
  await writer.write(content);
  return (await writer.finish()).path;
}

/** Packs it where it lies, as the job does. */
async function pack(
  objects: ObjectStore,
  path: string,
  cipher: ObjectCipherName,
  bits = standardBits,
): Promise<PackOutcome & { file: string; packed: string }> {
  const file = join(objects.root, path);
  const packed = `${file.slice(0, -4)}-packed.obj`;
  const job = { path, source: file, target: packed, cipher, key, iv: randomBytes(16), bits };
  return { ...(await packObject(job)), file, packed };
}

/** Runs, ramps and noise, so that every way of packing a chunk comes up. */
const contents = fc
  .array(fc.record({ kind: fc.constantFrom('run', 'ramp', 'noise'), length: fc.nat(4000), seed: fc.nat(0xffff) }), {
    maxLength: 6,
  })
  .map((parts) =>
    Buffer.concat(
      parts.map(({ kind, length, seed }) => {
        const bytes = Buffer.alloc(length, seed);
        for (let index = 0; index < length; index += 1) {
          if (kind === 'ramp') bytes[index] = index % 2 === 0 ? seed + index / 2 : (seed + index / 2) >> 8;
          if (kind === 'noise') bytes[index] = Math.imul(index + seed, 2654435761) >>> 19;
        }
        return bytes;
      }),
    ),
  );

test('differences are the same bytes again, whatever they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(fromDifferences(toDifferences(bytes)).equals(bytes)).toBe(true);
    }),
  );
});

describe.each(ciphers)('%s', (cipher) => {
  test('any content, any size of chunks, any ranges one after the other', async () => {
    const objects = await open(cipher);
    let packedOnes = 0;
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.integer({ min: 6, max: 13 }),
        fc.array(fc.tuple(fc.nat(26_000), fc.nat(9000), fc.nat(20), fc.nat(20)), { maxLength: 5 }),
        async (content, bits, ranges) => {
          const path = await store(objects, content);
          const { kind, file, packed } = await pack(objects, path, cipher, bits);
          expect(await readFile(file).then((bytes) => bytes.subarray(0, 8).toString())).toBe('YSHOBJ1\n');
          if (kind === 'kept') {
            expect((await readdir(join(objects.root, path, '..'))).includes(packed)).toBe(false);
            return;
          }
          packedOnes += 1;
          const reader = await objects.open(path.replace('.obj', '-packed.obj'));
          expect(reader.length).toBe(content.length);
          expect(reader.sha256).toBe(createHash('sha256').update(content).digest('hex'));
          const answers = await Promise.all(
            ranges.map(([from, length, before, after]) => reader.read(from, length, { before, after })),
          );
          for (const [index, [from, length, before, after]] of ranges.entries()) {
            const expected = content.subarray(from, from + length);
            const answer = answers[index] ?? Buffer.alloc(0);
            expect(answer.length).toBe(before + expected.length + after);
            expect(answer.subarray(before, before + expected.length).equals(expected)).toBe(true);
            expect((await reader.read(from, length)).equals(expected)).toBe(true);
          }
          expect(await verifyObject(reader)).toBe(true);
          await reader.close();
        },
      ),
      { numRuns: 25 },
    );
    expect(packedOnes).toBeGreaterThan(4);
  });

  test('several batches, read through and across', async () => {
    const objects = await open(cipher);
    const content = Buffer.alloc(5_000_001);
    for (let at = 0; at + 1 < content.length; at += 2) content.writeUInt16LE((at * at) % 4093, at);
    const path = await store(objects, content);
    expect(await pack(objects, path, cipher)).toMatchObject({ kind: 'packed' });
    const reader = await objects.open(path.replace('.obj', '-packed.obj'));
    for (const [from, length] of [
      [0, 5_000_001],
      [1_048_570, 3_000_000],
      [4_999_990, 100],
    ] as const) {
      expect((await reader.read(from, length)).equals(content.subarray(from, from + length))).toBe(true);
    }
    await reader.close();
  });
});

test('noise stays as it came, tried in parts or whole; nothing of the trial stays', async () => {
  const objects = await open('aes-256-ctr', 'noise');
  for (const size of [300, 200_000, 4_000_000]) {
    const path = await store(objects, randomBytes(size));
    expect((await pack(objects, path, 'aes-256-ctr')).kind).toBe('kept');
  }
  // What the sample likes and the rest does not.
  const half = Buffer.concat([Buffer.alloc(100_000), randomBytes(1_400_000)]);
  expect((await pack(objects, await store(objects, half), 'aes-256-ctr')).kind).toBe('kept');
  const files = await readdir(objects.root, { recursive: true });
  expect(files.filter((name) => name.includes('packed'))).toEqual([]);
});

test('a packed object is told, has no name in it, another key stream, and can be copied as it lies', async () => {
  const objects = await open('aes-256-ctr', 'told');
  const content = Buffer.from('Zhang^San=张^三'.repeat(9000));
  const path = await store(objects, content);
  const { file, packed } = await pack(objects, path, 'aes-256-ctr');
  const [before, after] = [await readFile(file), await readFile(packed)];
  expect(after.length).toBeLessThan(before.length / 10);
  expect(after.includes(Buffer.from('Zhang'))).toBe(false);
  expect(after.subarray(16, 32).equals(before.subarray(16, 32))).toBe(false);
  const name = path.replace('.obj', '-packed.obj');
  expect(await pack(objects, name, 'aes-256-ctr')).toMatchObject({ kind: 'already', storedBytes: after.length });
  const second = await open('none', 'second');
  await replicateObject(objects.root, second.root, name);
  const reader = await second.open(name);
  expect((await reader.read(0, content.length)).equals(content)).toBe(true);
  await reader.close();
});

test('what was damaged is not packed, and a damaged chunk, table or header of a packed object is noticed', async () => {
  const objects = await open('aes-256-ctr', 'damaged');
  const content = Buffer.from('0123456789'.repeat(40_000));
  const path = await store(objects, content);
  const { file, packed } = await pack(objects, path, 'aes-256-ctr');
  const bytes = await readFile(file);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await rm(packed);
  await expect(pack(objects, path, 'aes-256-ctr')).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  expect((await readdir(join(file, '..'))).some((name) => name.includes('packed'))).toBe(false);

  const other = await store(objects, content);
  const made = await pack(objects, other, 'aes-256-ctr');
  const good = await readFile(made.packed);
  const name = other.replace('.obj', '-packed.obj');
  const places = { table: 130, chunk: good.length - 20, 'chunk bits': 10, 'stored length': 72 };
  for (const [what, place] of Object.entries(places)) {
    const bad = Buffer.from(good);
    bad[place] = (bad[place] ?? 0) ^ 0x40;
    await writeFile(made.packed, bad);
    const read = async () => {
      const reader = await objects.open(name);
      await reader.read(0, content.length).finally(() => reader.close());
    };
    await expect(read(), what).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  }
  await writeFile(made.packed, good.subarray(0, -30));
  const cut = await objects.open(name);
  await expect(cut.read(content.length - 5, 5)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' });
  expect((await cut.read(0, 10)).toString()).toBe('0123456789');
  await cut.close();
});
