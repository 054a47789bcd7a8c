// A file that is written past the system's cache (O_DIRECT): copying half a megabyte into pages that are new to the cache cost more
// than all else that receiving an image does, and the flush that follows has nothing left to write.
import { closeSync, constants, openSync, rmSync, write, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Holds, type NewFile, openedFile } from './new-file.ts';
import { headerBytes } from './object-header.ts';

const writeInPool = promisify(write);

/** Memory, offset and length of such a write are multiples of this on every disk. */
const block = 4096;
/** Most images fit; of larger objects this much goes to the disk at once. */
const slotBytes = 1 << 20;

/** Places where objects are put together before they leave. */
export interface DirectSlots {
  /** Null when all are taken. */
  take(): Buffer | null;
  give(slot: Buffer): void;
}

/**
 * Memory of WebAssembly begins at a page of the system and never moves, as the pages of ordinary buffers do not promise.
 * What was never used costs nothing.
 */
export function directSlots(count: number): DirectSlots {
  const pages = (count * slotBytes) >> 16;
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const free: Buffer[] = Array.from({ length: count }, (_, at) =>
    Buffer.from(buffer, at * slotBytes, slotBytes),
  ).reverse();
  return {
    take: () => free.pop() ?? null,
    give: (slot) => free.push(slot),
  };
}

const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Whether the folder's file system takes such writes: those in memory and some of the network do not, nor do other systems. */
export function takesDirectWrites(folder: string, name: string, slots: DirectSlots): boolean {
  if (process.platform !== 'linux') return false;
  const slot = slots.take();
  if (!slot) return false;
  const path = join(folder, name);
  try {
    const fd = openSync(path, flags | constants.O_DIRECT, 0o600);
    try {
      return writeSync(fd, slot, 0, block, 0) === block;
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  } finally {
    slots.give(slot);
    rmSync(path, { force: true });
  }
}

const rounded = (bytes: number): number => Math.ceil(bytes / block) * block;

/**
 * The file may end with up to 4095 zeros that are not content; the header says how long that is. An object that fits one slot leaves in
 * one call that is durable when it returns; until then there is no file.
 */
export function createDirectFile(path: string, slot: Buffer, slots: DirectSlots, holds: Holds): NewFile {
  let file: ReturnType<typeof openedFile> | null = null;
  let held: Buffer | null = slot;
  let filled = headerBytes;
  let written = 0;
  /** The block that holds the header, once it has left without it. */
  let first: Buffer | null = null;
  let leaving: Promise<void> | null = null;

  function opened(more = 0): ReturnType<typeof openedFile> {
    file ??= openedFile(openSync(path, flags | constants.O_DIRECT | more, 0o600), holds);
    return file;
  }
  function put(bytes: number, position: number): void {
    const { fd } = opened();
    for (let done = 0; done < bytes; ) done += writeSync(fd(), slot, done, bytes - done, position + done);
  }
  function flush(): void {
    if (written === 0) {
      slot.fill(0, 0, headerBytes);
      first = Buffer.from(slot.subarray(0, block));
    }
    const bytes = rounded(filled);
    slot.fill(0, filled, bytes);
    put(bytes, written);
    written += filled;
    filled = 0;
  }
  function letGo(): void {
    if (held) slots.give(held);
    held = null;
  }
  async function putInPool(bytes: number): Promise<void> {
    const fd = opened(constants.O_DSYNC).fd();
    for (let done = 0; done < bytes; ) {
      const { bytesWritten } = await writeInPool(fd, slot, done, bytes - done, done);
      done += bytesWritten;
    }
  }
  async function putHolding(bytes: number): Promise<void> {
    opened(constants.O_DSYNC);
    put(bytes, 0);
  }
  function leave(): Promise<void> {
    leaving ??= (holds.sync() ? putHolding(rounded(filled)) : putInPool(rounded(filled))).finally(letGo);
    return leaving;
  }
  return {
    path,
    copies: true,
    append(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.copy(slot, filled, at);
        at += taken;
        filled += taken;
        if (filled === slotBytes) flush();
      }
      return undefined;
    },
    async finish(header) {
      if (first) {
        if (filled > 0) flush();
        first.copy(slot);
        header.copy(slot);
        put(block, 0);
        leaving = Promise.resolve();
        letGo();
      } else {
        header.copy(slot);
        slot.fill(0, filled, rounded(filled));
      }
    },
    leave,
    async sync() {
      await leave();
      if (first) await opened().sync();
    },
    async close() {
      // The memory is the call's until it returns.
      await leaving?.catch(() => undefined);
      letGo();
      file?.close();
    },
  };
}
