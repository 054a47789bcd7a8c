// What a store is: numbered migrations, a half that reads and a half that writes. The worker runs it, the client is typed by it.
import type { Sql } from './sql.ts';

// biome-ignore lint/suspicious/noExplicitAny: the one place where operations of any shape meet; callers see the exact types.
export type Operation = (sql: Sql, ...args: any[]) => unknown;
export type Operations = Record<string, Operation>;

export interface StoreDefinition<Reads extends Operations, Writes extends Operations> {
  /** SQL of migration 1, 2, …: never edited once released, only added to. */
  migrations: readonly string[];
  reads: Reads;
  /** Each runs wholly or not at all. Several may share one commit. */
  writes: Writes;
  /**
   * Writes that are made again when a power cut takes them, because what they follow from is on disk. A group of nothing else is
   * not waited for: the next promise takes it along to the disk.
   */
  repeatable: readonly (keyof Writes & string)[];
}

/** The same operations as seen from the main thread: without the database, as promises. */
export type Remote<All extends Operations> = {
  [Name in keyof All]: All[Name] extends (sql: Sql, ...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** custody: what must never be lost. cache: what the server can give again. */
export type StoreName = 'custody' | 'cache';

export interface WorkerSettings {
  store: StoreName;
  path: string;
  /** 32 bytes. */
  key: Uint8Array;
  /** For tests: `before-commit:NAME` or `after-commit:NAME` of a write at which the process is killed. */
  crashAt: string | null;
}

export type WorkerRequest = { id: number; operation: string; args: unknown[] } | { id: number; operation: null };

export interface WorkerReply {
  id: number;
  value?: unknown;
  error?: { code: string; message: string };
}

/** A failure of the store with SQLite's own code (`SQLITE_FULL`) or one of ours (`STORE_UNREADABLE`). */
export class StoreError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
