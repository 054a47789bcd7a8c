// What a second folder may be, and how its failures are named.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFolder, folderProblem, isApart } from './folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('apart from the archive: neither in it nor around it', () => {
  const archive = join(folder, 'data', 'archive');
  expect(isApart(join(folder, 'second'), archive)).toBe(true);
  expect(isApart(join(folder, 'data', 'archive-second'), archive)).toBe(true);
  expect(isApart(archive, archive)).toBe(false);
  expect(isApart(join(archive, '2026'), archive)).toBe(false);
  expect(isApart(join(folder, 'data'), archive)).toBe(false);
  expect(isApart('second', archive)).toBe(false);
});

test('a full disk and a folder that cannot be written are named; other errors are no matter of the folder', () => {
  const failed = (code: string) => Object.assign(new Error(code), { code });
  expect(folderProblem(failed('ENOSPC'))).toBe('disk-full');
  expect(folderProblem(failed('EDQUOT'))).toBe('disk-full');
  expect(folderProblem(failed('EROFS'))).toBe('not-writable');
  expect(folderProblem(new TypeError('ours'))).toBeNull();
});

test('an empty folder becomes ours; without its mark it is a disc that is not mounted; a full one is foreign', async () => {
  await checkFolder(folder, 'a', false);
  await checkFolder(folder, 'a', true);
  await expect(checkFolder(folder, 'b', false)).rejects.toMatchObject({ problem: 'folder-foreign' });
  await rm(join(folder, 'yishu-replica.json'));
  await expect(checkFolder(folder, 'a', true)).rejects.toMatchObject({ problem: 'folder-missing' });
  await writeFile(join(folder, 'holiday.jpg'), '');
  await expect(checkFolder(folder, 'a', false)).rejects.toMatchObject({ problem: 'folder-foreign' });
  await expect(checkFolder(join(folder, 'none'), 'a', false)).rejects.toMatchObject({ problem: 'folder-missing' });
});
