// kill -9 at every named step of the path: whatever was acknowledged is in the record, each result once.
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startChild } from '../../test/support/child.ts';
import { createFakeServer, type FakeServer } from '../../test/support/fake-server.ts';
import { temporaryFolder, until } from '../../test/support/host-bench.ts';
import { testSpecimen } from '../../test/support/lab-fixtures.ts';
import { type ServedFake, serveFake } from '../../test/support/served-fake.ts';
import { crashPoints } from './custody/crash-point.ts';
import { openStores } from './open-stores.ts';

const script = fileURLToPath(new URL('../../test/support/run-host.ts', import.meta.url));
const barcodes = ['3001', '3002', '3003'];
const ACK = 0x06;

let server: FakeServer;
let served: ServedFake;
let dataDir: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  server = createFakeServer();
  for (const barcode of barcodes) server.put(testSpecimen(barcode));
  served = await serveFake(server);
  dataDir = await temporaryFolder();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  served.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(crashAt: string | null): Promise<{ address: string; gone: Promise<void> }> {
  const started = startChild(script, [dataDir, served.url], { YISHU_TEST: '1', YISHU_CRASH_AT: crashAt ?? '' });
  child = started.process;
  const line = await started.firstLine;
  if (line === null) throw new Error('the host ended before it listened');
  const { address } = JSON.parse(line) as { address: string };
  return { address, gone: started.gone };
}

/** Sends one message and waits for its acknowledgement; false when the line broke first. */
function deliver(address: string, text: string): Promise<boolean> {
  return new Promise((done) => {
    const [host, port] = address.split(':');
    const socket = connect({ host, port: Number(port) }, () => socket.write(text));
    socket.on('data', (chunk) => {
      if (chunk[0] === ACK) {
        done(true);
        socket.destroy();
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => done(false));
  });
}

const versionsOf = (barcode: string) => {
  const document = [...server.documents.values()].find((one) => one.barcode === barcode);
  return document?.lines.find(({ testCode }) => testCode === 'WBC')?.versions ?? [];
};

async function finish(): Promise<void> {
  child?.kill('SIGTERM');
  await until('the end of the host', () => child?.exitCode !== null || child.signalCode !== null);
}

test.each(crashPoints)('killed at %s', async (point) => {
  let { address, gone } = await start(point);
  const acknowledged = new Set<string>();
  let waiting = [...barcodes];
  // The analyzer sends what was not acknowledged again, as every analyzer does.
  for (let round = 0; waiting.length > 0 && round < 3; round++) {
    for (const barcode of waiting) if (await deliver(address, `R|${barcode}|WBC=5.1\n`)) acknowledged.add(barcode);
    waiting = barcodes.filter((barcode) => !acknowledged.has(barcode));
    if (round === 0) {
      await gone;
      ({ address, gone } = await start(null));
    }
  }
  expect([...acknowledged].sort()).toEqual(barcodes);
  await until('every result in the record', () => barcodes.every((barcode) => versionsOf(barcode).length > 0));
  for (const barcode of barcodes) expect(versionsOf(barcode)).toHaveLength(1);
  const ids = server.ingested.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  await finish();
});

test('a message that was cut short by the kill is kept for a person', async () => {
  const first = await start(null);
  const [host, port] = first.address.split(':');
  const socket = connect({ host, port: Number(port) }, () => socket.write('R|3001|WBC=\x17'));
  await new Promise<void>((done) => socket.once('data', () => done()));
  child?.kill('SIGKILL');
  await first.gone;
  await start(null);
  await finish();
  const environment = {
    clock: { now: () => new Date(), monotonicMs: () => 0 },
    newId: () => crypto.randomUUID(),
    random: () => 0,
    log: () => undefined,
    driverById: () => undefined,
    publish: () => undefined,
    crash: () => undefined,
  };
  const { custody, cache } = await openStores(environment, dataDir, undefined, null);
  const [row, ...others] = await custody.read.inbox('parked', 10);
  expect(others).toEqual([]);
  const message = await custody.read.message(row!.id);
  expect(message).toMatchObject({ complete: false, answer: 'none' });
  expect(new TextDecoder().decode(message!.content)).toContain('R|3001|WBC=');
  expect(await custody.read.frames()).toEqual([]);
  await custody.close();
  await cache.close();
});

test('killed at random again and again: every acknowledged result is there once', async () => {
  const many = Array.from({ length: 40 }, (_, index) => String(4000 + index));
  for (const barcode of many) server.put(testSpecimen(barcode));
  let { address, gone } = await start(null);
  const acknowledged = new Set<string>();
  for (let round = 0; acknowledged.size < many.length; round++) {
    expect(round).toBeLessThan(30);
    const kill = round < 4 ? setTimeout(() => child?.kill('SIGKILL'), 20 + 40 * round) : undefined;
    for (const barcode of many.filter((one) => !acknowledged.has(one))) {
      if (!(await deliver(address, `R|${barcode}|WBC=5.1\n`))) break;
      acknowledged.add(barcode);
    }
    if (kill === undefined) continue;
    clearTimeout(kill);
    child?.kill('SIGKILL');
    await gone;
    ({ address, gone } = await start(null));
  }
  await until('every result in the record', () => many.every((barcode) => versionsOf(barcode).length > 0));
  for (const barcode of many) expect(versionsOf(barcode)).toHaveLength(1);
  await finish();
});
