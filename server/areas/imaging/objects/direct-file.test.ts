// Files that are written past the cache hold the same as any other, whatever their size, and give their memory back.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDirectFile, type DirectSlots, directSlots, takesDirectWrites } from './direct-file.ts';
import { receivingHolds } from './new-file.ts';
import { headerBytes } from './object-header.ts';
import { openObjectStore, verifyObject } from './object-store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-direct-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const header = Buffer.alloc(headerBytes, 7);
const mega = 1 << 20;

function counted(slots: DirectSlots): DirectSlots & { out: number } {
  const count = {
    out: 0,
    take() {
      const slot = slots.take();
      if (slot) count.out += 1;
      return slot;
    },
    give(slot: Buffer) {
      count.out -= 1;
      slots.give(slot);
    },
  };
  return count;
}

const supported = async () => takesDirectWrites(folder, 'probe', directSlots(1));

describe.each([true, false])('held by the thread: %s', (held) => {
  test.for([0, 1, 3968, 3969, mega - headerBytes - 1, mega - headerBytes, mega - headerBytes + 1, 3 * mega + 17])(
    '%i bytes',
    async (size, { skip }) => {
      if (!(await supported())) skip('this file system takes no direct writes');
      const slots = counted(directSlots(1));
      const slot = slots.take();
      if (!slot) throw new Error('no slot');
      // What another object left there must not come along.
      slot.fill(0xee);
      const path = join(folder, `${held}-${size}`);
      const file = createDirectFile(
        path,
        slot,
        slots,
        receivingHolds(() => held),
      );
      const content = randomBytes(size);
      for (let at = 0; at < size; at += 60_001) await file.append(content.subarray(at, at + 60_001));
      await file.finish(header);
      await file.leave();
      await file.sync();
      await file.close();
      await file.close();
      const found = readFileSync(path);
      expect(found.subarray(0, headerBytes).equals(header)).toBe(true);
      expect(found.subarray(headerBytes, headerBytes + size).equals(content)).toBe(true);
      expect(found.subarray(headerBytes + size).every((byte) => byte === 0)).toBe(true);
      expect(slots.out).toBe(0);
    },
  );
});

test('an object that is broken off leaves no file and gives its memory back', async ({ skip }) => {
  if (!(await supported())) skip('this file system takes no direct writes');
  const slots = counted(directSlots(1));
  const slot = slots.take();
  if (!slot) throw new Error('no slot');
  const path = join(folder, 'broken');
  const file = createDirectFile(
    path,
    slot,
    slots,
    receivingHolds(() => true),
  );
  await file.append(Buffer.alloc(1000));
  await file.close();
  expect(existsSync(path)).toBe(false);
  expect(slots.out).toBe(0);
});

test('more objects at once than there are slots are all kept, and the probe leaves nothing', async () => {
  let id = 0;
  const store = await openObjectStore({
    root: join(folder, 'store'),
    cipher: 'aes-256-ctr',
    key: Buffer.alloc(32, 1),
    randomBytes,
    now: () => new Date('2026-11-21T00:00:00Z'),
    newId: () => String(++id),
    holds: receivingHolds(() => false),
  });
  const content = randomBytes(70_000);
  const writers = await Promise.all(Array.from({ length: 34 }, () => store.create()));
  for (const writer of writers) await writer.write(content);
  const stored = await Promise.all(writers.map((writer) => writer.finish()));
  for (const { path } of stored) {
    const reader = await store.open(path);
    expect(reader.length).toBe(content.length);
    expect(await verifyObject(reader)).toBe(true);
    await reader.close();
  }
  expect((await readdir(store.root)).filter((name) => name.endsWith('.try'))).toEqual([]);
});

test('a folder that is not there takes no direct writes', () => {
  expect(takesDirectWrites(join(folder, 'nowhere'), 'probe', directSlots(1))).toBe(false);
});
