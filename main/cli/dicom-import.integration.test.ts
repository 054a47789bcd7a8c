// `yishu dicom import` of a folder and a zip with good, repeated, broken and foreign files: what became of each, and the exit code.
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { zipStream } from '../../server/areas/imaging/export/zip-stream.ts';
import { issueToken } from '../../server/areas/imaging/module.ts';
import { chestFilm } from '../../test/support/chest-film.ts';
import { copyTemplate } from '../../test/support/database-template.ts';
import { keepPrinted } from '../../test/support/printed.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';
import { dicom } from './dicom.ts';

const film = (study: string, number = 1, accession = `I${study}`) =>
  chestFilm({ study, accession, patientId: `P${study}`, name: 'Import^Test', number });
const uid = (study: string, number = 1) => `1.2.826.0.1.3680043.10.1338.7.${study}.1.${number}`;

interface Said {
  stored: { file: string; sopInstanceUid: string; outcome: string }[];
  skipped: { file: string; reason: string }[];
  refused: { file: string; code: string; reason: string }[];
}

let started: TestServer;
let folder: string;
let url: string;
const printed = keepPrinted();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-import-'));
  started = await startTestServer();
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  url = `${started.server.url}/dicom-web/~${await issueToken(started.server.kernel, grant)}`;
});
afterAll(async () => {
  await started.close();
  await rm(folder, { recursive: true });
});

async function imported(path: string): Promise<{ code: number; said: Said }> {
  const code = await dicom(['import', path, '--to', url, '--json']);
  const said: Said = JSON.parse(printed.text);
  return { code, said };
}
const stored = () => started.server.kernel.db.selectFrom('imaging_instance').select(['sop_uid', 'state']).execute();
const files = (list: readonly { file: string }[]) => list.map(({ file }) => file).sort();

test('a folder: stored, skipped, refused, each file with its reason; 3 because something was refused', async () => {
  const disc = join(folder, 'disc');
  await mkdir(join(disc, 'A', 'B'), { recursive: true });
  await writeFile(join(disc, 'A', 'IM1'), film('6001', 1));
  await writeFile(join(disc, 'A', 'B', 'IM2'), film('6001', 2));
  // The same file under another name, and another content under a UID that is there.
  await writeFile(join(disc, 'IM1 copy'), film('6001', 1));
  await writeFile(join(disc, 'Z-IM2 changed'), film('6001', 2, 'OTHER'));
  await writeFile(join(disc, 'broken.dcm'), film('6002').subarray(0, 700));
  await writeFile(join(disc, 'readme.txt'), 'Not an image at all: a text that a burning program left.\n'.repeat(20));
  await writeFile(join(disc, 'nothing'), '');
  await writeFile(join(disc, 'DICOMDIR'), film('6009'));
  const { code, said } = await imported(disc);
  expect(code).toBe(3);
  // Two files of one content at once: which of them is the first is not said.
  const twins = ['A/IM1', 'IM1 copy'];
  expect(said.stored).toHaveLength(3);
  expect(said.stored).toContainEqual({
    ...{ file: 'A/B/IM2', sopInstanceUid: uid('6001', 2), outcome: 'stored', warnings: [] },
  });
  expect(said.stored).toContainEqual(expect.objectContaining({ file: 'Z-IM2 changed', outcome: 'differing' }));
  expect(files(said.stored).filter((file) => twins.includes(file))).toHaveLength(1);
  const reason = (file: string) => said.skipped.find((one) => one.file === file)?.reason ?? '';
  expect(files(said.skipped).filter((file) => !twins.includes(file))).toEqual(['DICOMDIR', 'nothing', 'readme.txt']);
  expect(said.skipped.find(({ file }) => twins.includes(file))?.reason).toContain('already in the archive');
  expect(reason('DICOMDIR')).toContain('directory of the disc');
  expect(reason('readme.txt')).toContain('no DICOM object');
  expect(files(said.refused)).toEqual(['broken.dcm']);
  expect(said.refused[0]?.reason.length).toBeGreaterThan(10);
  expect((await stored()).map((row) => `${row.sop_uid} ${row.state}`).sort()).toEqual([
    `${uid('6001', 1)} current`,
    `${uid('6001', 2)} current`,
    `${uid('6001', 2)} differing`,
  ]);
});

