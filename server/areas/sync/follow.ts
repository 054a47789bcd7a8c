// Follows the feed live. The stream never ends by itself: it is cut by the asker, by the end of the session, or with the server.
import { fail } from '../../../core/kernel/errors.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import { readFeed } from '../../kernel/publisher.ts';
import type { Caller, Kernel, PublishedChange } from '../../kernel/types.ts';
import { isOpen } from '../identity/module.ts';

/** More than this waiting for a slow reader is dropped and read again from the database. */
const mostWaiting = 2000;
/** How often a quiet stream looks after its session, and how seldom a busy one. */
const checkMs = 15_000;
const checkNotBeforeMs = 5000;

/** Waits for a publication, a cut, or the time to look after the session. */
function makeBell(signal: AbortSignal | undefined) {
  let ring: (() => void) | null = null;
  const call = () => ring?.();
  signal?.addEventListener('abort', call);
  return {
    ring: call,
    wait(isDue: () => boolean): Promise<void> {
      return new Promise((done) => {
        if (isDue() || signal?.aborted) return done();
        const timer = setTimeout(() => call(), checkMs);
        ring = () => {
          clearTimeout(timer);
          ring = null;
          done();
        };
      });
    },
    close: () => signal?.removeEventListener('abort', call),
  };
}

/** @throws LOGIN_REQUIRED when the session has ended meanwhile */
async function requireStillThere(kernel: Kernel, caller: Caller): Promise<void> {
  if (caller.sessionId && !(await isOpen(kernel.db, caller.sessionId, kernel.clock.now())))
    throw fail('LOGIN_REQUIRED');
}

/**
 * Changes after the cursor that the caller may see, as they are published.
 * @param cursor the last one the caller has; null begins with the next
 */
export async function* followFeed(
  kernel: Kernel & { feedHead(): number },
  caller: Caller,
  cursor: number | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<PublishedChange, void, void> {
  const bell = makeBell(signal);
  let waiting: PublishedChange[] = [];
  let behind = cursor !== null;
  let seen = cursor ?? kernel.feedHead();
  let checkedAt = kernel.clock.now().getTime();
  const unsubscribe = kernel.onPublished((changes) => {
    if (waiting.length + changes.length > mostWaiting) {
      waiting = [];
      behind = true;
    } else waiting.push(...changes);
    bell.ring();
  });
  try {
    while (!signal?.aborted) {
      let batch: PublishedChange[];
      if (behind) {
        batch = await readFeed(kernel.db, seen, 500);
        behind = batch.length > 0;
      } else {
        batch = waiting;
        waiting = [];
      }
      for (const change of batch) {
        if (change.seq <= seen) continue;
        seen = change.seq;
        if (maySeeGroup(caller, change.groupId)) yield change;
      }
      if (!behind && waiting.length === 0) {
        await bell.wait(() => waiting.length > 0 || behind);
        const now = kernel.clock.now().getTime();
        if (!signal?.aborted && now - checkedAt >= checkNotBeforeMs) {
          checkedAt = now;
          await requireStillThere(kernel, caller);
        }
      }
    }
  } finally {
    unsubscribe();
    bell.close();
  }
}
