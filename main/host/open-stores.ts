// Opens the two encrypted stores of the host. One that cannot be read is moved aside, never deleted, and said out loud.
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheStore, cacheStore } from './cache/cache-store.ts';
import { type CustodyStore, custodyStore } from './cache/custody-store.ts';
import { setAside } from './cache/set-aside.ts';
import { openStore } from './cache/sql-client.ts';
import { StoreError, type StoreName } from './cache/store-definition.ts';
import { storeKeyIn } from './cache/store-key.ts';
import { contentHash } from './custody/intake.ts';
import type { HostEnvironment } from './environment.ts';

export interface Stores {
  custody: CustodyStore;
  cache: CacheStore;
}

/** Stands where a connection's id stands for notices of the host itself. */
const hostItself = '00000000-0000-4000-8000-000000000000';

/** @throws StoreError STORE_IN_USE, STORE_NEWER, or what the disk says */
export async function openStores(
  environment: HostEnvironment,
  dataDir: string,
  storeKey: Uint8Array | undefined,
  crashAt: string | null,
): Promise<Stores> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const key = storeKey ?? (await storeKeyIn(dataDir));
  const settings = (store: StoreName) => ({ store, path: join(dataDir, `${store}.db`), key, crashAt });

  /** The store, and where its unreadable predecessor lies now. */
  async function opened<Store>(name: StoreName, open: () => Promise<Store>): Promise<[Store, string | null]> {
    try {
      return [await open(), null];
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'STORE_UNREADABLE') throw error;
      const kept = await setAside(join(dataDir, `${name}.db`), environment.clock.now());
      environment.log('error', `the ${name} store could not be read; it was kept aside`, {
        kept,
        reason: error.message,
      });
      return [await open(), kept];
    }
  }

  const [custody, kept] = await opened('custody', () => openStore(custodyStore, settings('custody')));
  const [cache] = await opened('cache', () => openStore(cacheStore, settings('cache')));
  if (kept !== null) await noticeOf(environment, custody, kept);
  return { custody, cache };
}

/** A row of the inbox that nobody can overlook: results may lie in the store that was moved aside. */
async function noticeOf(environment: HostEnvironment, custody: CustodyStore, kept: string): Promise<void> {
  const text = `本机数据库无法读取（密钥不符或损坏），已另存为 ${kept}，其中可能有未上传的结果；请联系管理员 / the store could not be read and was kept as ${kept}; it may hold results that were not sent`;
  const content = new TextEncoder().encode(text);
  const origin = { connectionId: hostItself, instrumentId: '', driverId: '', peer: '', session: environment.newId() };
  const message = {
    id: environment.newId(),
    receivedAt: environment.clock.now().toISOString(),
    monotonicMs: environment.clock.monotonicMs(),
    content,
    contentHash: contentHash(content),
    complete: false,
    answer: 'none' as const,
    source: null,
  };
  await custody.write.storeParked(origin, message, text);
}
