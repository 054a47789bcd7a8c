// A watched folder: whole files only, moved away only once stored, never overwritten.
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolder, type FolderOptions } from './folder.ts';
import type { Transport, TransportStatus } from './transport.ts';

let dir: string;
let transport: Transport | null = null;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'yishu-folder-'));
});
afterEach(async () => {
  await transport?.close();
  await rm(dir, { recursive: true, force: true });
});

function watch(options: Partial<FolderOptions> = {}, outcome: () => 'stored' | 'busy' = () => 'stored') {
  const files: string[] = [];
  const statuses: TransportStatus[] = [];
  transport = createFolder({ path: dir, pattern: '*.csv', pollMs: 15, ...options });
  transport.start({
    peer: () => undefined,
    status: (status) => statuses.push(status),
    async file(name, bytes) {
      const result = outcome();
      files.push(`${name} ${new TextDecoder().decode(bytes)} ${result}`);
      return result;
    },
  });
  return { files, statuses };
}

async function until(what: string, look: () => unknown): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (await look()) return;
    await new Promise((resume) => setTimeout(resume, 5));
  }
  throw new Error(`waited in vain for ${what}`);
}
const done = () => readdir(join(dir, 'done')).catch(() => []);

test('a file that still grows is left until it stops', async () => {
  const { files } = watch();
  const path = join(dir, 'a.csv');
  await writeFile(path, '1');
  for (let part = 2; part < 6; part++) {
    await new Promise((resume) => setTimeout(resume, 10));
    await appendFile(path, String(part));
  }
  await until('the file', async () => (await done()).length === 1);
  expect(files).toEqual(['a.csv 12345 stored']);
});

test('a busy host leaves the file; a second file of the same name is kept beside the first', async () => {
  let busy = true;
  const { files } = watch({}, () => (busy ? 'busy' : 'stored'));
  await writeFile(join(dir, 'a.csv'), 'x');
  await until('a refusal', () => files.length > 0);
  expect(await done()).toEqual([]);
  busy = false;
  await until('the first', async () => (await done()).length === 1);
  await writeFile(join(dir, 'a.csv'), 'y');
  await until('the second', async () => (await done()).length === 2);
  expect((await done()).sort()).toEqual(['2-a.csv', 'a.csv']);
});

test('other names are not touched, and what is too large goes to failed unread', async () => {
  const { files, statuses } = watch({ maxBytes: 3 });
  await writeFile(join(dir, 'b.txt'), 'x');
  await writeFile(join(dir, 'c.CSV'), '1234');
  await until('the failed one', async () => (await readdir(join(dir, 'failed')).catch(() => [])).length === 1);
  expect(files).toEqual([]);
  expect(statuses.some(({ problem }) => problem?.code === 'FOLDER_FILE_TOO_LARGE')).toBe(true);
  expect(await readdir(dir)).toContain('b.txt');
});

test('a folder that is away is waited for', async () => {
  const path = join(dir, 'share');
  const { files, statuses } = watch({ path });
  await until('the problem', () => statuses.at(-1)?.problem?.code === 'ENOENT');
  await mkdir(path);
  await writeFile(join(path, 'a.csv'), 'x');
  await until('the file', () => files.length === 1);
});
