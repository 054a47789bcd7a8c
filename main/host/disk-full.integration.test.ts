// A store on a disk that really runs full: the analyzer is refused, nothing is stored in part, and work goes on when there is room.
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/host-bench.ts';
import { custodyStore } from './cache/custody-store.ts';
import { openStore } from './cache/sql-client.ts';
import { createDiskGuard } from './custody/disk-guard.ts';
import { createIntake } from './custody/intake.ts';

let dir: string;
let mounted = false;

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeEach(async () => {
  dir = await temporaryFolder();
  await mkdir(join(dir, 'small'));
  mounted = mount(join(dir, 'small'));
});
afterEach(async () => {
  if (mounted) execFileSync('umount', [join(dir, 'small')]);
  await rm(dir, { recursive: true, force: true });
});

test('SQLITE_FULL becomes busy, whole messages stay, and room makes it work again', async ({ skip }) => {
  if (!mounted) skip('a small file system could not be mounted: this needs root');
  const small = join(dir, 'small');
  await writeFile(join(small, 'ballast'), new Uint8Array(300_000));
  const store = await openStore(custodyStore, {
    store: 'custody',
    path: join(small, 'custody.db'),
    key: new Uint8Array(32),
    crashAt: null,
  });
  let monotonic = 0;
  const environment = {
    clock: { now: () => new Date(), monotonicMs: () => monotonic },
    newId: () => crypto.randomUUID(),
    random: () => 0,
    log: () => undefined,
    driverById: () => undefined,
    publish: () => undefined,
    crash: () => undefined,
  };
  const changes: boolean[] = [];
  const disk = createDiskGuard(small, {
    reserveBytes: 0,
    monotonicMs: () => monotonic,
    onChange: ({ low }) => changes.push(low),
  });
  const intake = createIntake(environment, store, disk);
  const origin = { connectionId: 'c', instrumentId: 'i', driverId: 'd', peer: 'p', session: 's' };
  const send = () =>
    intake.store(origin, new Uint8Array(), [{ content: new Uint8Array(20_000).fill(65), complete: true }], 'owed');

  let stored = 0;
  let refused: string | null = null;
  for (let round = 0; round < 100 && refused === null; round++) {
    const result = await send();
    if (result.outcome === 'stored') stored++;
    else refused = result.reason;
  }
  expect(refused).toMatch(/^SQLITE_(FULL|IOERR)/);
  expect(stored).toBeGreaterThan(0);
  expect(changes).toEqual([true]);
  expect((await send()).outcome).toBe('busy');
  expect(await store.read.inbox('all', 1000)).toHaveLength(stored);

  await rm(join(small, 'ballast'));
  monotonic += 2_000;
  expect((await send()).outcome).toBe('stored');
  expect(changes).toEqual([true, false]);
  const rows = await store.read.inbox('all', 1000);
  expect(rows).toHaveLength(stored + 1);
  for (const { id } of rows) expect((await store.read.message(id))?.content).toHaveLength(20_000);
  await store.close();
});

test('the reserve is looked at before anything is written', async () => {
  let free = 10;
  let monotonic = 0;
  const changes: (number | null)[] = [];
  const disk = createDiskGuard(dir, {
    reserveBytes: 100,
    monotonicMs: () => monotonic,
    free: async () => free,
    onChange: ({ freeBytes }) => changes.push(freeBytes),
  });
  expect(await disk.check()).toEqual({ freeBytes: 10, low: true });
  free = 1000;
  expect((await disk.check()).low).toBe(true);
  monotonic += 1_500;
  expect(await disk.check()).toEqual({ freeBytes: 1000, low: false });
  expect(changes).toEqual([10, 1000]);
});
