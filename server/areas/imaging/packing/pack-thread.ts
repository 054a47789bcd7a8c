// The thread that packs objects: one job after the other, below everything else that the machine has to do.
import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { type PackJob, type PackOutcome, packObject } from './pack-object.ts';

/** The key is what comes as `bytes`: it is handed over with the job. */
export type PackThreadJob = Omit<PackJob, 'key' | 'iv'> & { bytes: Uint8Array; iv: Uint8Array };
/** `code` of ours or of the system: `OBJECT_DAMAGED`, `ENOSPC`. */
export type PackThreadReply = PackOutcome | { kind: 'failed'; code: string; what: string };

const port = parentPort;
if (port === null) throw new Error('pack-thread.ts runs as a worker thread only');

// Linux keeps the priority of each thread, and threads inherit it: those of the pool, which everybody uses, must be there before.
// Elsewhere it would be the whole server's.
await stat('.');
const lowest = 19;
if (process.platform === 'linux') setPriority(0, lowest);

function failed(error: unknown): PackThreadReply {
  if (error instanceof YishuError) return { kind: 'failed', code: error.code, what: String(error.detail.what ?? '') };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { kind: 'failed', code, what: error instanceof Error ? error.message : String(error) };
}

port.on('message', ({ bytes, iv, ...job }: PackThreadJob) => {
  packObject({ ...job, key: Buffer.from(bytes), iv: Buffer.from(iv) }).then(
    (outcome) => port.postMessage(outcome satisfies PackThreadReply),
    (error: unknown) => port.postMessage(failed(error)),
  );
});