test('a zip: its entries by name; 0 when nothing was refused, again nothing is stored twice', async () => {
  const path = join(folder, 'disc.zip');
  const entry = (name: string, bytes: Uint8Array) => ({
    ...{ name, modified: new Date(), size: bytes.length },
    data: (async function* () {
      yield bytes;
    })(),
  });
  async function* entries() {
    yield entry('IMAGES/ONE', film('6003', 1));
    yield entry('IMAGES/二', film('6003', 2));
    yield entry('AUTORUN.INF', Buffer.from('[autorun]\nopen=viewer.exe\n'.repeat(20)));
  }
  await pipeline(zipStream(entries()), createWriteStream(path));
  const first = await imported(path);
  expect(first.code).toBe(0);
  expect(files(first.said.stored)).toEqual(['disc.zip:IMAGES/ONE', 'disc.zip:IMAGES/二']);
  expect(files(first.said.skipped)).toEqual(['disc.zip:AUTORUN.INF']);
  printed.text = '';
  const again = await imported(path);
  expect(again.code).toBe(0);
  expect(again.said.stored).toEqual([]);
  expect(files(again.said.skipped)).toHaveLength(3);
});

/** As Windows in China packs it: names in GB18030, and no word of that. */
function inGb18030(zip: Buffer, name: string, bytes: Buffer): Buffer {
  const packed = Buffer.from(zip);
  for (let at = packed.indexOf(name); at >= 0; at = packed.indexOf(name, at + 1)) bytes.copy(packed, at);
  for (const [head, flags] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const)
    for (let at = packed.indexOf(head); at >= 0; at = packed.indexOf(head, at + 1))
      packed.writeUInt16LE(packed.readUInt16LE(at + flags) & ~0x800, at + flags);
  return packed;
}

test('a folder with zips, names that lead outside, Chinese names of Windows, links and a broken zip: each told, none ends the import', async () => {
  const disc = join(folder, 'odd');
  await mkdir(disc);
  const entry = (name: string, bytes: Uint8Array) => ({
    ...{ name, modified: new Date(), size: bytes.length },
    data: (async function* () {
      yield bytes;
    })(),
  });
  async function* entries() {
    yield entry('../../outside.dcm', film('6011', 1));
    yield entry('xxxx.dcm', film('6011', 2));
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipStream(entries())) chunks.push(chunk);
  const zip = Buffer.concat(chunks);
  // 张三
  await writeFile(join(disc, 'a.zip'), inGb18030(zip, 'xxxx', Buffer.from([0xd5, 0xc5, 0xc8, 0xfd])));
  await writeFile(join(disc, 'broken.ZIP'), zip.subarray(0, 200));
  await symlink(disc, join(disc, 'itself'));
  await writeFile(join(folder, 'elsewhere.dcm'), film('6011', 3));
  await symlink(join(folder, 'elsewhere.dcm'), join(disc, 'linked.dcm'));
  const { code, said } = await imported(disc);
  expect(files(said.stored)).toEqual(['a.zip:../../outside.dcm', 'a.zip:张三.dcm', 'linked.dcm']);
  expect(files(said.skipped)).toEqual(['itself']);
  expect(said.refused).toMatchObject([{ file: 'broken.ZIP', code: 'unreadable' }]);
  expect(code).toBe(3);
});

test('what is not there is said for programs too', async () => {
  await expect(dicom(['import', join(folder, 'none'), '--to', url, '--json'])).rejects.toThrow('no such file');
  expect(JSON.parse(printed.text)).toMatchObject({ error: { code: 'NO_FILE' } });
});

test.skipIf(process.env.DATABASE_URL)(
  'where no server runs: the folder that it went into, the way to a running one, and the first administrator',
  async () => {
    const data = join(folder, 'own');
    await mkdir(data);
    await copyTemplate(data);
    const one = join(folder, 'own.dcm');
    await writeFile(one, film('6005'));
    let told = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told += String(text);
      return true;
    });
    expect(await dicom(['import', one, '--data', data, '--json'])).toBe(0);
    const said = JSON.parse(printed.text);
    expect(said.into).toMatchObject({ kind: 'opened', folder: data, firstAdministrator: { user: expect.any(String) } });
    expect(said.stored).toHaveLength(1);
    for (const words of [data, '--to', 'DICOMweb', said.into.firstAdministrator.password])
      expect(told).toContain(words);
    printed.text = '';
    await dicom(['import', one, '--to', url, '--json']);
    expect(JSON.parse(printed.text).into).toEqual({ kind: 'running', server: started.server.url });
  },
);

test('without --json each file that was not stored has its line; a path that is not there and no archive at all are errors', async () => {
  const one = join(folder, 'broken.dcm');
  await writeFile(one, film('6004').subarray(0, 700));
  expect(await dicom(['import', one, '--to', url])).toBe(3);
  expect(printed.text).toMatch(/拒收 \/ refused {2}broken\.dcm: .+/);
  expect(printed.text).toContain('已存 / stored 0, 跳过 / skipped 0, 拒收 / refused 1');
  await expect(dicom(['import', join(folder, 'absent'), '--to', url])).rejects.toThrow('absent');
  await writeFile(one, film('6004'));
  await expect(dicom(['import', one, '--to', 'http://127.0.0.1:1/dicom-web'])).rejects.toThrow(/127\.0\.0\.1:1|fetch/);
});
