// A host over the fake server in a folder of its own, and a client of its contract as the renderer has one.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { stationContract } from '../../core/contract.ts';
import type { Host, HostOptions } from '../../main/host/api.ts';
import { createHost, type HostSeams } from '../../main/host/host.ts';
import { fakeDriver } from './fake-driver.ts';
import type { FakeServer } from './fake-server.ts';

export const connectionId = '11111111-1111-4111-8111-111111111111';

export interface Bench {
  host: Host;
  dataDir: string;
  client: ContractRouterClient<typeof stationContract>;
  /** The cookie as a browser would keep it. */
  cookie: { value: string };
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'yishu-host-'));
}

export const fastLink = { idleMs: 50, firstRetryMs: 10, longestRetryMs: 20, timeoutMs: 1_000 };
export const fastFeed = { pollMs: 100, firstRetryMs: 10, longestRetryMs: 20 };

export function hostOptions(dataDir: string): HostOptions {
  return {
    dataDir,
    serverUrl: 'http://server.test',
    enrolmentCode: 'enrolment-code',
    rendererDir: dataDir,
    shell: 'node',
    diskReserveBytes: 0,
    connections: [
      {
        id: connectionId,
        name: 'fake',
        instrumentId: 'fake1',
        driverId: 'fake',
        transport: { kind: 'tcpServer', host: '127.0.0.1', port: 0, allow: [] },
      },
    ],
  };
}

export async function openBench(
  server: FakeServer,
  given: { dataDir?: string; options?: Partial<HostOptions>; seams?: HostSeams } = {},
): Promise<Bench> {
  const dataDir = given.dataDir ?? (await temporaryFolder());
  const host = await createHost(
    { ...hostOptions(dataDir), ...given.options },
    { fetch: server.fetch, drivers: [fakeDriver], linkTimes: fastLink, feedTimes: fastFeed, ...given.seams },
  );
  const cookie = { value: '' };
  return { host, dataDir, cookie, client: clientOf(host, cookie) };
}

export function clientOf(host: Host, cookie: { value: string }): Bench['client'] {
  const link = new RPCLink({
    url: 'http://127.0.0.1/rpc',
    headers: () => (cookie.value ? { cookie: cookie.value } : {}),
    async fetch(request) {
      const response = await host.fetch(request);
      const [set] = response.headers.getSetCookie();
      if (set) cookie.value = set.split(';')[0] ?? '';
      return response;
    },
  });
  return createORPCClient(link);
}

export async function closeBench(bench: Bench): Promise<void> {
  await bench.host.close();
  await rm(bench.dataDir, { recursive: true, force: true });
}

/** Polls until `look` gives something; fails with what it waited for. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
): Promise<Found> {
  for (let round = 0; round < 1500; round++) {
    const found = await look();
    if (found) return found;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** A made-up analyzer on the bench's listener. */
export async function openAnalyzer(
  host: Host,
): Promise<{ send(text: string): void; received(): string; end(): void; socket: Socket }> {
  const address = await until('the listener', () => host.listeners()[connectionId]);
  const [name, port] = address.split(':');
  const socket = connect({ host: name, port: Number(port) });
  await new Promise<void>((done, failed) => socket.once('connect', () => done()).once('error', failed));
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('utf8');
  });
  socket.on('error', () => undefined);
  return { send: (text) => socket.write(text), received: () => received, end: () => socket.destroy(), socket };
}

/** What most tests of a host begin with or wait for. */
export function hostSteps(bench: () => Bench, server: () => FakeServer) {
  const link = () => bench().client.devices.link();
  return {
    login: () => bench().client.identity.login({ user: 'tech', password: server().password }),
    ready: () => until('the cache to be filled', async () => (await link()).dataAsOf),
    offline: () => until('the outage to be seen', async () => !(await link()).online),
    online: () => until('the server to be back', async () => (await link()).online),
  };
}

/** @throws unless there is exactly one */
export function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} where there should be one`);
  return item;
}
