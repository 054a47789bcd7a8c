// `yishu dicom export` and `check` on a running server: in a person's name, anonymised, burn-ready, damage found, refusals in words.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { issueToken } from '../../server/areas/imaging/module.ts';
import { chestFilm } from '../../test/support/chest-film.ts';
import { keepPrinted } from '../../test/support/printed.ts';
import { addPeople, startTestServer, type TestServer, testPassword } from '../../test/support/server.ts';
import { zipEntries } from '../../test/support/zip-entries.ts';
import { dicom } from './dicom.ts';

const study = '1.2.826.0.1.3680043.10.1338.7.9001';
let started: TestServer;
let folder: string;
const printed = keepPrinted();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-cli-'));
  started = await startTestServer();
  await addPeople(started.server, ['radiology-manager', 'radiographer']);
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  const token = await issueToken(started.server.kernel, grant);
  const film = chestFilm({ study: '9001', accession: 'A9001', patientId: 'P9001', name: 'Zhao^Secret' });
  const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: new Uint8Array(film),
  });
  expect(answer.status).toBe(200);
});
afterAll(async () => {
  await started.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  vi.stubEnv('YISHU_PASSWORD', testPassword);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const run = (...args: string[]) => dicom([...args, '--to', started.server.url]);
const asManager = ['--user', 'radiology-manager'];

test('an anonymised export by accession number is written once, holds no name, and stands in the audit trail', async () => {
  const out = join(folder, 'study.zip');
  const args = ['export', 'A9001', '--anonymise', '--out', out, '--reason', '教学', ...asManager];
  expect(await run(...args, '--json')).toBe(0);
  expect(JSON.parse(printed.text)).toMatchObject({ file: out, objects: 1, leftOut: [] });
  const entries = await zipEntries(out);
  expect(entries.size).toBeGreaterThan(0);
  for (const [name, content] of entries)
    for (const word of ['Secret', 'P9001'])
      expect([name, name.includes(word), content.includes(word)]).toEqual([name, false, false]);
  expect((await readdir(folder)).some((name) => name.endsWith('.part'))).toBe(false);
  await expect(run(...args)).rejects.toThrow('exists already');
  const rows = await started.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'person_name', 'detail'])
    .where('act', '=', 'imaging.startExport')
    .execute();
  expect(rows).toMatchObject([{ subject: study, detail: 'anonymised, 1: 教学' }]);
});

test('a burn-ready export has a directory', async () => {
  const out = join(folder, 'disc.zip');
  expect(await run('export', study, '--media', '--out', out, '--reason', '转诊', ...asManager)).toBe(0);
  expect(printed.text).toContain('已导出 / exported 1');
  expect([...(await zipEntries(out)).keys()]).toContain('DICOMDIR');
});

test('check reads every file; damage without a copy is named and ends with 3', async () => {
  expect(await run('check', '--all', ...asManager)).toBe(0);
  expect(printed.text).toContain('对象 / objects 1, 已恢复 / restored 0, 损坏 / damaged 0');
  const { path } = await started.server.kernel.db
    .selectFrom('imaging_instance')
    .select('path')
    .executeTakeFirstOrThrow();
  const file = join(started.dataDir, 'archive', path);
  const bytes = await readFile(file);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
  printed.text = '';
  expect(await run('check', 'A9001', ...asManager, '--json')).toBe(3);
  expect(JSON.parse(printed.text)).toMatchObject({ studies: 1, checked: 1, restored: [], lost: [`${study}.1.1`] });
});

test('what cannot be done is said: unknown study, missing right, wrong password, missing words', async () => {
  const out = join(folder, 'none.zip');
  const rest = ['--media', '--out', out, '--reason', '转诊'];
  await expect(run('export', '1.2.3', ...rest, ...asManager)).rejects.toThrow('no study “1.2.3”');
  await expect(run('export', study, ...rest, '--user', 'radiographer')).rejects.toMatchObject({
    code: 'RIGHT_MISSING',
  });
  await expect(run('export', study, ...rest, '--anonymise', ...asManager)).rejects.toThrow('yishu dicom export');
  await expect(run('check', ...asManager)).rejects.toThrow('yishu dicom check');
  const elsewhere = ['--media', '--out', join(folder, 'nowhere', 'none.zip'), '--reason', '转诊'];
  await expect(run('export', study, ...elsewhere, ...asManager)).rejects.toThrow('make it first');
  await expect(run('export', study, ...rest, '--file-set', 'lower', ...asManager)).rejects.toThrow('at most 16');
  await expect(dicom(['check', study, '--to', 'http://127.0.0.1:1', ...asManager])).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
  });
  vi.stubEnv('YISHU_PASSWORD', 'Wrong-Password-1');
  const mistyped = () => run('check', study, '--user', 'radiographer');
  await expect(mistyped()).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await expect(mistyped()).rejects.toThrow('log in once in a browser');
  printed.text = '';
  await expect(run('check', study, '--user', 'radiographer', '--json')).rejects.toThrow('log in once');
  expect(JSON.parse(printed.text)).toMatchObject({ error: { code: 'CAPTCHA_REQUIRED' } });
  expect(await readdir(folder)).not.toContain('none.zip');
});
