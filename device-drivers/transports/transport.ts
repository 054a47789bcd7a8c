// What carries bytes between an analyzer and the host: one interface for serial ports, TCP in both directions and folders.

import type { RowMemory } from './database/plan-rows.ts';

/** One open line to one analyzer. */
export interface Peer {
  /** Address of the other end, e.g. `10.1.2.3:50210` or `/dev/ttyUSB0`. */
  id: string;
  /** Resolves to true when the operating system took the bytes, to false when the line is gone. Never rejects. */
  write(bytes: Uint8Array): Promise<boolean>;
  close(): void;
  /** One listener each; set in the same turn in which the peer is announced, so that no byte is missed. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

export interface TransportStatus {
  /** waiting: listens or looks; connected: opened a line itself; retrying: failed and will try again; failed: cannot work as configured. */
  state: 'waiting' | 'connected' | 'retrying' | 'failed';
  problem: { code: string; text: string } | null;
  /** Where it listens or what it has open. */
  address: string | null;
}

/** Where rows of a database are kept, and what was handed on of them. */
export interface RowIntake {
  memory(): Promise<RowMemory>;
  /** Rows, place and memory in one write. `busy` keeps all of it for the next look. */
  store(batch: {
    content: Uint8Array | null;
    position: RowMemory['position'];
    remember: { key: string; hash: string }[];
    forget: string[];
  }): Promise<'stored' | 'busy'>;
}

export interface TransportEvents {
  peer(peer: Peer): void;
  status(status: TransportStatus): void;
  /** A finished file of a watched folder. It is moved away only after `stored`; `busy` leaves it for the next round. */
  file(name: string, bytes: Uint8Array): Promise<'stored' | 'busy'>;
  /** For databases. */
  rows?: RowIntake;
}

/** Reconnects for ever until it is closed. */
export interface Transport {
  start(events: TransportEvents): void;
  close(): Promise<void>;
}

/** Waits between attempts in ms: doubles from the first to the longest. */
export interface RetryDelays {
  firstMs: number;
  longestMs: number;
}

export const usualDelays: RetryDelays = { firstMs: 500, longestMs: 30_000 };

/** One timer that calls again after growing waits; `soon` starts over, `stop` ends it. */
export function createRetry(work: () => void, delays: RetryDelays) {
  let wait = delays.firstMs;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    later(): void {
      if (stopped) return;
      clearTimeout(timer);
      timer = setTimeout(work, wait);
      wait = Math.min(wait * 2, delays.longestMs);
    },
    worked(): void {
      wait = delays.firstMs;
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Code and text of a failed system call, for the screen. */
export function problemOf(error: unknown, fallback: string): { code: string; text: string } {
  if (!(error instanceof Error)) return { code: fallback, text: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : fallback;
  return { code, text: error.message };
}
