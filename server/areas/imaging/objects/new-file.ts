// A file that is being written for the first time, by calls that wait in the pool or, where that is cheaper, in the thread itself.
import { closeSync, fdatasync, fdatasyncSync, openSync, writev, writevSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { giveBack } from './give-back.ts';
import { headerBytes } from './object-header.ts';

const syncInPool = promisify(fdatasync);

/** Calls that may hold the thread: being woken after a call in the pool costs more than the call where the processors are busy. */
export interface Holds {
  /** Copying to the system's cache. */
  write: boolean;
  /** Waiting for the disk; asked before each. */
  sync(): boolean;
}
export const neverHolds: Holds = { write: false, sync: () => false };

/**
 * For a thread that does nothing but receive: with one sender there is nothing else to do while the disk works; with several the
 * others' bytes are taken meanwhile.
 * @param alone whether there is one sender only
 */
export const receivingHolds = (alone: () => boolean): Holds => ({ write: true, sync: alone });

export interface NewFile {
  readonly path: string;
  /** Whether {@link append} copies at once and never waits; else the bytes are the file's from then on. */
  readonly copies: boolean;
  /** Content, which begins after the header. A promise is of a write that is under way: no more may come before it. */
  append(bytes: Buffer): Promise<void> | undefined;
  /** Adds the header: nothing more comes. */
  finish(header: Buffer): Promise<void>;
  /** After {@link finish}: it can be read when it returns, if not before. */
  leave(): Promise<void>;
  /** After {@link finish}: the content is on the disk when it returns. */
  sync(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** Bytes gathered before a write: large enough that the disk is not asked for each network fragment. */
const batchBytes = 1 << 20;

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

/** What every new file does once it is open. */
export function openedFile(descriptor: number, holds: Holds): Pick<NewFile, 'sync'> & { fd(): number; close(): void } {
  let open: number | null = descriptor;
  function fd(): number {
    if (open === null) throw new Error('the file is closed');
    return open;
  }
  return {
    fd,
    async sync() {
      if (holds.sync()) fdatasyncSync(fd());
      else await syncInPool(fd());
    },
    close() {
      if (open === null) return;
      closeSync(open);
      open = null;
    },
  };
}

export function createFile(path: string, holds: Holds): NewFile {
  // Opening touches the folder's cached entry only: the pool would cost more than the call.
  const file = openedFile(openSync(path, 'wx', 0o600), holds);
  const settled = Promise.resolve();
  let written = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;

  /** All the bytes in one call as they lie: putting them together first would double the garbage of a busy hour. */
  async function write(parts: readonly Buffer[], position: number): Promise<void> {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    let left = parts;
    let done = 0;
    while (done < total) {
      const at = position + done;
      done += holds.write ? writevSync(file.fd(), left, at) : await writeInPool(file.fd(), left, at);
      // A short write is rare (a full disk, a signal): then the rest goes out again as one piece.
      if (done < total) left = [Buffer.concat(parts).subarray(done)];
    }
  }
  async function flush(): Promise<void> {
    if (gathered.length === 0) return;
    const parts = gathered;
    const bytes = gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    await write(parts, headerBytes + written);
    parts.forEach(giveBack);
    written += bytes;
  }
  return {
    path,
    copies: false,
    append(bytes) {
      gathered.push(bytes);
      gatheredBytes += bytes.length;
      return gatheredBytes >= batchBytes ? flush() : undefined;
    },
    async finish(header) {
      // One write carries header and content where the whole object is still in memory: one trip to the disk less.
      if (written === 0) {
        await write([header, ...gathered], 0);
        gathered.forEach(giveBack);
        gathered = [];
      } else {
        await flush();
        await write([header], 0);
      }
    },
    leave: () => settled,
    sync: file.sync,
    async close() {
      file.close();
    },
  };
}
