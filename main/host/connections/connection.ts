// One configured connection: its transport, its lines, and the status that the screen shows.
import type { ConnectionConfig, ConnectionStatus } from '../../../core/devices/contract.ts';
import { rowsDriverId } from '../../../device-drivers/transports/database/row-message.ts';
import { openTransport } from '../../../device-drivers/transports/open-transport.ts';
import type { Peer, Transport, TransportStatus } from '../../../device-drivers/transports/transport.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Origin } from '../cache/custody-types.ts';
import type { Intake } from '../custody/intake.ts';
import { csvDriverId } from '../custody/interpret.ts';
import type { TrafficRecorder } from '../custody/traffic.ts';
import type { HostEnvironment } from '../environment.ts';
import { type Line, openLine } from './line.ts';
import { rowIntake } from './row-intake.ts';

export interface ConnectionParts {
  intake: Intake;
  store: CustodyStore;
  traffic: TrafficRecorder;
  stored(ids: string[], connectionId: string): void;
  /** Tests give a transport of their own. */
  transportOf?: (config: ConnectionConfig) => Transport;
}

export interface Connection {
  config: ConnectionConfig;
  status(counts: { received: number; parked: number }): ConnectionStatus;
  lines(): Line[];
  /** Where it listens, else null. */
  address(): string | null;
  alarm(code: string, text: string): void;
  /** A message of this peer was read: which instrument spoke. */
  heard(peer: string, instrumentId: string): void;
  /** Resolves when the transport has said for the first time how it fares. */
  started: Promise<void>;
  close(): Promise<void>;
}

export function openConnection(
  environment: HostEnvironment,
  config: ConnectionConfig,
  parts: ConnectionParts,
): Connection {
  const { clock } = environment;
  const driver = environment.driverById(config.driverId);
  const lines = new Set<Line>();
  const settling = new Set<Promise<void>>();
  const speakers = new Map<string, ConnectionStatus['heard'][number]>();
  const stamp = () => clock.now().toISOString();
  let transport: Transport | null = null;
  let transportState: TransportStatus = { state: 'waiting', problem: null, address: null };
  let busy = false;
  let since = stamp();
  let lastByteAt: string | null = null;
  let problem: ConnectionStatus['problem'] = null;
  let shown = '';
  let settleStart: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    settleStart = resolve;
  });
  const csv = config.transport.kind === 'folder' && config.transport.format === 'csv' ? config.transport : null;
  const database = config.transport.kind === 'database' ? config.transport : null;
  const origin: Omit<Origin, 'peer' | 'session'> = {
    connectionId: config.id,
    instrumentId: config.instrumentId,
    driverId: database ? rowsDriverId : csv ? csvDriverId(csv.encoding) : config.driverId,
  };

  function state(): ConnectionStatus['state'] {
    if (!config.enabled) return 'off';
    if (busy) return 'busy';
    return lines.size > 0 ? 'connected' : transportState.state;
  }

  function changed(): void {
    const now = `${state()} ${[...lines].map(({ peer }) => peer).join()} ${problem?.code} ${problem?.text}`;
    if (now === shown) return;
    if (state() !== shown.split(' ')[0]) since = stamp();
    shown = now;
    environment.publish({ type: 'connection', connectionId: config.id });
  }

  function alarm(code: string, text: string): void {
    problem = { code, text, at: stamp() };
    environment.log('warn', 'a connection needs attention', { connection: config.name, code });
    changed();
  }

  function heard(peer: string, instrumentId: string): void {
    const known = speakers.get(instrumentId)?.peer === peer;
    speakers.delete(instrumentId);
    speakers.set(instrumentId, { instrumentId, peer, at: stamp() });
    if (!known) environment.publish({ type: 'connection', connectionId: config.id });
  }

  function onPeer(peer: Peer): void {
    if (!driver) {
      peer.close();
      return;
    }
    const line = openLine(environment, driver, config, origin, peer, {
      intake: parts.intake,
      store: parts.store,
      traffic: parts.traffic,
      stored: (ids) => parts.stored(ids, config.id),
      heard() {
        lastByteAt = stamp();
      },
      problem(code, text, isAlarm) {
        if (isAlarm) alarm(code, text);
      },
      busy(reason) {
        busy = reason !== null;
        if (reason !== null)
          problem = {
            code: reason,
            text: '磁盘空间不足或写入失败，仪器暂存数据 / the disk is full or failed; the analyzer keeps its data',
            at: stamp(),
          };
        else if (problem?.code === 'DISK_FULL' || problem?.code.startsWith('SQLITE')) problem = null;
        changed();
      },
      closed(gone) {
        lines.delete(gone);
        const settled = gone.quiet().finally(() => settling.delete(settled));
        settling.add(settled);
        changed();
      },
    });
    lines.add(line);
    changed();
  }

  async function onFile(name: string, bytes: Uint8Array): Promise<'stored' | 'busy'> {
    lastByteAt = stamp();
    const { outcome, ids } = await parts.intake.storeFile(
      { ...origin, peer: name, session: environment.newId() },
      name,
      bytes,
    );
    busy = outcome === 'busy';
    parts.traffic.note(config.id, name, `${bytes.length} bytes, ${outcome}`);
    changed();
    if (ids.length > 0) parts.stored(ids, config.id);
    return outcome;
  }

  if (!driver && !csv && !database) {
    problem = { code: 'DRIVER_UNKNOWN', text: `没有驱动 / no driver ${config.driverId}`, at: since };
    transportState = { state: 'failed', problem, address: null };
  } else if (config.enabled) {
    transport = (parts.transportOf ?? ((wanted) => openTransport(wanted.transport)))(config);
    transport.start({
      peer: onPeer,
      file: onFile,
      ...(database
        ? {
            rows: rowIntake(environment, database, origin, {
              ...parts,
              heard() {
                lastByteAt = stamp();
              },
              outcome(text, outcome) {
                busy = outcome === 'busy';
                parts.traffic.note(config.id, 'database', text);
                changed();
              },
            }),
          }
        : {}),
      status(next) {
        settleStart();
        transportState = next;
        if (next.problem) problem = { ...next.problem, at: stamp() };
        else if (problem && /^(E[A-Z]+|TCP_|SERIAL_|FOLDER_|DATABASE_|DBF_|SQLITE_|[0-9A-Z]{5}$)/.test(problem.code))
          problem = null;
        changed();
      },
    });
  }
  if (!transport) settleStart();

  return {
    config,
    started,
    lines: () => [...lines],
    heard,
    address: () => (config.transport.kind === 'tcpServer' ? transportState.address : null),
    alarm,
    status: ({ received, parked }) => ({
      config,
      state: state(),
      peers: [...lines].map(({ peer }) => peer),
      heard: [...speakers.values()],
      since,
      lastByteAt,
      received,
      parked,
      problem,
      address: transportState.address,
    }),
    async close() {
      await transport?.close();
      for (const line of lines) line.close();
      await Promise.all([...settling, ...[...lines].map((line) => line.quiet())]);
    },
  };
}
