// A file that is being written for the first time, by calls that wait in the pool or, where that is cheaper, in the thread itself.
import { closeSync, fdatasync, fdatasyncSync, openSync, writev, writevSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const syncInPool = promisify(fdatasync);

/** Calls that may hold the thread: being woken after a call in the pool costs more than the call where the processors are busy. */
export interface Holds {
  /** Copying to the system's cache. */
  write: boolean;
  /** Waiting for the disk; asked before each. */
  sync(): boolean;
  /** How long a sync took that held the thread, ms. */
  took(ms: number): void;
}
export const neverHolds: Holds = { write: false, sync: () => false, took: () => {} };

/** A disk that answers faster than this is waited for. */
const quickMs = 10;
/** Syncs that go to the pool, where several share one flush, after a slow one. */
const pooledAfterSlow = 20;

/**
 * For a thread that does nothing but receive: it waits for a quick disk itself; on a slow one several senders wait side by side.
 * @param alone whether there is one sender only
 */
export function receivingHolds(alone: () => boolean): Holds {
  let pooled = 0;
  return {
    write: true,
    sync() {
      if (alone() || pooled === 0) return true;
      pooled -= 1;
      return false;
    },
    took(ms) {
      if (ms > quickMs) pooled = pooledAfterSlow;
    },
  };
}

export interface NewFile {
  readonly path: string;
  /** Writes all the bytes, in one call as they lie: putting them together first would double the garbage of a busy hour. */
  write(parts: readonly Buffer[], position: number): Promise<number>;
  /** The content is on the disk when it returns. */
  sync(): Promise<void>;
  /** May be called twice. */
  close(): void;
}

export async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function writeInPool(fd: number, parts: readonly Buffer[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, parts, position, (error, written) => (error ? reject(error) : resolve(written)));
  });
}

export function createFile(path: string, holds: Holds): NewFile {
  // Opening touches the folder's cached entry only: the pool would cost more than the call.
  let fd: number | null = openSync(path, 'wx', 0o600);
  function opened(): number {
    if (fd === null) throw new Error('the file is closed');
    return fd;
  }
  return {
    path,
    async write(parts, position) {
      const total = parts.reduce((sum, part) => sum + part.length, 0);
      let left = parts;
      let done = 0;
      while (done < total) {
        const at = position + done;
        const written = holds.write ? writevSync(opened(), left, at) : await writeInPool(opened(), left, at);
        done += written;
        // A short write is rare (a full disk, a signal): then the rest goes out again as one piece.
        if (done < total) left = [Buffer.concat(parts).subarray(done)];
      }
      return total;
    },
    async sync() {
      if (!holds.sync()) {
        await syncInPool(opened());
        return;
      }
      const began = performance.now();
      fdatasyncSync(opened());
      holds.took(performance.now() - began);
    },
    close() {
      if (fd === null) return;
      closeSync(fd);
      fd = null;
    },
  };
}
