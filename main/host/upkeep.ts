// Once an hour: the traffic ring is cut, committed messages and old cached documents go, the disk is looked at.
import type { CacheStore } from './cache/cache-store.ts';
import type { CustodyStore } from './cache/custody-store.ts';
import { textKeptMs } from './contract/kept-texts.ts';
import type { DiskGuard } from './custody/disk-guard.ts';
import { type HostEnvironment, messageOf } from './environment.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const trafficDays = 7;
const trafficBytes = 256 * 1024 * 1024;
/** Long enough to compare a disputed result with its bytes. */
const committedDays = 30;
const documentDays = 31;
/** Offline logins are good for 72 h. */
const sessionDays = 4;
const diskEveryMs = 30_000;

export function startUpkeep(
  environment: HostEnvironment,
  custody: CustodyStore,
  cache: CacheStore,
  disk: DiskGuard,
): { stop(): void } {
  const before = (days: number) => new Date(environment.clock.now().getTime() - days * dayMs).toISOString();

  async function run(): Promise<void> {
    try {
      await custody.write.prune(before(trafficDays), trafficBytes, before(committedDays));
      await custody.write.pruneTexts(new Date(environment.clock.now().getTime() - textKeptMs).toISOString());
      await cache.write.prune(before(documentDays), before(sessionDays));
    } catch (error) {
      environment.log('warn', 'upkeep of the stores failed', { reason: messageOf(error) });
    }
  }

  const first = setTimeout(() => void run(), 60_000);
  const hourly = setInterval(() => void run(), hourMs);
  const looks = setInterval(() => void disk.check(), diskEveryMs);
  for (const timer of [first, hourly, looks]) timer.unref();
  return {
    stop() {
      clearTimeout(first);
      clearInterval(hourly);
      clearInterval(looks);
    },
  };
}
