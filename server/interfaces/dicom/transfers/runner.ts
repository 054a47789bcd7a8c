// Carries transfers out in the background: one at a time for a peer, again by itself after a failure that passes, on after a restart.
import type { PeerProblem } from '../../../../core/imaging/transfer-contract.ts';
import type { Archive } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { TlsIdentity } from '../tls/profile.ts';
import { askCommitment } from './commitment.ts';
import { fetchWaiting } from './fetch.ts';
import { queueForwards } from './forward.ts';
import { type Job, noteJob, oneTransfer, waitingItems } from './jobs.ts';
import { type AskedPeer, peerFor } from './peer.ts';
import { passes, problemOf } from './problem.ts';
import { sendWaiting } from './send.ts';

export interface TransferParts {
  kernel: Kernel;
  archive: Archive;
  aet: string;
  /** What peers are shown over TLS at this moment. */
  identity(): TlsIdentity | null;
  random(size: number): Uint8Array;
  /** Resolves after that time, or at once when the server stops. */
  pause(ms: number): Promise<unknown>;
}

export interface Transfers {
  /** There is a new job, or one to be tried again. */
  wake(): void;
  /** Stops one that is under way, between two objects. */
  cancel(id: string): void;
  stop(): Promise<void>;
}

const lookEveryMs = 2000;
/** Waits before the second, third, … attempt; after the last the job has failed until a person tries it again. */
const againAfterMs = [10_000, 60_000, 300_000, 900_000];
/** A report of storage commitment that has not come by then does not come. */
const reportWithinMs = 3_600_000;

export function createTransfers(parts: TransferParts): Transfers {
  const { kernel, archive, aet } = parts;
  const { db } = kernel;
  const running = new Map<string, { abort: AbortController; cancelled: boolean; over: Promise<void> }>();
  let stopping = false;
  const now = () => kernel.clock.now();

  async function ended(job: Job, state: 'done' | 'failed' | 'cancelled', problem: PeerProblem | null): Promise<void> {
    await noteJob(db, job.id, { state, problem, ended_at: now(), next_at: null });
    const { total, sent, refused } = await oneTransfer(db, job.id);
    await kernel.audit(systemCaller('dicom'), {
      act: 'dicom.transferEnded',
      subject: job.id,
      detail: `${job.kind} ${job.aet}: ${state}, ${sent} of ${total}, ${refused} refused${problem ? `, ${problem.code}` : ''}`,
      outcome: state === 'failed' ? 'failed' : 'done',
    });
  }

  /** Done when everything was taken; what was refused is named item by item. */
  async function conclude(job: Job, peer: AskedPeer): Promise<void> {
    const { refused } = await oneTransfer(db, job.id);
    const problem = refused > 0 ? { code: 'status' as const, what: `${refused}` } : null;
    await ended(job, refused > 0 ? 'failed' : 'done', problem);
    if (job.kind !== 'send' || !peer.asks.includes('commitment')) return;
    await askCommitment(parts, job.id, peer).catch(async (error: unknown) => {
      kernel.log('warn', 'storage commitment could not be asked for', { aet: job.aet, error: String(error) });
      await noteJob(db, job.id, { commitment: 'unanswered' });
    });
  }

  async function run(job: Job, abort: AbortController): Promise<void> {
    await noteJob(db, job.id, { state: 'running', next_at: null });
    try {
      const peer = await peerFor({ db, identity: parts.identity() }, job.aet, job.kind === 'send' ? 'send' : null);
      if (job.kind === 'send') await sendWaiting({ kernel, archive, aet }, job.id, peer, abort.signal);
      else await fetchWaiting({ kernel, archive, aet }, job.id, peer, abort.signal);
      if (running.get(job.id)?.cancelled) await ended(job, 'cancelled', null);
      else if (stopping || (await waitingItems(db, job.id)).length > 0) await noteJob(db, job.id, { state: 'queued' });
      else await conclude(job, peer);
    } catch (error) {
      if (running.get(job.id)?.cancelled) {
        await ended(job, 'cancelled', null);
        return;
      }
      const problem = problemOf(error);
      // What goes by itself is never given up while the peer is only away.
      const wait = againAfterMs[job.attempts] ?? (job.auto ? againAfterMs.at(-1) : undefined);
      if (!passes(error) || wait === undefined) {
        await ended(job, 'failed', problem);
        return;
      }
      const next_at = new Date(now().getTime() + wait);
      await noteJob(db, job.id, { state: 'waiting', problem, next_at, attempts: job.attempts + 1 });
    }
  }

  async function look(): Promise<void> {
    await queueForwards(kernel);
    const due = await db
      .selectFrom('dicom_transfer')
      .selectAll()
      .where((eb) =>
        eb.or([eb('state', '=', 'queued'), eb.and([eb('state', '=', 'waiting'), eb('next_at', '<=', now())])]),
      )
      .orderBy('requested_at')
      .execute();
    const busy = new Set(
      (await db.selectFrom('dicom_transfer').select('aet').where('state', '=', 'running').execute()).map(
        (one) => one.aet,
      ),
    );
    for (const job of due) {
      if (stopping || busy.has(job.aet) || running.has(job.id)) continue;
      busy.add(job.aet);
      const abort = new AbortController();
      const over = run(job, abort)
        .catch(async (error: unknown) => {
          kernel.log('error', 'a transfer broke off', { transfer: job.id, error: String(error) });
          await ended(job, 'failed', { code: 'broken-off', what: String(error) });
        })
        .catch((error: unknown) => kernel.log('error', 'a transfer could not be written', { error: String(error) }))
        .finally(() => {
          running.delete(job.id);
          wake();
        });
      running.set(job.id, { abort, cancelled: false, over });
    }
    await db
      .updateTable('dicom_transfer')
      .set({ commitment: 'unanswered' })
      .where('commitment', '=', 'asked')
      .where('ended_at', '<', new Date(now().getTime() - reportWithinMs))
      .execute();
  }

  let looking: Promise<void> = db
    .updateTable('dicom_transfer')
    // What ran when the server ended goes on with what still waits.
    .set({ state: 'queued' })
    .where('state', '=', 'running')
    .execute()
    .then(() => undefined);
  function wake(): void {
    if (stopping) return;
    looking = looking.then(look).catch((error: unknown) => {
      kernel.log('error', 'transfers could not be looked for', { error: String(error) });
    });
  }
  const timer = setInterval(wake, lookEveryMs);
  timer.unref();
  wake();
  return {
    wake,
    cancel(id) {
      const one = running.get(id);
      if (!one) return;
      one.cancelled = true;
      one.abort.abort();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await looking;
      for (const { abort } of running.values()) abort.abort();
      await Promise.all([...running.values()].map(({ over }) => over));
    },
  };
}
