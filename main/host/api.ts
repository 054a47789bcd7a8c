// The host's engine as its shells and stations see it.
import type { TransportConfig } from '../../core/devices/contract.ts';

export interface HostOptions {
  /** Folder of inbox, outbox, cache and keys; made with mode 0700. */
  dataDir: string;
  /** Base URL of the central server, e.g. `http://127.0.0.1:4600`. */
  serverUrl: string;
  /** One-time code of an administrator, when this host is not enrolled yet. */
  enrolmentCode?: string;
  /** Folder with the built renderer. */
  rendererDir: string;
  shell: 'electron' | 'node';
  /** Key of the encrypted stores when the shell keeps it (Electron safeStorage); else a key file with mode 0600 is used. */
  storeKey?: Uint8Array;
  /** Connections to make sure of at start (demo, kiosk installs); the user's own are kept in the host's store. */
  connections?: { id: string; name: string; instrumentId: string; driverId: string; transport: TransportConfig }[];
  /** Bytes that must stay free; below it new data are answered "busy" (P6). Default 512 MiB. */
  diskReserveBytes?: number;
  clock?: { now(): Date; monotonicMs(): number };
  log?: (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void;
}

export interface Host {
  /** Everything the renderer reaches: /rpc/*, /api/*, /reports/*, the files of the renderer. */
  fetch(request: Request): Promise<Response>;
  /** Addresses that the connections listen on, by connection id, for the demo and tests. */
  listeners(): Record<string, string>;
  close(): Promise<void>;
}
