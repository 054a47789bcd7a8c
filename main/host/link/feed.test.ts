// The feed against a server that pages, breaks off and goes back: nothing is skipped, a cursor never runs ahead of its documents.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../test/support/host-bench.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CachedChange } from '../cache/cache-types.ts';
import type { HostEnvironment } from '../environment.ts';
import { createFeed, type Feed, type FeedParts } from './feed.ts';
import type { ServerClient } from './server-client.ts';

const environment: HostEnvironment = {
  clock: { now: () => new Date(0), monotonicMs: () => 0 },
  newId: () => '',
  random: () => 0,
  log: () => undefined,
  driverById: () => undefined,
  publish: () => undefined,
  crash: () => undefined,
};

interface Change {
  seq: number;
  kind: 'specimen';
  entityId: string;
  version: number;
  at: string;
  document: unknown;
}

let changes: Change[];
let breakAfter: number;
let calls: string[];
let cached: Map<string, number>;
let cursor: number | null;
let feed: Feed;
let ring: () => void;

function add(entityId: string, version: number): void {
  changes.push({ seq: changes.length + 1, kind: 'specimen', entityId, version, at: '', document: {} });
}

/** Throws in the midst of the n-th call. */
function mayBreak(name: string): void {
  calls.push(name);
  if (--breakAfter === 0) throw new TypeError('fetch failed');
}

beforeEach(() => {
  changes = [];
  breakAfter = -1;
  calls = [];
  cached = new Map();
  cursor = null;
  ring = () => undefined;
  const client = {
    sync: {
      snapshot: async ({ after }: { after: string }) => {
        mayBreak(`snapshot ${after}`);
        const all = [...new Map(changes.map((one) => [one.entityId, one])).values()];
        const at = after === '' ? 0 : Number(after);
        const head = changes.length;
        const documents = all.slice(at, at + 2);
        // Work goes on between the pages.
        if (at === 0) add('late', 1);
        return { documents, next: at + 2 < all.length ? String(at + 2) : null, cursor: head };
      },
      since: async (input: { cursor: number }) => {
        mayBreak(`since ${input.cursor}`);
        const page = changes.filter(({ seq }) => seq > input.cursor).slice(0, 2);
        return { changes: page, cursor: page.at(-1)?.seq ?? Math.min(input.cursor, changes.length), serverTime: 'now' };
      },
      live: async (_input: unknown, { signal }: { signal: AbortSignal }) =>
        (async function* () {
          while (!signal.aborted) {
            await new Promise<void>((resume) => {
              ring = resume;
              signal.addEventListener('abort', () => resume());
            });
            yield {};
          }
        })(),
    },
  };
  const cache = {
    read: { cursor: async () => cursor, meta: async () => null },
    write: {
      apply: async (page: CachedChange[], next: number | null) => {
        for (const { entityId, version } of page)
          if (version >= (cached.get(entityId) ?? 0)) cached.set(entityId, version);
        if (next !== null) cursor = next;
      },
      setMeta: async () => undefined,
      forgetDocuments: async () => {
        cached.clear();
        cursor = null;
      },
    },
  };
  const parts: FeedParts = {
    // Only these operations are called by the feed.
    client: client as unknown as ServerClient,
    cache: cache as unknown as CacheStore,
    ready: async () => true,
    prepare: ({ kind, entityId, version }) => ({
      kind,
      entityId,
      version,
      document: '{}',
      row: null,
      barcode: null,
      patientId: null,
    }),
    applied: async () => undefined,
    failed: () => undefined,
    worked: () => undefined,
  };
  feed = createFeed(environment, parts, { pollMs: 60_000, firstRetryMs: 1, longestRetryMs: 2 });
});
afterEach(() => feed.close());

const complete = () => until('the feed', () => feed.asOf() === 'now' && cursor === changes.length);

test('fills page by page, then takes up what changed meanwhile', async () => {
  for (const id of ['a', 'b', 'c']) add(id, 1);
  feed.start();
  await complete();
  expect([...cached.keys()].sort()).toEqual(['a', 'b', 'c', 'late']);
  expect(calls.slice(0, 2)).toEqual(['snapshot ', 'snapshot 2']);
});

test('a live notice brings the next page at once', async () => {
  feed.start();
  await complete();
  add('x', 1);
  ring();
  await until('the change', () => cached.has('x'));
});

test.each([1, 2, 3, 4, 5])('broken off in call %i: it goes on where it was, and everything is there', async (call) => {
  for (const id of ['a', 'b', 'c', 'd', 'e']) add(id, 1);
  add('a', 2);
  breakAfter = call;
  feed.start();
  await complete();
  expect(Object.fromEntries(cached)).toEqual({ a: 2, b: 1, c: 1, d: 1, e: 1, late: 1 });
});

test('a server that went back to an earlier state is followed there', async () => {
  for (const id of ['a', 'b', 'c']) add(id, 1);
  feed.start();
  await complete();
  changes.splice(1);
  ring();
  await until('the smaller feed', () => cursor === changes.length);
  expect([...cached.keys()].sort()).toEqual(['a', 'late']);
});
