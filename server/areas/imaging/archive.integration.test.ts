// The archive on real objects: every file of the data set is stored or refused with a reason; twice is once; a crash loses nothing.
import { createReadStream } from 'node:fs';
import { readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataSet } from '../../../core/dicom/data-set.ts';
import { readPart10 } from '../../../core/dicom/read.ts';
import { explicitLittleEndian, implicitLittleEndian } from '../../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { YishuError } from '../../../core/kernel/errors.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { type Archive, openArchive } from './archive.ts';

const imaging = sharedDataPath('imaging');
let started: TestServer;
let archive: Archive;

beforeAll(async () => {
  started = await startTestServer();
  archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
});
afterAll(async () => {
  await archive.stop();
  await started.close();
});

const none = new Uint8Array();
async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && !/\.(tsv|txt|md|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe.skipIf(!hasSharedData)('every file of the data set', () => {
  test('is stored, or refused with a reason, and what was stored is in the index once', async () => {
    const refused: string[] = [];
    const stored = new Map<string, string>();
    for (const file of await filesBelow(imaging)) {
      try {
        const received = await archive.receive({ prefix: none, data: createReadStream(file), source: 'import' });
        if (received.outcome === 'stored') stored.set(received.sopInstanceUid, file);
      } catch (error) {
        if (!(error instanceof YishuError) || error.code !== 'DICOM_REFUSED') throw new Error(file, { cause: error });
        refused.push(`${file.slice(imaging.length + 1)}: ${error.detail.what}`);
      }
    }
    await archive.announce();
    const rows = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select(['sop_uid', 'path', 'length'])
      .where('state', '=', 'current')
      .execute();
    expect(rows.map(({ sop_uid }) => sop_uid).sort()).toEqual([...stored.keys()].sort());
    // What has no UIDs, is no DICOM, or ends too early; everything else is stored.
    for (const line of refused) {
      expect(line).toMatch(/UID is missing|neither a DICOM file nor a data set|The bytes end at/);
      expect(line).toMatch(/^(malformed|nonimage|wsi|charset|single|syntax|mr-liver-philips\/dicomdir-full)\//);
    }
    expect(stored.size).toBeGreaterThan(200);
    const [sample] = rows;
    const reader = await archive.objects.open(sample?.path ?? '');
    const file = await readFile(stored.get(sample?.sop_uid ?? '') ?? '');
    expect((await reader.read(0, reader.length)).equals(file)).toBe(true);
    await reader.close();
  }, 120_000);

  test('the same file again is a duplicate and leaves no second copy', async () => {
    const [file = ''] = (await filesBelow(join(imaging, 'ct-head-philips'))).slice(0, 1);
    const again = await archive.receive({ prefix: none, data: createReadStream(file), source: 'import' });
    expect(again.outcome).toBe('duplicate');
  });

  test('the same object from a program that encodes it otherwise is a duplicate, with another value or pixel it is not', async () => {
    const [file = ''] = (await filesBelow(join(imaging, 'ct-head-philips'))).slice(0, 1);
    const { dataSet } = readPart10(await readFile(file));
    const sent = (change: (copy: DataSet) => void, transferSyntax: string) => {
      const copy = dataSet.copy();
      change(copy);
      return archive.receive({ prefix: none, data: once(writePart10(copy, { transferSyntax })), source: 'import' });
    };
    const outcome = async (change: (copy: DataSet) => void, transferSyntax: string) =>
      (await sent(change, transferSyntax)).outcome;
    const pixels = dataSet.bytes('PixelData') ?? none;
    expect(await outcome(() => {}, implicitLittleEndian)).toBe('duplicate');
    expect(await outcome(() => {}, explicitLittleEndian)).toBe('duplicate');
    expect(await outcome((copy) => copy.set('PatientID', 'another person'), implicitLittleEndian)).toBe('differing');
    const other = pixels.map((byte, at) => (at === pixels.length - 2 ? byte ^ 1 : byte));
    expect(await outcome((copy) => copy.set('PixelData', other, 'OW'), implicitLittleEndian)).toBe('differing');
    // Both others are beside it now: each comes again in another encoding.
    expect(await outcome((copy) => copy.set('PatientID', 'another person'), explicitLittleEndian)).toBe('duplicate');
    const { db } = started.server.kernel;
    const uid = dataSet.string('SOPInstanceUID') ?? '';
    const rows = await db.selectFrom('imaging_instance').select(['state', 'path']).where('sop_uid', '=', uid).execute();
    expect(rows.map(({ state }) => state).sort()).toEqual(['current', 'differing', 'differing']);
    const files: string[] = [];
    for await (const path of archive.objects.list(new Date(0))) files.push(path);
    const all = await db.selectFrom('imaging_instance').select('path').execute();
    expect(files.sort()).toEqual(all.map(({ path }) => path).sort());
    await db.deleteFrom('imaging_instance').where('sop_uid', '=', uid).where('state', '=', 'differing').execute();
    for (const { path, state } of rows) if (state === 'differing') await archive.objects.remove(path);
  });

  test('other content under the same UID is kept beside it and does not replace it', async () => {
    const [file = ''] = (await filesBelow(join(imaging, 'ct-head-philips'))).slice(0, 1);
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const other = await archive.receive({ prefix: none, data: once(bytes), source: 'import' });
    expect(other.outcome).toBe('differing');
    const states = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select('state')
      .where('sop_uid', '=', other.sopInstanceUid)
      .execute();
    expect(states.map(({ state }) => state).sort()).toEqual(['current', 'differing']);
  });

  test('rows lost with the power come back from the objects, what was cut off goes', async () => {
    const { db } = started.server.kernel;
    const before = await db.selectFrom('imaging_instance').select('path').execute();
    const lost = before.slice(0, 5).map(({ path }) => path);
    await db.deleteFrom('imaging_instance').where('path', 'in', lost).execute();
    const cut = await archive.objects.create();
    await cut.write(new Uint8Array(100));
    const short = await archive.objects.create();
    await short.write(new Uint8Array(5000));
    await short.complete();
    await truncate(join(archive.objects.root, short.path), 3000);
    const again = await openArchive(started.server.kernel, started.dataDir, async () => null);
    expect(again.recovered).toEqual({ entered: 5, removed: 2, withdrawn: 0, damaged: [] });
    const after = await db.selectFrom('imaging_instance').select('path').execute();
    expect(after.map(({ path }) => path).sort()).toEqual(before.map(({ path }) => path).sort());
    await again.stop();
  });

  test('a row that reached the disk before its object is withdrawn', async () => {
    const { db } = started.server.kernel;
    const row = await db
      .selectFrom('imaging_instance')
      .select(['path', 'length'])
      .orderBy('received_at', 'desc')
      .executeTakeFirstOrThrow();
    await truncate(join(archive.objects.root, row.path), Math.floor(row.length / 2));
    const again = await openArchive(started.server.kernel, started.dataDir, async () => null);
    expect(again.recovered).toEqual({ entered: 0, removed: 1, withdrawn: 1, damaged: [] });
    const after = await db.selectFrom('imaging_instance').select('path').where('path', '=', row.path).execute();
    expect(after).toEqual([]);
    await again.stop();
  });
});
