// Packing at rest: every object reads the same before, while and after; policy, second folder, repair and purge go with it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ArchivePolicy, firstPolicy } from '../../../../core/imaging/keeping.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { type Archive, openArchive } from '../archive.ts';
import { createDemand } from '../demand.ts';
import { isPackedObject } from '../objects/object-file.ts';
import { framesIn } from '../pixels/frame-source.ts';
import { instanceMetadata } from '../query/metadata.ts';
import { createReplicator, type Replicator } from '../replica/replicator.ts';
import { removePurgedFiles } from '../retention/keeper.ts';
import { createPacker } from './packer.ts';
import { createPackingJob, type PackingJob } from './start.ts';
import { swapIn } from './swap.ts';

const dayMs = 86_400_000;
const packing = { active: true, afterDays: 1 };

describe.skipIf(!hasSharedData)('packing', () => {
  let started: TestServer;
  let archive: Archive;
  let manager: Browser;
  let folder: string;
  let replicator: Replicator;
  let job: PackingJob;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-second-'));
    // The server's own round would come in between.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    started = await startTestServer();
    archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
    replicator = createReplicator(started.server.kernel, archive);
    job = createPackingJob(started.server.kernel, archive, replicator);
    await addPeople(started.server, ['radiology-manager', 'radiologist']);
    manager = await loggedIn(started.server, 'radiology-manager');
    await take('ct-head-philips', 6);
    await take('ct-prior-pair', 4);
    await take('syntax', 30);
  }, 60_000);
  afterAll(async () => {
    await job.end();
    replicator.stop();
    await archive.stop();
    await started.close();
    await rm(folder, { recursive: true, force: true });
    vi.useRealTimers();
  });

  async function take(name: string, most: number): Promise<void> {
    const entries = await readdir(sharedDataPath(`imaging/${name}`), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/\.(txt|md|tsv|json)$/.test(entry.name)).slice(0, most);
    for (const entry of files) {
      const data = createReadStream(join(entry.parentPath, entry.name));
      await archive.receive({ prefix: new Uint8Array(), data, source: 'import' }).catch(() => null);
    }
    await archive.announce();
  }
  const database = () => started.server.kernel.db;
  const instances = () =>
    database()
      .selectFrom('imaging_instance')
      .select(['sop_uid', 'series_uid', 'study_uid', 'path', 'sha256', 'transfer_syntax', 'length', 'descriptor'])
      .orderBy('path')
      .execute();
  const fileOf = (path: string) => join(archive.objects.root, path);
  const packedPaths = async () =>
    (await database().selectFrom('imaging_packed').select('path').where('stored_bytes', 'is not', null).execute()).map(
      ({ path }) => path,
    );

  async function save(policy: ArchivePolicy): Promise<void> {
    const { version } = await manager.api.imaging.policy();
    const input = { command: command(started.clock), expectedVersion: version, policy, reason: 'a test' };
    await manager.api.imaging.savePolicy(input);
  }
  async function allWhole(): Promise<void> {
    for (const { path, sha256, length } of await instances()) {
      const reader = await archive.objects.open(path);
      const content = await reader.read(0, reader.length).finally(() => reader.close());
      expect(content.length).toBe(length);
      expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
    }
  }
  async function allFrames(): Promise<string[]> {
    const hashes: string[] = [];
    for (const instance of await instances()) {
      for (let frame = 1; frame <= framesIn(instance); frame += 1) {
        const { bytes } = await archive.frames.stored(instance, frame);
        hashes.push(createHash('sha256').update(bytes).digest('hex'));
      }
    }
    return hashes;
  }

  test('nothing before its time, nothing while images come in, nothing when it is off', async () => {
    await job.pass();
    expect(await job.state()).toMatchObject({ state: 'current', objects: 0, waiting: 0 });
    started.clock.pass(2 * dayMs);
    manager = await loggedIn(started.server, 'radiology-manager');
    expect(await job.state()).toMatchObject({ state: 'packing', objects: 0 });
    await save({ ...firstPolicy, packing: { ...packing, active: false } });
    await job.pass();
    expect(await job.state()).toMatchObject({ state: 'off', objects: 0 });
    await save({ ...firstPolicy, packing });
    // A study of now; the others are due.
    await take('single', 1);
    const paused = createPackingJob(started.server.kernel, archive, replicator);
    const passing = paused.pass();
    while ((await paused.state()).state !== 'paused') await new Promise((done) => setTimeout(done, 20));
    await paused.end();
    await passing;
    expect(await packedPaths()).toEqual([]);
    const reader = await loggedIn(started.server, 'radiologist');
    expect(await codeOf(reader.api.imaging.packing())).toBe('RIGHT_MISSING');
  });

  test('packs native objects of studies at rest; content, frames and open readers stay as they are', async () => {
    started.clock.pass(60_000);
    const before = await allFrames();
    const all = await instances();
    const [first] = all;
    if (!first) throw new Error('no instance');
    const open = await archive.objects.open(first.path);
    await job.pass();
    const packed = new Set(await packedPaths());
    expect(packed.size).toBeGreaterThan(8);
    expect(packed.has(first.path)).toBe(true);
    for (const { path, transfer_syntax } of all) {
      const isNative = /^1\.2\.840\.10008\.1\.2(\.[12])?$/.test(transfer_syntax);
      expect(await isPackedObject(fileOf(path), path)).toBe(packed.has(path));
      if (!isNative) expect(packed.has(path)).toBe(false);
    }
    expect(
      createHash('sha256')
        .update(await open.read(0, open.length))
        .digest('hex'),
    ).toBe(first.sha256);
    await open.close();
    await allWhole();
    expect(await allFrames()).toEqual(before);
    expect(await readdir(join(archive.objects.root, 'packing'))).toEqual([]);
    const sizes = await Promise.all([...packed].map((path) => stat(fileOf(path))));
    const fresh = await createPackingJob(started.server.kernel, archive, replicator).state();
    expect(fresh).toMatchObject({ state: 'current', objects: packed.size, waiting: 0, failed: 0 });
    expect(fresh.storedBytes).toBe(sizes.reduce((sum, { size }) => sum + size, 0));
    expect(fresh.storedBytes).toBeLessThan(fresh.bytes * 0.6);
    // The study of now was left alone, and has its turn a day later; nothing is done twice.
    const times = await Promise.all([...packed].map((path) => stat(fileOf(path)).then(({ mtimeMs }) => mtimeMs)));
    started.clock.pass(dayMs);
    await job.pass();
    expect((await packedPaths()).length).toBe(packed.size + 1);
    expect(await Promise.all([...packed].map((path) => stat(fileOf(path)).then(({ mtimeMs }) => mtimeMs)))).toEqual(
      times,
    );
    await allWhole();
  }, 60_000);

  test('another server’s pull, an export and metadata are as before', async () => {
    const packed = new Set(await packedPaths());
    const row = (await instances()).find(({ path }) => packed.has(path));
    if (!row) throw new Error('nothing is packed');
    manager = await loggedIn(started.server, 'radiology-manager');
    const about = { study_uid: row.study_uid, series_uid: row.series_uid, sop_uid: row.sop_uid };
    const address = `/dicom-web/studies/${about.study_uid}/series/${about.series_uid}/instances/${about.sop_uid}`;
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
    const pulled = await manager.fetch(address, { headers: { accept } });
    expect(pulled.status).toBe(200);
    const reader = await archive.objects.open(row.path);
    const content = await reader.read(0, reader.length).finally(() => reader.close());
    expect(Buffer.from(await pulled.arrayBuffer()).includes(content)).toBe(true);
    const json = await instanceMetadata(archive.objects, { ...row, ...about });
    expect(json['00080018']).toEqual({ vr: 'UI', Value: [row.sop_uid] });
    const plan = await manager.api.imaging.startExport({
      command: command(started.clock),
      kind: 'media',
      studyUids: [row.study_uid],
      seriesUids: [],
      options: { index: false },
      reason: 'a test',
    });
    expect(plan).toMatchObject({ leftOut: [] });
    const zip = Buffer.from(await (await manager.fetch(plan.url)).arrayBuffer());
    expect(zip.length).toBeGreaterThan(content.length);
  });

  test('the index finds nothing to mend after a start', async () => {
    const again = await openArchive(started.server.kernel, started.dataDir, async () => null);
    expect(again.recovered).toEqual({ entered: 0, removed: 0, withdrawn: 0, damaged: [] });
    await again.stop();
  });

  test('the second folder follows, and what comes back unpacked is packed again', async () => {
    manager = await loggedIn(started.server, 'radiology-manager');
    // Copied while it was not packed yet, as most are.
    const [path = ''] = await packedPaths();
    const row = (await instances()).find((each) => each.path === path);
    if (!row) throw new Error('no instance');
    const content = await archive.objects.open(path);
    const plain = await content.read(0, content.length).finally(() => content.close());
    const writer = await archive.objects.create();
    await writer.write(plain);
    const unpacked = await readFile(fileOf((await writer.finish()).path));
    await writer.abort();
    const packedFile = await readFile(fileOf(path));

    await save({ ...firstPolicy, packing, replica: { active: true, folder } });
    await replicator.pass();
    expect(await replicator.state()).toMatchObject({ state: 'current', waiting: 0 });
    expect((await readFile(join(folder, path))).equals(packedFile)).toBe(true);

    await writeFile(join(folder, path), unpacked);
    await database().updateTable('imaging_packed').set({ copied: false }).where('path', '=', path).execute();
    expect(await replicator.state()).toMatchObject({ state: 'copying', waiting: 1 });
    // The original is lost before the copy followed.
    await rm(fileOf(path));
    expect(await replicator.repair({ path, sha256: row.sha256, studyUid: row.study_uid })).toBe('restored');
    expect(await isPackedObject(fileOf(path), path)).toBe(false);
    expect(await packedPaths()).not.toContain(path);
    await job.pass();
    expect(await packedPaths()).toContain(path);
    expect(await isPackedObject(fileOf(path), path)).toBe(true);
    await replicator.pass();
    expect((await readFile(join(folder, path))).equals(await readFile(fileOf(path)))).toBe(true);
    expect(await replicator.state()).toMatchObject({ state: 'current', waiting: 0 });

    // A packed object that decays comes back packed.
    const bytes = await readFile(fileOf(path));
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    await writeFile(fileOf(path), bytes);
    expect(await replicator.repair({ path, sha256: row.sha256, studyUid: row.study_uid })).toBe('restored');
    expect(await packedPaths()).toContain(path);
    await allWhole();
  }, 60_000);

  test('an object that has decayed is not packed; it is made good first', async () => {
    await take('mr-liver-philips', 3);
    await replicator.pass();
    started.clock.pass(2 * dayMs);
    const packed = new Set(await packedPaths());
    const victim = (await instances()).find(
      ({ path, transfer_syntax }) => !packed.has(path) && transfer_syntax === '1.2.840.10008.1.2.1',
    );
    if (!victim) throw new Error('no object to damage');
    const good = await readFile(fileOf(victim.path));
    const bad = Buffer.from(good);
    bad[5000] = (bad[5000] ?? 0) ^ 1;
    await writeFile(fileOf(victim.path), bad);
    await job.pass();
    expect(await job.state()).toMatchObject({ problem: null, failed: 0 });
    expect(await packedPaths()).toContain(victim.path);
    await allWhole();
    // Without a good copy it stays as it is, for a person.
    const [lost = ''] = await packedPaths();
    const copy = join(folder, lost);
    const [kept, keptCopy] = [await readFile(fileOf(lost)), await readFile(copy)];
    await writeFile(fileOf(lost), bad);
    await writeFile(copy, bad);
    await database().updateTable('imaging_packed').set({ stored_bytes: null }).where('path', '=', lost).execute();
    await job.pass();
    expect(await job.state()).toMatchObject({ state: 'current', problem: 'object-failed', failed: 1 });
    expect((await readFile(fileOf(lost))).equals(bad)).toBe(true);
    await writeFile(fileOf(lost), kept);
    await writeFile(copy, keptCopy);
    await database().updateTable('imaging_packed').set({ stored_bytes: 1 }).where('path', '=', lost).execute();
    await allWhole();
  }, 60_000);

  test('a disk that cannot be written stops the job, is named, and the job goes on by itself', async () => {
    await database().updateTable('imaging_packing').set({ upto: '-infinity' }).execute();
    const paths = await packedPaths();
    const [again = ''] = paths;
    await database().updateTable('imaging_packed').set({ stored_bytes: null }).where('path', '=', again).execute();
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const { kernel } = started.server;
    let isFull = true;
    const packer = createPacker({
      db: kernel.db,
      clock: kernel.clock,
      log: kernel.log,
      newId: kernel.newId,
      root: archive.objects.root,
      demand: { isQuiet: () => true },
      async pack() {
        if (isFull) throw full;
        return { kind: 'already', storedBytes: 1000 };
      },
      repair: async () => false,
      wait: async () => {},
    });
    await packer.pass();
    expect(await packer.state()).toMatchObject({ state: 'stopped', problem: 'disk-full' });
    isFull = false;
    await packer.pass();
    expect(await packer.state()).toMatchObject({ state: 'current', problem: null });
    expect((await packedPaths()).sort()).toEqual(expect.arrayContaining(paths.sort()));
  });

  test('readers go first: no object while somebody reads, one a minute where nobody ever stops, every one in the end', async () => {
    await database().updateTable('imaging_packing').set({ upto: '-infinity' }).execute();
    const again = (await packedPaths()).slice(0, 3);
    await database().updateTable('imaging_packed').set({ stored_bytes: null }).where('path', 'in', again).execute();
    const { kernel } = started.server;
    const demand = createDemand(() => started.clock.now().getTime());
    const begun = started.clock.now().getTime();
    const at: { path: string; seconds: number }[] = [];
    const readsUntil = 90;
    const seconds = () => Math.round((started.clock.now().getTime() - begun) / 1000);
    const statesWhileWaiting = new Set<string>();
    const packer = createPacker({
      db: kernel.db,
      clock: kernel.clock,
      log: kernel.log,
      newId: kernel.newId,
      root: archive.objects.root,
      demand,
      async pack({ path }) {
        at.push({ path, seconds: seconds() });
        return { kind: 'already', storedBytes: 1000 };
      },
      repair: async () => false,
      // A frame each second for a minute and a half, then nobody.
      async wait(milliseconds) {
        if (seconds() < readsUntil) statesWhileWaiting.add((await packer.state()).state);
        started.clock.pass(milliseconds);
        if (seconds() <= readsUntil) demand.asked();
      },
    });
    demand.asked();
    await packer.pass();
    expect([...statesWhileWaiting]).toEqual(['paused']);
    expect(at.filter((one) => again.includes(one.path)).map((one) => one.seconds)).toEqual([60, 95, 95]);
    expect(await packer.state()).toMatchObject({ state: 'current', failed: 0 });
    manager = await loggedIn(started.server, 'radiology-manager');
  });

  test('an object that is deleted while it is being packed stays deleted; a purge takes packed ones and their rows', async () => {
    manager = await loggedIn(started.server, 'radiology-manager');
    const packed = new Set(await packedPaths());
    const victim = (await instances()).find(({ path }) => packed.has(path));
    if (!victim) throw new Error('nothing is packed');
    const mine = (await instances()).filter(({ study_uid }) => study_uid === victim.study_uid);
    const [study] = (await manager.api.imaging.studies({ limit: 100 })).filter(({ uid }) => uid === victim.study_uid);
    const meta = { studyUid: victim.study_uid, reason: 'a test' };
    const gone = await manager.api.imaging.remove({
      command: command(started.clock),
      ...meta,
      expectedRevision: study?.revision ?? 0,
    });
    const late = join(archive.objects.root, 'packing', 'late.new');
    await writeFile(late, 'packed');
    await manager.api.imaging.purge({ command: command(started.clock), ...meta, expectedRevision: gone.revision });
    await removePurgedFiles(database(), archive, replicator.forget);
    const object = { ...victim, studyUid: victim.study_uid };
    const place = { file: fileOf(victim.path), now: () => started.clock.now() };
    expect(await swapIn(database(), object, { file: late, storedBytes: 6 }, place, () => {})).toBe(false);
    for (const { path } of mine) await expect(stat(fileOf(path))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(join(archive.objects.root, 'packing'))).toEqual([]);
    const left = new Set((await instances()).map(({ path }) => path));
    expect((await packedPaths()).every((path) => left.has(path))).toBe(true);
  });

  test('the policy is versioned and audited, and keeps what an older document does not know', async () => {
    manager = await loggedIn(started.server, 'radiology-manager');
    await save({ ...firstPolicy, packing: { active: false, afterDays: 7 } });
    expect((await manager.api.imaging.policy()).policy.packing).toEqual({ active: false, afterDays: 7 });
    const rows = await database()
      .selectFrom('audit')
      .select('detail')
      .where('act', '=', 'imaging.savePolicy')
      .orderBy('at', 'desc')
      .execute();
    expect(rows.some(({ detail }) => detail?.includes('"packing":{"active":false,"afterDays":7}'))).toBe(true);
    const { packing: _, ...old } = firstPolicy;
    await database()
      .updateTable('imaging_policy')
      .set({ doc: JSON.stringify(old) })
      .execute();
    expect((await manager.api.imaging.policy()).policy).toEqual(firstPolicy);
  });
});
