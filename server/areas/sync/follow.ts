// Follows the feed live. The stream never ends by itself: it is cut by the asker, by the end of the session, or with the server.
import { fail } from '../../../core/kernel/errors.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import { readFeed } from '../../kernel/publisher.ts';
import type { Caller, Kernel, PublishedChange } from '../../kernel/types.ts';
import { callerNow, isOpen } from '../identity/module.ts';
import type { Sources } from './changes.ts';

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

/** How old the rights may be that a stream is judged by, when nothing said that they changed: moves in the network are not announced. */
const rightsMs = 60_000;

/** What of a batch the caller is told, in its order. */
async function toldOf(sources: Sources, batch: readonly PublishedChange[], caller: Caller): Promise<PublishedChange[]> {
  const mine = batch.filter(({ groupId }) => maySeeGroup(caller, groupId));
  const hidden = new Set<number>();
  for (const [kind, changes] of Map.groupBy(mine, (change) => change.kind)) {
    const told = await sources.get(kind)?.told?.(changes, caller);
    if (told) for (const { seq } of changes) if (!told.has(seq)) hidden.add(seq);
  }
  return mine.filter(({ seq }) => !hidden.has(seq));
}

/** @throws LOGIN_REQUIRED when the session has ended meanwhile */
async function requireStillThere(kernel: Kernel, caller: Caller): Promise<void> {
  if (caller.sessionId && !(await isOpen(kernel.db, caller.sessionId, kernel.clock.now())))
    throw fail('LOGIN_REQUIRED');
}

/**
 * Changes after the cursor that the caller may see, as they are published.
 * @param by who asked; what the person may see is looked up again when people, roles or departments change
 * @param cursor the last one the caller has; null begins with the next
 */
export async function* followFeed(
  { kernel, sources }: { kernel: Kernel & { feedHead(): number }; sources: Sources },
  by: Caller,
  cursor: number | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<PublishedChange, void, void> {
  const bell = makeBell(signal);
  let caller = by;
  let rightsAt = kernel.clock.now().getTime();
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
      const fresh = batch.filter(({ seq }) => seq > seen);
      const at = kernel.clock.now().getTime();
      if (fresh.some(({ kind }) => kind === 'identity') || (fresh.length > 0 && at - rightsAt >= rightsMs)) {
        caller = await callerNow(kernel.db, caller);
        rightsAt = at;
      }
      for (const change of await toldOf(sources, fresh, caller)) {
        seen = change.seq;
        yield change;
      }
      seen = fresh.at(-1)?.seq ?? seen;
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
