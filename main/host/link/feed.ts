// Follows the server's change feed: first everything, then page after page. A page and its cursor are applied in one transaction,
// so that nothing is ever skipped; the live stream only says when to ask.
import type { CacheStore } from '../cache/cache-store.ts';
import type { CachedChange } from '../cache/cache-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { ServerClient } from './server-client.ts';

export interface FeedParts {
  client: ServerClient;
  cache: CacheStore;
  /** Enrolled and online. */
  ready(): Promise<boolean>;
  /** Index columns and list row of a document. */
  prepare(change: { kind: string; entityId: string; version: number; document: unknown }): CachedChange;
  /** After a page is on disk. */
  applied(changes: readonly { kind: string; entityId: string; document: unknown }[]): Promise<void>;
  failed(error: unknown): void;
  worked(): void;
}

export interface Feed {
  start(): void;
  /** Ask now: the server is back. */
  wake(): void;
  /** When the cache was last known to hold everything, ISO 8601; null when it never did. */
  asOf(): string | null;
  close(): Promise<void>;
}

export interface FeedTimes {
  /** Asked at least so often, should the live stream be silent without being cut. */
  pollMs: number;
  firstRetryMs: number;
  longestRetryMs: number;
}

export const usualFeedTimes: FeedTimes = { pollMs: 15_000, firstRetryMs: 500, longestRetryMs: 15_000 };
const snapshotDays = 4;

export function createFeed(environment: HostEnvironment, parts: FeedParts, times: FeedTimes = usualFeedTimes): Feed {
  const { client, cache } = parts;
  const stop = new AbortController();
  let asOf: string | null = null;
  let failures = 0;
  let wakeUp: () => void = () => undefined;
  let woken = false;
  let loop: Promise<void> = Promise.resolve();
  let live: AbortController | null = null;

  function wake(): void {
    woken = true;
    wakeUp();
  }

  async function pause(ms: number): Promise<void> {
    if (woken || stop.signal.aborted) return;
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }

  async function follow(): Promise<void> {
    asOf = await cache.read.meta('asOf');
    while (!stop.signal.aborted) {
      woken = false;
      try {
        if (await parts.ready()) {
          const cursor = (await cache.read.cursor()) ?? (await fill());
          await catchUp(cursor);
          failures = 0;
          listen();
        }
        await pause(times.pollMs);
      } catch (error) {
        if (stop.signal.aborted) return;
        live?.abort();
        environment.log('warn', 'the feed could not be followed', { reason: messageOf(error) });
        parts.failed(error);
        const wait = Math.min(times.firstRetryMs * 2 ** Math.min(failures++, 10), times.longestRetryMs);
        await pause(wait * (0.5 + environment.random()));
      }
    }
  }

  /**
   * The first fill. It may take many pages while work goes on: the cursor of the first page is where the feed is taken up,
   * and documents that the feed brings a second time are recognised by their version.
   */
  async function fill(): Promise<number> {
    let after = '';
    let cursor: number | null = null;
    while (true) {
      const page = await client.sync.snapshot(
        { days: snapshotDays, after },
        { signal: stop.signal, context: { timeoutMs: 60_000 } },
      );
      parts.worked();
      cursor ??= page.cursor;
      const last = page.next === null;
      await cache.write.apply(page.documents.map(parts.prepare), last ? cursor : null, null);
      await parts.applied(page.documents);
      if (page.next === null) return cursor;
      after = page.next;
    }
  }

  async function catchUp(from: number): Promise<void> {
    let cursor = from;
    while (!stop.signal.aborted) {
      const page = await client.sync.since(
        { cursor, limit: 500 },
        { signal: stop.signal, context: { background: true } },
      );
      parts.worked();
      if (page.changes.length === 0 && page.cursor < cursor) {
        // The server's database was restored from a backup: what we hold beyond it does not exist any more.
        environment.log('warn', 'the feed went back; the cache is filled anew', { had: cursor, now: page.cursor });
        await cache.write.forgetDocuments();
        cursor = await fill();
        continue;
      }
      if (page.changes.length === 0) {
        asOf = page.serverTime;
        await cache.write.setMeta('asOf', asOf);
        return;
      }
      await cache.write.apply(page.changes.map(parts.prepare), page.cursor, null);
      await parts.applied(page.changes);
      cursor = page.cursor;
    }
  }

  /** One live stream at a time; when it is cut the loop asks again and listens anew. */
  function listen(): void {
    if (live && !live.signal.aborted) return;
    const current = new AbortController();
    live = current;
    void (async () => {
      try {
        const cursor = (await cache.read.cursor()) ?? 0;
        const signal = AbortSignal.any([stop.signal, current.signal]);
        const stream = await client.sync.live({ cursor }, { signal, context: { timeoutMs: 0 } });
        for await (const _change of stream) wake();
      } catch (error) {
        if (!stop.signal.aborted && !current.signal.aborted) parts.failed(error);
      } finally {
        current.abort();
      }
    })();
  }

  return {
    start() {
      loop = follow().catch((error: unknown) => {
        environment.log('error', 'the feed ended', { reason: messageOf(error) });
      });
    },
    wake,
    asOf: () => asOf,
    async close() {
      stop.abort();
      live?.abort();
      wake();
      await loop;
    },
  };
}
