// Packs the archive's objects at rest: study by study in the order of their last object, one at a time, while nothing comes in and
// nobody reads.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackingState } from '../../../../core/imaging/packing.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Demand } from '../demand.ts';
import { folderProblem } from '../replica/folder.ts';
import { readPolicy } from '../retention/policy.ts';
import {
  type Candidate,
  countDue,
  dueStudies,
  forgetPacked,
  lastReceived,
  notePacked,
  packAgain,
  packedTotals,
  placeOf,
  setPlace,
  unpackedOf,
} from './ledger.ts';
import { type PackOutcome, standardBits } from './pack-object.ts';
import { type SwapStep, swapIn } from './swap.ts';

/** Paths and chunk size of one object; key and random bytes are added by who packs. */
export interface PackTask {
  path: string;
  source: string;
  target: string;
  bits: number;
  length: number;
}

/** `code`: OBJECT_DAMAGED, INTERNAL, or of the system. */
export class PackFailure extends Error {
  readonly code: string;
  constructor(code: string, what: string) {
    super(what);
    this.name = 'PackFailure';
    this.code = code;
  }
}

export interface PackerParts {
  db: Kernel['db'];
  clock: Kernel['clock'];
  log: Kernel['log'];
  newId(): string;
  root: string;
  demand: Pick<Demand, 'isQuiet'>;
  /** @throws PackFailure */
  pack(task: PackTask): Promise<PackOutcome>;
  /** Told of objects whose content is not what was received. @returns whether it is good again */
  repair(object: Candidate): Promise<boolean>;
  wait(milliseconds: number): Promise<void>;
  /** For fault tests. */
  reached?(step: SwapStep): void;
}

export interface Packer {
  /** Packs what is due. Ends early when the disk fails; the next one goes on. */
  pass(): Promise<void>;
  state(): Promise<PackingState>;
  /** No further object is begun. */
  stop(): void;
}

const dayMs = 86_400_000;
/** Objects that came together have been written, described and announced by then. */
const settledMs = 10_000;
/** After the last object that came; between two series of an examination there is mostly more. */
const quietMs = 5000;
const askAgainMs = 1000;
/** Where somebody reads without a pause, an object is packed after this all the same: else a large hospital's archive never would be. */
const longestYieldMs = 60_000;
const studiesPerQuery = 50;
const objectsPerQuery = 200;
/** Sums over the ledger are believed for so long. */
const totalsMs = 30_000;
/** Beside the days' folders, on their volume; nothing in it is an object. */
const workFolder = 'packing';

export function createPacker(parts: PackerParts): Packer {
  const { db, clock, log, reached = () => {} } = parts;
  const folder = join(parts.root, workFolder);
  let stopped = false;
  let busy = false;
  let isWaiting = false;
  let isSwept = false;
  let problem: { code: 'disk-full' | 'not-writable'; detail: string } | null = null;
  let totals: { until: number; read: ReturnType<typeof packedTotals> } | null = null;
  /** Objects that could not be packed; they are not tried again in this run. */
  const failed = new Map<string, string>();

  /** What a kill left half done: no row and no reader knows of it. */
  async function sweep(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
    isSwept = true;
  }

  const isWanted = async () => !stopped && (await readPolicy(db)).policy.packing.active;

  /** Before each object: receiving and readers come first, and a policy that was switched off counts at once. */
  async function mayGoOn(): Promise<boolean> {
    const since = clock.now().getTime();
    for (;;) {
      if (!(await isWanted())) return false;
      const last = await lastReceived(db);
      const now = clock.now().getTime();
      const receiving = last !== null && now - last.getTime() < quietMs;
      isWaiting = receiving || (!parts.demand.isQuiet() && Math.abs(now - since) < longestYieldMs);
      if (!isWaiting) return true;
      await parts.wait(askAgainMs);
    }
  }

  async function packOne(object: Candidate): Promise<void> {
    const file = join(parts.root, ...object.path.split('/'));
    const target = join(folder, `${parts.newId()}.new`);
    const { path, length } = object;
    const outcome = await parts.pack({ path, length, source: file, target, bits: standardBits });
    switch (outcome.kind) {
      case 'packed':
        await swapIn(db, object, { file: target, ...outcome }, { file, now: () => clock.now() }, reached);
        return;
      case 'already':
        await db.transaction().execute((tx) => notePacked(tx, object, outcome.storedBytes, clock.now()));
        return;
      case 'kept':
        await forgetPacked(db, path);
        return;
      default:
        outcome satisfies never;
    }
  }

  /**
   * @returns false when it was told to end before the object was done
   * @throws what stands in the way of all objects, not of this one alone
   */
  async function tryOne(object: Candidate): Promise<boolean> {
    try {
      await packOne(object).catch(async (error: unknown) => {
        const isDamaged = error instanceof PackFailure && error.code === 'OBJECT_DAMAGED';
        if (!isDamaged || !(await parts.repair(object))) throw error;
        await packOne(object);
      });
    } catch (error) {
      if (stopped) return false;
      if (folderProblem(error)) throw error;
      failed.set(object.path, error instanceof Error ? error.message : String(error));
      log('error', 'an object could not be packed; it stays as it is', { path: object.path, error: String(error) });
    }
    return true;
  }

  /** @returns false when it was told to end */
  async function packAll(objects: readonly Candidate[]): Promise<boolean> {
    for (const object of objects) {
      if (failed.has(object.path)) continue;
      if (!(await mayGoOn()) || !(await tryOne(object))) return false;
    }
    return true;
  }

  async function limit(): Promise<Date> {
    const { policy } = await readPolicy(db);
    return new Date(clock.now().getTime() - Math.max(settledMs, policy.packing.afterDays * dayMs));
  }

  async function work(): Promise<void> {
    if (!isSwept) await sweep();
    if (!(await isWanted()) || !(await packAll(await packAgain(db, objectsPerQuery)))) return;
    for (;;) {
      const studies = await dueStudies(db, await placeOf(db), await limit(), studiesPerQuery);
      for (const study of studies) {
        if (!(await packAll(await unpackedOf(db, study.uid)))) return;
        await setPlace(db, study);
      }
      if (studies.length < studiesPerQuery) return;
    }
  }

  return {
    async pass() {
      if (busy || stopped) return;
      busy = true;
      try {
        await work();
        problem = null;
      } catch (error) {
        const code = folderProblem(error);
        if (code !== 'disk-full' && code !== 'not-writable') throw error;
        const detail = error instanceof Error ? error.message : String(error);
        if (problem?.code !== code) log('error', 'packing the archive has stopped', { problem: code, detail });
        problem = { code, detail };
      } finally {
        busy = false;
        isWaiting = false;
      }
    },
    async state() {
      const { policy } = await readPolicy(db);
      const now = clock.now().getTime();
      if (!totals || totals.until <= now) totals = { until: now + totalsMs, read: packedTotals(db) };
      const { read } = totals;
      read.catch(() => {
        totals = null;
      });
      const waiting = await countDue(db, await placeOf(db), await limit());
      const { active } = policy.packing;
      const [firstFailed] = failed;
      const going = isWaiting ? 'paused' : 'packing';
      return {
        ...(await read),
        state: !active ? 'off' : problem ? 'stopped' : waiting > 0 ? going : 'current',
        problem: problem?.code ?? (firstFailed ? 'object-failed' : null),
        detail: problem?.detail ?? firstFailed?.join(': ') ?? '',
        waiting: active ? waiting : 0,
        failed: failed.size,
      };
    },
    stop() {
      stopped = true;
    },
  };
}
