// Keeping: the trash and its way back, rules that never take what is not signed, purges that survive a kill, copies that restore an original.
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstPolicy } from '../../../../core/imaging/keeping.ts';
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
import { createReplicator, type Replicator } from '../replica/replicator.ts';
import { finishPurges, removePurgedFiles, tidy } from './keeper.ts';

const dayMs = 86_400_000;

describe.skipIf(!hasSharedData)('keeping', () => {
  let started: TestServer;
  let archive: Archive;
  let manager: Browser;
  let folder: string;
  let replicator: Replicator;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-second-'));
    started = await startTestServer();
    archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
    replicator = createReplicator(started.server.kernel, archive);
    await addPeople(started.server, ['radiology-manager', 'radiologist']);
    manager = await loggedIn(started.server, 'radiology-manager');
    for (const name of ['ct-head-philips', 'ct-prior-pair', 'single', 'syntax']) {
      const entries = await readdir(sharedDataPath(`imaging/${name}`), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !/\.(txt|md|tsv|json)$/.test(entry.name)).slice(0, 6);
      for (const entry of files) {
        const data = createReadStream(join(entry.parentPath, entry.name));
        await archive.receive({ prefix: new Uint8Array(), data, source: 'import' }).catch(() => null);
      }
    }
    await archive.announce();
  }, 60_000);
  afterAll(async () => {
    replicator.stop();
    await archive.stop();
    await started.close();
    await rm(folder, { recursive: true, force: true });
  });

  const database = () => started.server.kernel.db;
  const studies = () => manager.api.imaging.studies({ limit: 100 });
  const objectFiles = async (root: string) =>
    (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.obj')).sort();

  async function save(policy: typeof firstPolicy): Promise<void> {
    const { version } = await manager.api.imaging.policy();
    await manager.api.imaging.savePolicy({
      command: command(started.clock),
      expectedVersion: version,
      policy,
      reason: 'a test',
    });
  }

  test('a policy needs the right, the version, and a folder that exists outside the archive', async () => {
    const reader = await loggedIn(started.server, 'radiologist');
    expect(await codeOf(reader.api.imaging.policy())).toBe('RIGHT_MISSING');
    const meta = () => ({ command: command(started.clock), reason: 'a test' });
    const replica = { active: true, folder: join(started.dataDir, 'archive', '2026') };
    const inside = { ...firstPolicy, replica };
    expect(await codeOf(manager.api.imaging.savePolicy({ ...meta(), expectedVersion: 0, policy: inside }))).toBe(
      'INPUT_INVALID',
    );
    const missing = { ...firstPolicy, replica: { active: true, folder: join(folder, 'nowhere') } };
    expect(await codeOf(manager.api.imaging.savePolicy({ ...meta(), expectedVersion: 0, policy: missing }))).toBe(
      'INPUT_INVALID',
    );
    expect(await codeOf(manager.api.imaging.savePolicy({ ...meta(), expectedVersion: 7, policy: firstPolicy }))).toBe(
      'VERSION_CONFLICT',
    );
  });

  test('copies: all objects, ciphered, again after an interruption, and what was damaged comes back', async () => {
    await save({ ...firstPolicy, replica: { active: true, folder } });
    await replicator.pass();
    const originals = await objectFiles(archive.objects.root);
    expect(await objectFiles(folder)).toEqual(originals);
    expect(await replicator.state()).toMatchObject({
      state: 'current',
      problem: null,
      copied: originals.length,
      waiting: 0,
    });
    // A kill between copy and row, and one in the middle of a copy.
    const [first = '', second = ''] = originals;
    await database().deleteFrom('imaging_replica').where('path', 'in', [first, second]).execute();
    await rm(join(folder, second));
    await writeFile(join(folder, `${second}.part`), 'half');
    const restarted = createReplicator(started.server.kernel, archive);
    expect((await restarted.state()).waiting).toBe(2);
    await restarted.pass();
    expect(await objectFiles(folder)).toEqual(originals);
    expect((await readFile(join(folder, second))).equals(await readFile(join(archive.objects.root, second)))).toBe(
      true,
    );
    // A flipped byte in the original, and one that lost its tail.
    const broken = join(archive.objects.root, first);
    const good = await readFile(broken);
    const bytes = Buffer.from(good);
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    await writeFile(broken, bytes);
    await truncate(join(archive.objects.root, second), 300);
    const rows = await database()
      .selectFrom('imaging_instance')
      .select(['study_uid', 'path', 'sha256'])
      .where('path', 'in', [first, second])
      .execute();
    for (const { path, sha256, study_uid } of rows) {
      expect(await restarted.repair({ path, sha256, studyUid: study_uid })).toBe('restored');
    }
    expect((await readFile(broken)).equals(good)).toBe(true);
    expect((await restarted.state()).restored).toBe(2);
    const checked = await manager.api.imaging.checkStudy({
      command: command(started.clock),
      studyUid: rows[0]?.study_uid ?? '',
    });
    expect(checked).toMatchObject({ restored: [], lost: [] });
    // Both damaged: said, never overwritten.
    const third = originals[2] ?? '';
    const row = await database()
      .selectFrom('imaging_instance')
      .select(['study_uid', 'path', 'sha256'])
      .where('path', '=', third)
      .executeTakeFirstOrThrow();
    const [kept, copy] = [join(archive.objects.root, third), join(folder, third)];
    const [keptBytes, copyBytes] = [await readFile(kept), await readFile(copy)];
    await truncate(kept, 200);
    await truncate(copy, 200);
    expect(await restarted.repair({ path: third, sha256: row.sha256, studyUid: row.study_uid })).toBe('lost');
    expect((await restarted.state()).lost).toEqual([third]);
    await writeFile(kept, keptBytes);
    await writeFile(copy, copyBytes);
    restarted.stop();
  }, 60_000);

  test('a folder whose disc is gone, or that is another archive’s, stops copying and is named', async () => {
    const mark = join(folder, 'yishu-replica.json');
    const own = await readFile(mark, 'utf8');
    await rm(mark);
    await replicator.pass();
    expect(await replicator.state()).toMatchObject({ state: 'stopped', problem: 'folder-missing' });
    await writeFile(mark, '{"archive":"another"}');
    await replicator.pass();
    expect(await replicator.state()).toMatchObject({ state: 'stopped', problem: 'folder-foreign' });
    await writeFile(mark, own);
    await replicator.pass();
    expect(await replicator.state()).toMatchObject({ state: 'current', problem: null });
  });

  test('removed, shown in the trash with person and reason, restored', async () => {
    const [study] = await studies();
    if (!study) throw new Error('no study');
    const input = { studyUid: study.uid, expectedRevision: study.revision, reason: 'sent twice' };
    const gone = await manager.api.imaging.remove({ command: command(started.clock), ...input });
    expect(await manager.api.imaging.trash()).toMatchObject([
      { studyUid: study.uid, person: '某radiology-manager', reason: 'sent twice', byPolicy: false, kept: '' },
    ]);
    await manager.api.imaging.restore({ command: command(started.clock), ...input, expectedRevision: gone.revision });
    expect(await manager.api.imaging.trash()).toEqual([]);
  });

  test('rules take what is old and unmatched, spare what is not signed; a purge finishes after a kill and takes the copy too', async () => {
    const [old, unsigned, young] = await studies();
    if (!old || !unsigned || !young) throw new Error('three studies are needed');
    const { kernel } = started.server;
    const long = new Date(started.clock.now().getTime() - 400 * dayMs);
    const examId = kernel.newId();
    await database()
      .updateTable('imaging_study')
      .set({ last_at: long })
      .where('uid', 'in', [old.uid, unsigned.uid])
      .execute();
    await database()
      .insertInto('exam')
      .values({
        id: examId,
        version: 1,
        service: 'radiology',
        accession: 'A1',
        request_number: '',
        patient_id: kernel.newId(),
        patient_number: '1',
        name_search: '',
        visit_number: '',
        modality: 'CT',
        body_part: '',
        institution_id: '',
        department_id: '',
        state: 'acquired',
        report_state: 'submitted',
        priority: 'routine',
        risk_level: 'unknown',
        remote_state: null,
        assigned_to: null,
        requested_at: long,
        latest_at: long,
        doc: '{}',
      })
      .execute();
    await database().updateTable('imaging_study').set({ exam_id: examId }).where('uid', '=', unsigned.uid).execute();
    const rules = (['unmatched', 'reported'] as const).map((state) => ({ modalities: [], olderThanDays: 365, state }));
    expect((await manager.api.imaging.tryPolicy({ rules })).map((each) => each.studies)).toEqual([1, 0]);
    const retention = { active: true, rules, recoverableDays: 30 };
    await save({ ...firstPolicy, retention, replica: { active: true, folder } });
    expect(await tidy(kernel)).toEqual({ removed: 1, purged: 0 });
    const [entry] = await manager.api.imaging.trash();
    expect(entry).toMatchObject({ studyUid: old.uid, byPolicy: true, reason: '* > 365 d, unmatched' });
    // A person removes the unsigned one: it is recoverable for ever.
    const current = (await studies()).find(({ uid }) => uid === unsigned.uid);
    await manager.api.imaging.remove({
      command: command(started.clock),
      studyUid: unsigned.uid,
      expectedRevision: current?.revision ?? 0,
      reason: 'by mistake',
    });
    const files = await database()
      .selectFrom('imaging_instance')
      .select('path')
      .where('study_uid', '=', old.uid)
      .execute();
    expect(files.length).toBeGreaterThan(0);
    // The last object of a study on the disk must not be what the index looks back from.
    started.clock.pass(31 * dayMs);
    manager = await loggedIn(started.server, 'radiology-manager');
    expect(await tidy(kernel)).toEqual({ removed: 0, purged: 1 });
    expect((await manager.api.imaging.trash()).map(({ studyUid, kept }) => ({ studyUid, kept }))).toEqual([
      { studyUid: unsigned.uid, kept: 'unsigned-report' },
    ]);
    const trashed = (await manager.api.imaging.studies({ removed: true })).find(({ uid }) => uid === unsigned.uid);
    const purge = { studyUid: unsigned.uid, expectedRevision: trashed?.revision ?? 0, reason: 'must not' };
    expect(await codeOf(manager.api.imaging.purge({ command: command(started.clock), ...purge }))).toBe(
      'STATE_REFUSED',
    );
    // Killed here: the rows are gone, the files are not. The next start removes them and does not enter them again.
    for (const { path } of files) await stat(join(archive.objects.root, path));
    await finishPurges(kernel.db, started.dataDir);
    const again = await openArchive(kernel, started.dataDir, async () => null);
    expect(again.recovered).toEqual({ entered: 0, removed: 0, withdrawn: 0, damaged: [] });
    await again.stop();
    const left = new Set(await objectFiles(archive.objects.root));
    expect(files.filter(({ path }) => left.has(path))).toEqual([]);
    await removePurgedFiles(kernel.db, archive, replicator.forget);
    const copies = new Set(await objectFiles(folder));
    expect(files.filter(({ path }) => copies.has(path))).toEqual([]);
    expect(await database().selectFrom('imaging_purge_file').selectAll().execute()).toEqual([]);
    const tomb = await database().selectFrom('imaging_purged').selectAll().executeTakeFirstOrThrow();
    expect(tomb).toMatchObject({ study_uid: old.uid, instance_count: files.length });
    const audited = await database().selectFrom('audit').select('act').where('subject', '=', old.uid).execute();
    expect(audited.map(({ act }) => act)).toEqual(expect.arrayContaining(['imaging.remove', 'imaging.purge']));
  }, 60_000);
});
