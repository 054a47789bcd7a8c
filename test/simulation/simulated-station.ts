// A station of the simulation: the real host over stores in memory. It can be killed at any moment, or at a named step of the path.
import type { Host } from '../../main/host/api.ts';
import { cacheStore } from '../../main/host/cache/cache-store.ts';
import { custodyStore } from '../../main/host/cache/custody-store.ts';
import { createHost } from '../../main/host/host.ts';
import type { Stores } from '../../main/host/open-stores.ts';
import type { Port } from './cable.ts';
import type { Central } from './central.ts';
import type { Chance } from './chance.ts';
import { createMemoryDisk, type MemoryDisk, openMemoryStore } from './memory-store.ts';
import { createNetwork, type Network } from './network.ts';
import { type Scope, type VirtualTime, within } from './virtual-time.ts';

export interface SimulatedStation {
  index: number;
  disk: MemoryDisk;
  network: Network;
  ports: readonly Port[];
  /** What the station's clock is ahead of the true time. */
  clockAheadMs: number;
  /** It was killed, or its disk failed: what was answered may not be noted. */
  disturbed: boolean;
  running(): boolean;
  /** Nothing is under way in its inbox or outbox. */
  quiet(): boolean;
  /** The socket of this analyzer. */
  portsOf(instrument: string): readonly Port[];
  start(): void;
  /** As a power cut: what is in memory is gone. */
  kill(): void;
  /** Kills it when it passes the step for the n-th time from now. */
  killAt(step: string, nth: number): void;
  /** Ends it as the shell does. */
  close(): void;
  end(): void;
}

/** What is broken on purpose, to show that the end is really looked at. */
export const mutations = [
  'acknowledges-before-commit',
  'forgets-commands-when-sent',
  'new-identity-each-time',
  'skips-pages',
] as const;
export type Mutation = (typeof mutations)[number];

function broken(stores: Stores, mutation: Mutation, chance: Chance): void {
  const { custody, cache } = stores;
  switch (mutation) {
    case 'acknowledges-before-commit': {
      const { store } = custody.write;
      custody.write.store = async (...args) => void store(...args).catch(() => undefined);
      break;
    }
    case 'forgets-commands-when-sent': {
      const { due } = custody.read;
      custody.read.due = async (...args) => {
        const commands = await due(...args);
        await custody.write.settle(commands.map(({ id }) => ({ id, outcome: 'done', note: null })));
        return commands;
      };
      break;
    }
    case 'new-identity-each-time': {
      const { due } = custody.read;
      custody.read.due = async (...args) => {
        const commands = await due(...args);
        return commands.map((command) => ({
          ...command,
          input: Object.assign({}, command.input, { messageId: chance.id() }),
        }));
      };
      break;
    }
    case 'skips-pages': {
      const { apply } = cache.write;
      cache.write.apply = (changes, ...rest) => apply(chance.is(0.2) ? [] : changes, ...rest);
      break;
    }
    default:
      mutation satisfies never;
  }
}

export function createSimulatedStation(parts: {
  index: number;
  time: VirtualTime;
  chance: Chance;
  central: Central;
  ports: readonly Port[];
  instruments: readonly string[];
  epochMs: number;
  mutation: Mutation | null;
  trace(text: string): void;
}): SimulatedStation {
  const { index, time, chance, central, ports, trace } = parts;
  const disk = createMemoryDisk();
  const enrolled = central.stations[index];
  if (!enrolled) throw new Error(`no station ${index}`);
  custodyStore.writes.setSetting(disk.custodySql, 'station', JSON.stringify(enrolled));
  const network = createNetwork(time, chance.fork(), central);
  const serverUrl = central.url;
  let scope: Scope | null = null;
  let host: Host | null = null;
  let death: { step: string; left: number } | null = null;

  const connections = parts.instruments.map((instrument, at) => ({
    id: `00000000-0000-4000-8000-0000000000${index}${at}`,
    name: instrument,
    instrumentId: instrument,
    driverId: instrument,
    transport: { kind: 'tcpServer' as const, host: '127.0.0.1', port: 1024 + at, allow: [] },
  }));

  function passes(step: string): void {
    if (death?.step !== step || --death.left > 0) return;
    trace(`station ${index} is killed at ${step}`);
    station.kill();
    time.after(chance.between(500, 15_000), station.start);
  }

  const station: SimulatedStation = {
    index,
    disk,
    network,
    ports,
    clockAheadMs: 0,
    disturbed: false,
    running: () => host !== null,
    quiet() {
      const open = `SELECT 1 AS found FROM message WHERE custody IN ('received', 'forwarding') OR answer = 'owed'`;
      const waiting = `SELECT 1 AS found FROM command WHERE state = 'waiting'`;
      return [open, waiting].every((text) => disk.custodySql.get(text) === undefined);
    },
    portsOf: (instrument) => ports.filter((_port, at) => parts.instruments[at] === instrument),
    start() {
      if (scope) return;
      const own: Scope = { time, alive: true };
      scope = own;
      const stores: Stores = {
        custody: openMemoryStore(disk, disk.custody, custodyStore, own, chance.fork()),
        cache: openMemoryStore(disk, disk.cache, cacheStore, own, chance.fork()),
      };
      if (parts.mutation) broken(stores, parts.mutation, chance);
      const seams = {
        stores,
        fetch: network.fetch(own),
        freeBytes: async () => 1e12,
        transportOf: (config: { id: string }) => {
          const port = ports[connections.findIndex(({ id }) => id === config.id)];
          if (!port) throw new Error(`no port for ${config.id}`);
          return port.transport(own);
        },
        newId: chance.id,
        random: chance.next,
        crash: passes,
        version: '0',
      };
      const clock = {
        now: () => new Date(parts.epochMs + time.now() + station.clockAheadMs),
        monotonicMs: time.now,
      };
      const log = (level: string, text: string, detail?: Record<string, unknown>) => {
        if (own.alive && level !== 'info') trace(`station ${index}: ${text} ${JSON.stringify(detail ?? {})}`);
      };
      void within(own, () =>
        createHost(
          { dataDir: '', serverUrl, rendererDir: '', shell: 'node', diskReserveBytes: 1, connections, clock, log },
          seams,
        ),
      ).then(
        (made) => {
          if (own.alive) host = made;
        },
        (error: unknown) => {
          if (!own.alive) return;
          trace(`station ${index} did not start: ${String(error)}`);
          station.kill();
          // As the shell does.
          time.after(5_000, station.start);
        },
      );
    },
    kill() {
      if (!scope) return;
      scope.alive = false;
      scope = null;
      host = null;
      death = null;
      station.disturbed = true;
      network.cut();
      for (const port of ports) port.cutAll();
    },
    killAt(step, nth) {
      death = { step, left: nth };
    },
    close() {
      const [own, running] = [scope, host];
      if (!own || !running) return;
      trace(`station ${index} is closed`);
      host = null;
      station.disturbed = true;
      void within(own, () => running.close()).then(() => {
        if (scope !== own) return;
        trace(`station ${index} has ended`);
        station.kill();
        time.after(chance.between(500, 10_000), station.start);
      });
    },
    end() {
      station.kill();
      disk.close();
    },
  };
  return station;
}
