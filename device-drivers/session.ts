// One conversation with one analyzer as a pure state machine: bytes and time in, actions out. Ports and disks live elsewhere.
// The order of things is the promise of the suite: `persist` is emitted, the caller stores, says `settle(ticket, 'stored')`,
// and only then does the session emit the bytes of the acknowledgement.

import type { InstrumentOrder, InstrumentProblem } from '../core/lab/instrument-message.ts';

/** The content of one message, complete or cut short, as the bytes of its records (no framing). */
export interface RawMessage {
  content: Uint8Array;
  /** False when the line broke before the terminator record. */
  complete: boolean;
}

export type SessionAction =
  | { type: 'write'; bytes: Uint8Array }
  /** Store `frame` and `messages` durably in one transaction, then call settle. */
  | { type: 'persist'; ticket: number; frame: Uint8Array; messages: RawMessage[] }
  | { type: 'problem'; problem: InstrumentProblem; alarm: boolean }
  /** All of an order batch was accepted (or given up) by the analyzer. */
  | { type: 'delivered'; batch: string }
  | { type: 'undelivered'; batch: string; problem: InstrumentProblem }
  /** The caller must drop the connection (MLLP after a timeout, see research on late acknowledgements). */
  | { type: 'close'; reason: string };

export interface Session {
  /** Any chunking of the same bytes gives the same actions, but for timers. `now` is in ms of a monotonic clock. */
  receive(bytes: Uint8Array, now: number): SessionAction[];
  /** Call at `deadline()`; runs the timers of the link. */
  tick(now: number): SessionAction[];
  /** When tick must be called next, in the clock of `now`; null when no timer runs. */
  deadline(): number | null;
  /** Tells what became of a `persist`: busy makes the session answer NAK (or AR), so that the analyzer keeps its message. */
  settle(ticket: number, outcome: 'stored' | 'busy', now: number): SessionAction[];
  /** Queues a message (already encoded records or segments) for the analyzer. */
  send(batch: string, content: Uint8Array, now: number): SessionAction[];
  /** The line is gone: what was received and not finished comes out as a last `persist` with complete: false. */
  closed(now: number): SessionAction[];
}

/** What a driver may answer to a query that it just interpreted. */
export interface QueryAnswer {
  orders: InstrumentOrder[];
  /** Specimens that were asked for and for which nothing is to be done. */
  unknown: string[];
}
