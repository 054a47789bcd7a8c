// `yishu backup` of a server that works, twice into one folder, and `yishu restore`: what was acknowledged before is there, in another folder.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from '../../server/app.ts';
import { issueToken } from '../../server/areas/imaging/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { chestFilm } from '../../test/support/chest-film.ts';
import { keepPrinted } from '../../test/support/printed.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

/** It is about the embedded database. */
const own = process.env.DATABASE_URL === undefined;

let started: TestServer;
let folder: string;
let keys: string;
const printed = keepPrinted();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-backup-'));
  keys = join(folder, 'keys.json');
  started = await startTestServer();
});
afterAll(async () => {
  await started.close();
  await rm(folder, { recursive: true });
});

async function send(number: number): Promise<void> {
  const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
  const token = await issueToken(started.server.kernel, grant);
  const film = chestFilm({ study: '8100', accession: 'A8100', patientId: 'P8100', name: 'Li^Backup', number });
  const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: new Uint8Array(film),
  });
  expect(answer.status).toBe(200);
}

async function backedUp(): Promise<{ copied: { files: number }; removed: number }> {
  printed.text = '';
  expect(await backup([join(folder, 'b'), '--keys', keys, '--data', started.dataDir, '--json'])).toBe(0);
  return JSON.parse(printed.text);
}

test.runIf(own)(
  'a backup beside writing, a second one of what is new, and a server on the restored folder',
  async () => {
    const { kernel } = started.server;
    await send(1);
    const sealed = kernel.fields.encrypt('张三');
    const writing = new AbortController();
    const writer = (async () => {
      for (let number = 0; !writing.signal.aborted; number += 1) {
        await kernel.audit(systemCaller(`10.0.0.${number % 250}`), { act: 'test.write', subject: String(number) });
        await delay(2);
      }
    })();
    const first = await backedUp();
    writing.abort();
    await writer;
    expect(first.copied.files).toBeGreaterThan(0);

    await send(2);
    const [stray] = (await readdir(join(folder, 'b', 'files', 'archive'), { recursive: true })).filter((name) =>
      name.endsWith('.obj'),
    );
    await writeFile(join(folder, 'b', 'files', 'archive', 'gone.obj'), 'deleted for good since the last backup');
    const rows = await kernel.db
      .selectFrom('audit')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const second = await backedUp();
    expect(stray).toBeDefined();
    // The object, and the anchor of the audit trail where it moved.
    expect(second.copied.files).toBeLessThanOrEqual(2);
    expect(second.removed).toBe(1);
    expect((await readdir(join(folder, 'b'))).filter((name) => name.startsWith('database-'))).toHaveLength(1);

    printed.text = '';
    const restored = join(folder, 'restored');
    expect(await restore([join(folder, 'b'), '--keys', keys, '--data', restored, '--json'])).toBe(0);
    expect(JSON.parse(printed.text)).toMatchObject({ named: 2, missing: [] });
    const server = await createServer({ dataDir: restored, port: 0, log: () => undefined });
    try {
      const { db, fields } = server.kernel;
      expect(fields.decrypt(sealed)).toBe('张三');
      const objects = await db.selectFrom('imaging_instance').select('sop_uid').execute();
      expect(objects).toHaveLength(2);
      const count = await db
        .selectFrom('audit')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      expect(count.count).toBeGreaterThanOrEqual(rows.count);
    } finally {
      await server.close();
    }
  },
  60_000,
);

test.runIf(own)(
  'keys beside the images, a folder of something else, and a data folder in use are refused',
  async () => {
    const to = join(folder, 'b');
    await expect(backup([to, '--keys', join(to, 'keys.json'), '--data', started.dataDir])).rejects.toThrow('apart');
    await expect(backup([join(started.dataDir, 'b'), '--keys', keys, '--data', started.dataDir])).rejects.toThrow(
      'data folder',
    );
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'letter.txt'), 'somebody else’s');
    await expect(backup([other, '--keys', keys, '--data', started.dataDir])).rejects.toThrow(
      'neither empty nor a backup',
    );
    await expect(restore([to, '--keys', keys, '--data', started.dataDir])).rejects.toThrow('is not empty');
    await expect(restore([folder, '--keys', keys, '--data', join(folder, 'n')])).rejects.toThrow('no finished backup');
    expect(await readFile(keys, 'utf8')).toContain('"active"');
  },
);
