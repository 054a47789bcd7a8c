// The part of the contract that only a host answers: instruments, their traffic, the inbox, the outbox, the link.
import type { z } from 'zod';
import type { ConnectionConfig, devicesContract, LinkState } from '../../../core/devices/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { instrumentOrder } from '../../../core/lab/instrument-orders.ts';
import type { Driver } from '../../../device-drivers/driver.ts';
import { parseFile } from '../../../device-drivers/parse-file.ts';
import { tryDatabase } from '../../../device-drivers/transports/database/try-database.ts';
import { listSerialPorts } from '../../../device-drivers/transports/serial-ports.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { ConnectionManager } from '../connections/manager.ts';
import type { Outbox } from '../custody/outbox.ts';
import type { Reader } from '../custody/reader.ts';
import type { TrafficRecorder } from '../custody/traffic.ts';
import type { HostEnvironment } from '../environment.ts';
import type { Picture } from '../picture/picture.ts';
import { withKnownPassword, withoutSecret, withSecret } from './connection-secrets.ts';
import type { HostSession } from './sessions.ts';

export interface DeviceParts {
  environment: HostEnvironment;
  custody: CustodyStore;
  manager: ConnectionManager;
  traffic: TrafficRecorder;
  reader: Reader;
  outbox: Outbox;
  picture: Picture;
  /** The drivers that a connection may be set to. */
  drivers: readonly Driver[];
  refreshOverlays(subjects: string[]): Promise<void>;
  linkState(): Promise<LinkState>;
}

type Input<Name extends 'traffic' | 'replay' | 'inbox' | 'tryDatabase' | 'decide' | 'sendOrders'> = z.output<
  NonNullable<(typeof devicesContract)[Name]['~orpc']['inputSchema']>
>;

export function createDevices(parts: DeviceParts) {
  const { environment, custody, manager } = parts;

  function driverOf(config: ConnectionConfig): Driver {
    const driver = environment.driverById(config.driverId);
    if (!driver) throw fail('DRIVER_UNKNOWN', { driverId: config.driverId });
    return driver;
  }

  function configOf(connectionId: string): ConnectionConfig {
    const config = manager.config(connectionId);
    if (!config) throw fail('NOT_FOUND', { connectionId });
    return config;
  }

  return {
    drivers: () =>
      parts.drivers.map(({ id, maker, model, title, link }) => ({
        id,
        maker,
        model,
        titleZh: title.zh,
        titleEn: title.en,
        link,
      })),
    ports: () => listSerialPorts(),
    connections: async () => (await manager.statuses()).map(withoutSecret),
    async saveConnection(given: ConnectionConfig) {
      const config = withSecret(given, manager.config(given.id));
      if (config.transport.kind !== 'database') driverOf(config);
      return withoutSecret(await manager.save(config));
    },
    tryDatabase({ connectionId, config }: Input<'tryDatabase'>) {
      return tryDatabase(withKnownPassword(config, manager.config(connectionId)));
    },
    async removeConnection({ id }: { id: string }) {
      await manager.remove(id);
      return { ok: true as const };
    },
    async traffic({ connectionId, before, limit }: Input<'traffic'>) {
      await parts.traffic.flush();
      return custody.read.traffic(connectionId, before ?? null, limit);
    },
    /** Reads the recorded bytes again with today's driver, peer by peer. Nothing is stored. */
    async replay({ connectionId, fromId, toId }: Input<'replay'>) {
      const config = configOf(connectionId);
      await parts.traffic.flush();
      const chunks = await custody.read.receivedBytes(connectionId, fromId, toId);
      const known = parts.drivers.some(({ id, maker }) => id === config.driverId && maker !== '*');
      const read = [...new Set(chunks.map(({ peer }) => peer))].map((peer) => {
        const bytes = Buffer.concat(chunks.filter((chunk) => chunk.peer === peer).map((chunk) => chunk.bytes));
        return parseFile(new Uint8Array(bytes), known ? config.driverId : 'auto');
      });
      return { messages: read.flatMap(({ messages }) => messages), problems: read.flatMap(({ problems }) => problems) };
    },
    inbox: ({ custody: wanted, limit }: Input<'inbox'>) => custody.read.inbox(wanted, limit),
    outbox: () => custody.read.outbox(),
    async decide({ what, id, how, reason }: Input<'decide'>, who: HostSession) {
      const at = environment.clock.now().toISOString();
      const actorId = who.info.person.id;
      if (what === 'command') {
        const subject = await custody.write.decideCommand(id, how, actorId, reason, at);
        if (subject === null) throw fail('NOT_FOUND', { id });
        await parts.refreshOverlays([subject]);
        parts.outbox.wake();
      } else {
        const outcome = await custody.write.decideMessage(id, how, actorId, reason, at);
        if (outcome === 'unknown') throw fail('NOT_FOUND', { id });
        const message = outcome === 'read' ? await custody.read.message(id) : null;
        if (message) parts.reader.take(id, message.connectionId);
        if (outcome === 'forward') parts.outbox.wake();
        environment.publish({ type: 'inbox', id });
      }
      environment.publish({ type: 'link', link: await parts.linkState() });
      return { ok: true as const };
    },
    async sendOrders({ connectionId, specimenIds }: Input<'sendOrders'>) {
      const config = configOf(connectionId);
      const driver = driverOf(config);
      const dictionaries = await parts.picture.dictionaries();
      const instrument = dictionaries?.instrument[config.instrumentId];
      if (!driver.encodeOrders || !driver.abilities.orders || !dictionaries || !instrument) {
        throw fail('DEVICE_OFFLINE', {
          what: '该连接不能下发申请 / this connection takes no orders',
          connection: config.name,
        });
      }
      const line = manager.lineOf(connectionId);
      const sent: string[] = [];
      const refused: { specimenId: string; text: string }[] = [];
      for (const specimenId of specimenIds) {
        const document = await parts.picture.specimen(specimenId);
        const order = document ? instrumentOrder(document, instrument, dictionaries) : null;
        if (!order) {
          refused.push({ specimenId, text: '该标本没有需在此仪器上做的项目 / nothing to be done on this analyzer' });
          continue;
        }
        const problem = await line.send(driver.encodeOrders([order], environment.clock.now()));
        if (problem === null) sent.push(specimenId);
        else refused.push({ specimenId, text: problem });
      }
      return { sent, refused };
    },
  };
}

export type Devices = ReturnType<typeof createDevices>;
