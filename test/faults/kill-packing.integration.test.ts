// kill -9 of the packing job at each of its steps: every object reads bit for bit as it was received, and nothing stays behind.
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { firstPolicy } from '../../core/imaging/keeping.ts';
import { type Archive, openArchive } from '../../server/areas/imaging/archive.ts';
import { isPackedObject } from '../../server/areas/imaging/objects/object-file.ts';
import { verifyObject } from '../../server/areas/imaging/objects/object-store.ts';
import type { PackStep } from '../../server/areas/imaging/packing/pack-object.ts';
import type { SwapStep } from '../../server/areas/imaging/packing/swap.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { startChild } from './child.ts';

/** Where it dies, and the images that are there to be packed then. */
const deaths: [PackStep | SwapStep, string][] = [
  ['packing-half', 'ct-head-philips'],
  ['packing-written', 'ct-prior-pair'],
  ['swap-held', 'ct-head-ge-tilt-irregular'],
  ['swap-renamed', 'mr-liver-philips'],
  ['swap-committed', 'charset'],
];

describe.skipIf(!hasSharedData)('killed while it packs', () => {
  let started: TestServer;
  let archive: Archive;

  beforeAll(async () => {
    // The server's own round would come in between.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    started = await startTestServer({ databaseUrl: undefined });
    archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
    const policy = { ...firstPolicy, packing: { active: true, afterDays: 0 } };
    const values = { id: 1, version: 1, doc: JSON.stringify(policy), changed_at: new Date() };
    await started.server.kernel.db.insertInto('imaging_policy').values(values).execute();
  });
  afterAll(async () => {
    await archive.stop();
    await started.close();
    vi.useRealTimers();
  });

  const rows = () =>
    started.server.kernel.db
      .selectFrom('imaging_instance as i')
      .leftJoin('imaging_packed as p', 'p.path', 'i.path')
      .select(['i.path', 'i.sha256', 'i.length', 'p.stored_bytes'])
      .orderBy('i.path')
      .execute();
  const files = async () =>
    (await readdir(archive.objects.root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();

  async function take(name: string): Promise<void> {
    const entries = await readdir(sharedDataPath(`imaging/${name}`), { recursive: true, withFileTypes: true });
    const images = entries.filter((entry) => entry.isFile() && !/\.(txt|md|tsv|json)$/.test(entry.name)).slice(0, 3);
    for (const entry of images) {
      const data = createReadStream(join(entry.parentPath, entry.name));
      await archive.receive({ prefix: new Uint8Array(), data, source: 'import' });
    }
    await archive.announce();
  }
  async function allWhole(): Promise<void> {
    for (const { path, sha256, length } of await rows()) {
      const reader = await archive.objects.open(path);
      expect(reader).toMatchObject({ sha256, length });
      expect(await verifyObject(reader), path).toBe(true);
      await reader.close();
    }
  }
  function run(step: string): Promise<string> {
    const env = { STORE_KEY: Buffer.from(archive.storeSettings.key).toString('hex') };
    return startChild('pack-child.ts', [started.dataDir, step], env).ended;
  }

  test.each(deaths)('at %s', async (step, images) => {
    await take(images);
    const before = await rows();
    expect(await run(step)).toBe('SIGKILL');
    await allWhole();
    // The kill came where it should: what it left behind is there, and is what the next run has to make good.
    const isSwapped = step === 'swap-renamed' || step === 'swap-committed';
    expect(await readdir(join(archive.objects.root, 'packing'))).toHaveLength(isSwapped ? 0 : 1);
    const unknown: string[] = [];
    for (const { path, stored_bytes } of await rows()) {
      const isPacked = await isPackedObject(join(archive.objects.root, path), path);
      if (isPacked !== (stored_bytes !== null)) unknown.push(path);
    }
    expect(unknown).toHaveLength(step === 'swap-renamed' ? 1 : 0);
    expect((await rows()).map(({ path }) => path)).toEqual(before.map(({ path }) => path));
    expect(await run('')).toBe('0');
    await allWhole();
    const after = await rows();
    // No object twice, none half: the files are those of the rows.
    expect(await files()).toEqual(after.map(({ path }) => join(archive.objects.root, path)));
    for (const { path, stored_bytes } of after) {
      expect(await isPackedObject(join(archive.objects.root, path), path)).toBe(stored_bytes !== null);
    }
    expect(after.filter(({ stored_bytes }) => stored_bytes !== null).length).toBeGreaterThan(
      before.filter(({ stored_bytes }) => stored_bytes !== null).length,
    );
  });
});
