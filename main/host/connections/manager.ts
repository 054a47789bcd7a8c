// All connections of the station: opened from the store, changed by people, asked for their lines and addresses.
import { ConnectionConfig, type ConnectionStatus } from '../../../core/devices/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { HostEnvironment } from '../environment.ts';
import { type Connection, type ConnectionParts, openConnection } from './connection.ts';
import type { Line } from './line.ts';

const startWaitMs = 2_000;

export interface ConnectionManager {
  start(wanted: readonly ConnectionConfig[]): Promise<void>;
  statuses(): Promise<ConnectionStatus[]>;
  save(config: ConnectionConfig): Promise<ConnectionStatus>;
  remove(id: string): Promise<void>;
  config(id: string): ConnectionConfig | null;
  alarm(connectionId: string, code: string, text: string): void;
  heard(connectionId: string, peer: string, instrumentId: string): void;
  /** The line that messages of this session come on, as long as it is open. */
  lineOfSession(connectionId: string, session: string): Line | null;
  /** An open line of the connection; DEVICE_OFFLINE when there is none. */
  lineOf(connectionId: string): Line;
  listeners(): Record<string, string>;
  close(): Promise<void>;
}

export function createConnectionManager(
  environment: HostEnvironment,
  store: CustodyStore,
  parts: ConnectionParts,
): ConnectionManager {
  const connections = new Map<string, Connection>();

  function open(config: ConnectionConfig): Connection {
    const connection = openConnection(environment, config, parts);
    connections.set(config.id, connection);
    environment.publish({ type: 'connection', connectionId: config.id });
    return connection;
  }

  async function countsOf(id: string): Promise<{ received: number; parked: number }> {
    const counts = await store.read.connectionCounts();
    return counts.find(({ connectionId }) => connectionId === id) ?? { received: 0, parked: 0 };
  }

  return {
    async start(wanted) {
      const saved = (await store.read.connections()).map((text) => ConnectionConfig.parse(JSON.parse(text)));
      const known = new Set(saved.map(({ id }) => id));
      const added = wanted.filter(({ id }) => !known.has(id));
      for (const config of [...saved, ...added]) {
        // Settings of the demo (a serial path that changes at each start) follow the options; a person's change stays.
        const given = wanted.find(({ id }) => id === config.id);
        open(given ? { ...config, transport: given.transport } : config);
      }
      // Whoever started us wants to know the addresses; a port that hangs must not keep the station from opening.
      const all = Promise.all([...connections.values()].map(({ started }) => started));
      await Promise.race([all, new Promise((resume) => setTimeout(resume, startWaitMs).unref())]);
    },
    async statuses() {
      const counts = new Map((await store.read.connectionCounts()).map((row) => [row.connectionId, row]));
      return [...connections.values()].map((one) =>
        one.status(counts.get(one.config.id) ?? { received: 0, parked: 0 }),
      );
    },
    async save(config) {
      await store.write.saveConnection(config.id, JSON.stringify(config));
      await connections.get(config.id)?.close();
      const connection = open(config);
      return connection.status(await countsOf(config.id));
    },
    async remove(id) {
      const connection = connections.get(id);
      if (!connection) throw fail('NOT_FOUND', { connectionId: id });
      await store.write.removeConnection(id);
      connections.delete(id);
      await connection.close();
      environment.publish({ type: 'connection', connectionId: id });
    },
    config: (id) => connections.get(id)?.config ?? null,
    alarm: (connectionId, code, text) => connections.get(connectionId)?.alarm(code, text),
    heard: (connectionId, peer, instrumentId) => connections.get(connectionId)?.heard(peer, instrumentId),
    lineOfSession: (connectionId, session) =>
      connections
        .get(connectionId)
        ?.lines()
        .find((line) => line.session === session) ?? null,
    lineOf(connectionId) {
      const connection = connections.get(connectionId);
      if (!connection) throw fail('NOT_FOUND', { connectionId });
      const line = connection.lines().find((one) => one.open());
      if (!line) throw fail('DEVICE_OFFLINE', { connection: connection.config.name });
      return line;
    },
    listeners() {
      const found: Record<string, string> = {};
      for (const { config, address } of connections.values()) {
        const where = address();
        if (where !== null) found[config.id] = where;
      }
      return found;
    },
    async close() {
      await Promise.all([...connections.values()].map((connection) => connection.close()));
    },
  };
}
