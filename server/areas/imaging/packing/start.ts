// The packing job of a running server: its thread, its clock, and what it tells of damage.
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createThreadPool, ThreadFailure } from '../../../kernel/thread-pool.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import type { Replicator } from '../replica/replicator.ts';
import type { PackThreadJob, PackThreadReply } from './pack-thread.ts';
import { createPacker, type Packer, PackFailure } from './packer.ts';

const everyMs = 30_000;
/** For one object, and more for a large one: the thread has only what others leave of the processor. */
const limitMs = 120_000;
const limitMsPerMegabyte = 5000;

export interface PackingJob extends Packer {
  end(): Promise<void>;
}

export function createPackingJob(kernel: Kernel, archive: Archive, replicator: Replicator): PackingJob {
  const { cipher, key } = archive.storeSettings;
  const pool = createThreadPool<PackThreadJob, PackThreadReply>({
    thread: new URL('./pack-thread.ts', import.meta.url),
    threads: 1,
    queue: 1,
  });
  const ending = new AbortController();
  const packer = createPacker({
    db: kernel.db,
    clock: kernel.clock,
    log: kernel.log,
    newId: kernel.newId,
    root: archive.objects.root,
    demand: archive.demand,
    async pack({ length, ...task }) {
      const job = { ...task, cipher, bytes: Uint8Array.from(key), iv: Uint8Array.from(randomBytes(16)) };
      const reply = await pool.run(job, limitMs + (length / 1e6) * limitMsPerMegabyte).catch((error: unknown) => {
        throw error instanceof ThreadFailure ? new PackFailure(error.why, error.message) : error;
      });
      if (reply.kind === 'failed') throw new PackFailure(reply.code, reply.what);
      return reply;
    },
    repair: async ({ path, sha256, studyUid }) => (await replicator.repair({ path, sha256, studyUid })) !== 'lost',
    wait: (milliseconds) => setTimeout(milliseconds, undefined, { signal: ending.signal }).catch(() => {}),
  });
  return {
    ...packer,
    async end() {
      packer.stop();
      ending.abort();
      await pool.close();
    },
  };
}

/** @returns the way to stop it */
export function startPacking(kernel: Kernel, job: PackingJob): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() =>
      job.pass().catch((error: unknown) => {
        kernel.log('error', 'packing the archive failed; it is tried again', { error: String(error) });
      }),
    );
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await job.end();
      await running;
    },
  };
}
