// Copies the archive to a second folder, object by object, and catches up after any interruption: what lacks a counted copy is copied.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { ReplicaState } from '../../../../core/imaging/keeping.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { isPackedObject } from '../objects/object-file.ts';
import { type ObjectStore, openObjectStore } from '../objects/object-store.ts';
import { countUncopied, noteCopied, noteUnpacked, uncopied } from '../packing/ledger.ts';
import { readPolicy } from '../retention/policy.ts';
import { copyObject, type Repaired, repairObject } from './copies.ts';
import { checkFolder, folderProblem, type ReplicaProblem, ReplicaStopped } from './folder.ts';

type State = z.infer<typeof ReplicaState>;

export interface Replicator {
  /** Copies what is waiting, then checks some of the oldest checked. Ends early when the folder fails. */
  pass(): Promise<void>;
  state(): Promise<State>;
  /** Reads an object against its checksum; a damaged one comes back from the second folder. Audited unless it is whole. */
  repair(object: { path: string; sha256: string; studyUid: string }): Promise<Repaired>;
  /** Removes a copy. False: the folder is not there now. */
  forget(path: string): Promise<boolean>;
  /** No further object is begun. */
  stop(): void;
}

const rowsPerQuery = 100;
/** Objects read against their checksums in each pass, and in one during which somebody reads images. */
const checkedPerPass = 40;
const checkedBesideReaders = 1;
/** While somebody reads, copying rests three times as long as each copy took: images are safe late rather than readers slow for long. */
const restFactor = 3;
const longestRestMs = 2000;
/** Objects of associations that run side by side do not come in the order of their times. */
const overlapMs = 600_000;

