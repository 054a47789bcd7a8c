// Rows of the custody store as its callers see them.
import type { InboxRow, OutboxRow } from '../../../core/devices/contract.ts';

export type Custody = InboxRow['custody'];
export type Answer = InboxRow['answer'];

/** Where bytes came from. `session` is one opening of one line: frames of two sessions never belong together. */
export interface Origin {
  connectionId: string;
  instrumentId: string;
  driverId: string;
  peer: string;
  session: string;
}

export interface NewMessage {
  id: string;
  receivedAt: string;
  monotonicMs: number;
  content: Uint8Array;
  /** SHA-256, hex. */
  contentHash: string;
  complete: boolean;
  answer: Answer;
  /** File name, when it came in a file. */
  source: string | null;
}

export interface StoredMessage extends Omit<NewMessage, 'complete'> {
  connectionId: string;
  instrumentId: string;
  driverId: string;
  peer: string;
  /** Opening of the line that it came on; empty where none is known. */
  session: string;
  complete: boolean;
  custody: Custody;
  attempts: number;
}

export interface NewCommand {
  id: string;
  name: string;
  input: unknown;
  actorId: string;
  /** Name of the person, for the picture of what the command will do. */
  actorName: string;
  at: string;
  /** What the command is about: commands of one subject reach the server in the order of their birth. */
  subject: string;
}

export interface WaitingCommand extends NewCommand {
  messageId: string | null;
  state: OutboxRow['state'];
  attempts: number;
}

export interface Reading {
  messageId: string;
  /** The instrument that spoke, which a connection for any instrument learns only from the content. */
  instrumentId: string;
  kind: string;
  specimenId: string;
  summary: string;
  problem: string | null;
  deviceMessageId: string | null;
}

export interface JournalFrame extends Origin {
  at: string;
  bytes: Uint8Array;
}

/** Rows of a database that are handed on, and where the next look begins. `source` names what was asked of which database. */
export interface RowStep {
  source: string;
  message: NewMessage | null;
  /** JSON of the place; null is the beginning. */
  position: string | null;
  remember: { key: string; hash: string }[];
  forget: string[];
}

export interface NewTraffic {
  connectionId: string;
  peer: string;
  at: string;
  direction: 'in' | 'out' | 'note';
  bytes: Uint8Array;
}

export type Settlement =
  | { id: string; outcome: 'done'; note: string | null }
  | { id: string; outcome: 'again'; nextAttemptMs: number; code: string | null; text: string | null }
  | { id: string; outcome: 'park'; code: string | null; text: string | null };

export interface ConnectionCounts {
  connectionId: string;
  received: number;
  parked: number;
}
