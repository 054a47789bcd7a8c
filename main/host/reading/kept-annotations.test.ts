// Annotations kept at the station while a slow disk and late answers come between: the newest of each reader stays.
import { expect, test } from 'vitest';
import { createKeptAnnotations, type KeptAnnotations } from './kept-annotations.ts';

const entry = (authorId: string, version: number): KeptAnnotations[number] => ({
  authorId,
  author: authorId,
  version,
  savedAt: '2026-01-01T00:00:00.000Z',
  doc: { version },
});

function slowDisk() {
  const written = new Map<string, unknown>();
  const writes: (() => void)[] = [];
  return {
    written,
    writes,
    disk: {
      read: async (studyUid: string) => written.get(studyUid) ?? null,
      write: (studyUid: string, list: KeptAnnotations) =>
        new Promise<void>((resolve) => {
          writes.push(() => {
            written.set(studyUid, list);
            resolve();
          });
        }),
    },
  };
}

test('a save is known before the disk has it', async () => {
  const { disk, writes, written } = slowDisk();
  const kept = createKeptAnnotations(disk);
  expect(await kept.of('1')).toBeNull();
  void kept.keep('1', []);
  await Promise.resolve();
  void kept.keep('1', [entry('a', 1)]);
  await expect.poll(() => writes.length).toBe(2);
  expect(await kept.of('1')).toEqual([entry('a', 1)]);
  for (const write of writes) write();
  expect(written.get('1')).toEqual([entry('a', 1)]);
  expect(await createKeptAnnotations(disk).of('1')).toEqual([entry('a', 1)]);
});

test('an answer from before a save does not undo it; what another reader saved comes in', async () => {
  const { disk } = slowDisk();
  const kept = createKeptAnnotations({ ...disk, write: async () => undefined });
  await kept.keep('1', [entry('a', 2)]);
  await kept.keep('1', [entry('a', 1), entry('b', 1)]);
  expect(await kept.of('1')).toEqual([entry('a', 2), entry('b', 1)]);
  await kept.keep('1', [entry('b', 3)]);
  expect(await kept.of('1')).toEqual([entry('a', 2), entry('b', 3)]);
  kept.forget('1');
  expect(await kept.of('1')).toBeNull();
  await expect(kept.keep('1', { not: 'a list' })).rejects.toThrow();
});