export function createReplicator(kernel: Kernel, archive: Archive): Replicator {
  const { db, clock } = kernel;
  const archiveId = kernel.fields.blindIndex('archive replica 1').slice(0, 22);
  const ending = new AbortController();
  let stopped = false;
  let busy = false;
  let problem: { code: ReplicaProblem; detail: string } | null = null;
  let since: Date | null = null;
  let lastCopyAt: Date | null = null;
  let restored = 0;
  let checkedTo = '';
  const lost = new Set<string>();
  /** Originals whose copy came out wrong: they are not tried again in this run. */
  const damaged = new Set<string>();
  let opened: { folder: string; store: ObjectStore } | null = null;

  async function counted(): Promise<number> {
    const row = await db
      .selectFrom('imaging_replica')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Null: no second folder is wanted. @throws ReplicaStopped */
  async function second(): Promise<ObjectStore | null> {
    const { policy } = await readPolicy(db);
    const { active, folder } = policy.replica;
    if (!active || folder === '') return null;
    await checkFolder(folder, archiveId, (await counted()) > 0);
    if (opened?.folder !== folder) {
      const { cipher, key } = archive.storeSettings;
      since = null;
      damaged.clear();
      opened = {
        folder,
        store: await openObjectStore({
          root: folder,
          cipher,
          key: Buffer.from(key),
          randomBytes,
          now: () => clock.now(),
          newId: kernel.newId,
        }),
      };
    }
    return opened.store;
  }

  function waiting() {
    let query = db
      .selectFrom('imaging_instance as i')
      .leftJoin('imaging_replica as r', 'r.path', 'i.path')
      .where('r.path', 'is', null);
    if (since) query = query.where('i.received_at', '>=', since);
    return query;
  }

  async function copyOne(store: ObjectStore, path: string, sha256: string): Promise<void> {
    const began = performance.now();
    await copyNow(store, path, sha256);
    if (archive.demand.isQuiet()) return;
    await wait(Math.min(longestRestMs, (performance.now() - began) * restFactor), undefined, {
      signal: ending.signal,
    }).catch(() => {});
  }

  async function copyNow(store: ObjectStore, path: string, sha256: string): Promise<void> {
    const begun = clock.now();
    if ((await copyObject(archive.objects, store, path, sha256)) === 'damaged') {
      damaged.add(path);
      await db.deleteFrom('imaging_replica').where('path', '=', path).execute();
      kernel.log('error', 'an object could not be copied whole; it is damaged or the folder is', { path });
      return;
    }
    lastCopyAt = clock.now();
    await db
      .insertInto('imaging_replica')
      .values({ path, at: lastCopyAt })
      .onConflict((conflict) => conflict.column('path').doNothing())
      .execute();
    await noteCopied(db, path, begun);
  }

  /** Objects that were packed since they were copied: the packed file takes the place of the copy. */
  async function copyPacked(store: ObjectStore): Promise<void> {
    let after = '';
    for (;;) {
      const rows = await uncopied(db, after, rowsPerQuery);
      for (const { path, sha256 } of rows) {
        if (stopped) return;
        if (!damaged.has(path)) await copyOne(store, path, sha256);
        after = path;
      }
      if (rows.length < rowsPerQuery) return;
    }
  }

  async function copyWaiting(store: ObjectStore): Promise<void> {
    for (;;) {
      let query = waiting()
        .select(['i.path', 'i.sha256', 'i.received_at'])
        .orderBy('i.received_at')
        .limit(rowsPerQuery);
      if (damaged.size > 0) query = query.where('i.path', 'not in', [...damaged]);
      const rows = await query.execute();
      for (const { path, sha256 } of rows) {
        if (stopped) return;
        await copyOne(store, path, sha256);
      }
      const last = rows.at(-1);
      if (rows.length < rowsPerQuery || !last) break;
    }
    // What came before is copied; only what may still come in between is looked for again.
    since = new Date(clock.now().getTime() - overlapMs);
  }

  async function repair(
    store: ObjectStore | null,
    object: { path: string; sha256: string; studyUid: string },
  ): Promise<Repaired> {
    const { path, sha256, studyUid } = object;
    const outcome = await repairObject(archive.objects, store, path, sha256);
    if (outcome === 'whole') {
      lost.delete(path);
      return outcome;
    }
    const isNew = outcome === 'restored' || !lost.has(path);
    if (outcome === 'restored') {
      restored += 1;
      lost.delete(path);
      damaged.delete(path);
      // A copy that was made before the object was packed.
      if (!(await isPackedObject(join(archive.objects.root, path), path))) await noteUnpacked(db, path);
    } else lost.add(path);
    if (isNew) {
      kernel.log('error', `a stored object failed its checksum: ${outcome}`, { path, studyUid });
      const entry = { act: 'imaging.restoreObject', subject: studyUid, detail: `${outcome}: ${path}` };
      await kernel.audit(systemCaller('archive'), { ...entry, outcome: outcome === 'restored' ? 'done' : 'failed' });
    }
    return outcome;
  }

  /** A little in each pass, round and round, so that decay is found while the other copy is still good. */
  async function checkSome(store: ObjectStore): Promise<void> {
    const most = archive.demand.isQuiet() ? checkedPerPass : checkedBesideReaders;
    const rows = await db
      .selectFrom('imaging_instance')
      .select(['path', 'sha256', 'study_uid'])
      .where('path', '>', checkedTo)
      .orderBy('path')
      .limit(most)
      .execute();
    for (const { path, sha256, study_uid } of rows) {
      if (stopped) return;
      await repair(store, { path, sha256, studyUid: study_uid });
      checkedTo = path;
    }
    if (rows.length < most) checkedTo = '';
  }

  function stopAt(error: unknown): void {
    const known = error instanceof ReplicaStopped ? error.problem : folderProblem(error);
    if (known === null) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    if (problem?.code !== known)
      kernel.log('error', 'copying to the second folder has stopped', { problem: known, detail });
    problem = { code: known, detail };
  }

  return {
    async pass() {
      if (busy || stopped) return;
      busy = true;
      try {
        const store = await second();
        if (store) {
          await copyWaiting(store);
          await copyPacked(store);
          await checkSome(store);
        }
        problem = null;
      } catch (error) {
        stopAt(error);
      } finally {
        busy = false;
      }
    },
    async state() {
      const { policy } = await readPolicy(db);
      const on = policy.replica.active && policy.replica.folder !== '';
      const open = await waiting()
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow();
      const count = Number(open.count) + (on ? await countUncopied(db) : 0);
      const trouble =
        problem ?? (damaged.size > 0 ? { code: 'object-damaged' as const, detail: [...damaged][0] ?? '' } : null);
      return {
        state: !on ? 'off' : problem ? 'stopped' : count > damaged.size ? 'copying' : 'current',
        problem: on ? (trouble?.code ?? null) : null,
        detail: on ? (trouble?.detail ?? '') : '',
        copied: await counted(),
        waiting: on ? count : 0,
        lastCopyAt: lastCopyAt?.toISOString() ?? null,
        restored,
        lost: [...lost].slice(0, 100),
      };
    },
    async repair(object) {
      const store = await second().catch((error: unknown) => {
        if (error instanceof ReplicaStopped) return null;
        throw error;
      });
      return repair(store, object);
    },
    async forget(path) {
      const { policy } = await readPolicy(db);
      if (!policy.replica.active) return true;
      const store = await second().catch(() => null);
      if (!store) return policy.replica.folder === '';
      await store.remove(path);
      await db.deleteFrom('imaging_replica').where('path', '=', path).execute();
      return true;
    },
    stop() {
      stopped = true;
      ending.abort();
    },
  };
}
