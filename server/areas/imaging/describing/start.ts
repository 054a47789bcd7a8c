// The work of describing older objects again, as it runs in a server: it begins when the start is over and ends with the server.
import { setTimeout as pause } from 'node:timers/promises';
import type { Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { createDescribeAgain } from './describe-again.ts';

/** People log in and open their lists then. */
const afterStartMs = 60_000;

/** @returns the way to stop it */
export function startDescribing(kernel: Kernel, { objects, decode, demand }: Archive): { stop(): Promise<void> } {
  const ending = new AbortController();
  const wait = (milliseconds: number) =>
    pause(milliseconds, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  const work = createDescribeAgain({
    db: kernel.db,
    log: kernel.log,
    clock: kernel.clock,
    objects,
    decode,
    demand,
    wait,
  });
  const running = wait(afterStartMs)
    .then(() => (ending.signal.aborted ? undefined : work.run()))
    .catch((error: unknown) => {
      kernel.log('error', 'older objects could not be described again; the next start tries it', {
        error: String(error),
      });
    });
  return {
    async stop() {
      work.stop();
      ending.abort();
      await running;
    },
  };
}
