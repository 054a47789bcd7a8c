// What main process and host process say to each other besides the fetch bridge: the start, the stop, and the log.
import type { HostOptions } from '../host/api.ts';

/** Everything the host is told at its start; functions cannot travel. */
export type HostStart = Pick<HostOptions, 'dataDir' | 'serverUrl' | 'enrolmentCode' | 'rendererDir' | 'storeKey'>;

export type ToHost = { kind: 'start'; start: HostStart } | { kind: 'stop' };

export type FromHost =
  | { kind: 'ready' }
  /** The host cannot run like this: data folder not writable, store not readable with this key. */
  | { kind: 'refused'; reason: string }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string };
