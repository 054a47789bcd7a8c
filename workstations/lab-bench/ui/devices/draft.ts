// What the connection dialog holds while it is filled in: numbers as typed text, every kind of transport side by side.
import { ConnectionConfig, type TransportConfig } from '../../../../core/devices/contract.ts';
import { type DatabaseDraft, databaseDraftOf, databaseTransportOf, newDatabase } from './database-draft.ts';

export type TransportKind = TransportConfig['kind'];
type Serial = Extract<TransportConfig, { kind: 'serial' }>;
type Folder = Extract<TransportConfig, { kind: 'folder' }>;

export interface ConnectionDraft {
  id: string;
  name: string;
  instrumentId: string;
  driverId: string;
  kind: TransportKind;
  serial: Omit<Serial, 'kind'>;
  listen: { host: string; port: string; allow: string };
  call: { host: string; port: string };
  folder: Omit<Folder, 'kind'>;
  database: DatabaseDraft;
  checksum: ConnectionConfig['checksum'];
  frameNumberCheck: boolean;
  enabled: boolean;
}

export function newDraft(id: string): ConnectionDraft {
  return {
    id,
    name: '',
    instrumentId: '',
    driverId: '',
    kind: 'tcpServer',
    // 9600 8N1 is what most analyzers leave the factory with (LIS01-A2 5.2).
    serial: { path: '', baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
    listen: { host: '0.0.0.0', port: '5001', allow: '' },
    call: { host: '', port: '' },
    folder: { path: '', pattern: '*', format: 'driver', encoding: 'utf-8' },
    database: newDatabase,
    checksum: 'case',
    frameNumberCheck: true,
    enabled: true,
  };
}

export function draftOf(config: ConnectionConfig): ConnectionDraft {
  const { transport, ...common } = config;
  const driverId = transport.kind === 'database' ? '' : config.driverId;
  const draft = { ...newDraft(config.id), ...common, driverId, kind: transport.kind };
  switch (transport.kind) {
    case 'serial':
      return { ...draft, serial: transport };
    case 'tcpServer':
      return {
        ...draft,
        listen: { host: transport.host, port: String(transport.port), allow: transport.allow.join(', ') },
      };
    case 'tcpClient':
      return { ...draft, call: { host: transport.host, port: String(transport.port) } };
    case 'folder':
      return { ...draft, folder: transport };
    case 'database':
      return { ...draft, database: databaseDraftOf(transport) };
    default:
      return transport satisfies never;
  }
}

/** The configuration, or null while something is missing or out of its limits. */
export function configOf(draft: ConnectionDraft): ConnectionConfig | null {
  const { id, instrumentId, checksum, frameNumberCheck, enabled } = draft;
  // No driver reads a database: its columns are named in the settings.
  const driverId = draft.kind === 'database' ? 'database' : draft.driverId;
  const name = draft.name.trim();
  const transport = transportOf(draft);
  const read = ConnectionConfig.safeParse({
    id,
    name,
    instrumentId,
    driverId,
    transport,
    checksum,
    frameNumberCheck,
    enabled,
  });
  return read.success ? read.data : null;
}

/** A port in decimal digits; NaN for anything else, which the contract refuses. */
export function portOf(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

function transportOf(draft: ConnectionDraft): TransportConfig {
  const { kind, serial, listen, call, folder, database } = draft;
  switch (kind) {
    case 'serial':
      return { ...serial, kind, path: serial.path.trim() };
    case 'tcpServer':
      return {
        kind,
        host: listen.host.trim() || '0.0.0.0',
        port: portOf(listen.port),
        allow: listen.allow.split(/[\s,，;；]+/).filter(Boolean),
      };
    case 'tcpClient':
      return { kind, host: call.host.trim(), port: portOf(call.port) };
    case 'folder':
      return { ...folder, kind, path: folder.path.trim(), pattern: folder.pattern.trim() || '*' };
    case 'database':
      return databaseTransportOf(database);
    default:
      return kind satisfies never;
  }
}
