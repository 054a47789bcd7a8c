// Reads what was kept unread until its device was approved, beside requests: an approval is answered at once, however much waits.
import { waitsForDevice } from '../../../core/ecg/flow/device-match.ts';
import { YishuError } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Running } from '../../kernel/area.ts';
import { databaseRefusal } from '../../kernel/database-errors.ts';
import type { Log } from '../../kernel/types.ts';
import { retryRecording } from './retry.ts';
import type { EcgServices } from './services.ts';

const againMs = 30_000;

/** waits: another device's, or somebody was first. again: the server is busy or lost its database for a moment. */
export function releaseOutcome(error: unknown): 'waits' | 'again' | 'failed' {
  if (error instanceof YishuError && (error.code === 'STATE_REFUSED' || error.code === 'VERSION_CONFLICT'))
    return 'waits';
  return databaseRefusal(error)?.retry === 'again' ? 'again' : 'failed';
}

/**
 * Each on its own, so that one failure holds up no other.
 * @returns whether some are to be tried again
 */
export async function releaseWaiting(services: EcgServices, isStopped: () => boolean): Promise<boolean> {
  const { kernel } = services;
  const rows = await kernel.db
    .selectFrom('ecg_recording')
    .select(['id', 'version', 'doc'])
    .where('state', '=', 'parked')
    .orderBy('received_at')
    .execute();
  let again = false;
  for (const { id, version } of rows.filter(({ doc }) => waitsForDevice(doc.parked?.code))) {
    if (isStopped()) return false;
    const command = { id: kernel.newId(), at: kernel.clock.now().toISOString() };
    try {
      await retryRecording(services, systemCaller('ecg'), { command, recordingId: id, expectedVersion: version });
    } catch (error) {
      const detail = { recordingId: id, error: String(error) };
      const outcome = releaseOutcome(error);
      if (outcome === 'waits') kernel.log('info', 'a recording still waits for its device', detail);
      else if (outcome === 'failed')
        kernel.log('error', 'a recording could not be read after its device was approved', detail);
      else {
        again = true;
        kernel.log('warn', 'a recording of an approved device is read again later', detail);
      }
    }
  }
  return again;
}

export interface ReleaseJob extends Running {
  /** A device was approved: begins now, or once more after what is under way. */
  wake(): void;
}

/** @param release answers whether it is to be run again in a while */
export function createReleaseJob(log: Log, release: (isStopped: () => boolean) => Promise<boolean>): ReleaseJob {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const isStopped = () => stopped;
  async function run(): Promise<void> {
    if (stopped) return;
    clearTimeout(timer);
    const again = await release(isStopped).catch((error: unknown) => {
      log('error', 'what waits for approved devices could not be looked through; it is tried again', {
        error: String(error),
      });
      return true;
    });
    if (again && !stopped) timer = setTimeout(wake, againMs);
  }
  function wake(): void {
    running = running.then(run);
  }
  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
