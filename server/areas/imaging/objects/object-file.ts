// Reads one stored object by range, whatever its file looks like inside: plain or packed, enciphered or not.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { fail } from '../../../../core/kernel/errors.ts';
import { giveBack } from './give-back.ts';
import { cipherFrom, type ObjectKeys } from './object-cipher.ts';
import { headerBytes, type ObjectHeader, readHeader } from './object-header.ts';
import { packedContent } from './packed-content.ts';

/** Read at once where a whole object is read. */
export const batchBytes = 1 << 20;
/** Bytes deciphered at once: they and their copy stay in the processor's cache. */
export const cipherBytes = 1 << 16;
const noRoom: Room = { before: 0, after: 0 };

/** Free bytes around what is read, so that a header needs no copy of a frame. */
export interface Room {
  before: number;
  after: number;
}

export interface ObjectReader {
  length: number;
  sha256: string;
  /**
   * Fewer bytes where the object ends earlier.
   * @param room free bytes before and after them in the buffer, which is the caller's own
   * @throws OBJECT_DAMAGED when the file is shorter than it was or a chunk of it cannot be unpacked
   */
  read(offset: number, length: number, room?: Room): Promise<Buffer<ArrayBuffer>>;
  close(): Promise<void>;
}

export interface ObjectFile extends ObjectReader {
  header: ObjectHeader;
}

async function fillFrom(handle: FileHandle, into: Buffer, position: number, path: string): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw fail('OBJECT_DAMAGED', { path, what: 'the file is shorter than it was' });
    done += bytesRead;
  }
}

/** In place. @param position of the bytes after the header */
function decipher({ cipher, iv }: ObjectHeader, keys: ObjectKeys, bytes: Buffer, position: number): void {
  if (cipher === 'none') return;
  const stream = cipherFrom(cipher, keys, iv, position);
  for (let at = 0; at < bytes.length; at += cipherBytes) {
    const piece = stream.update(bytes.subarray(at, at + cipherBytes));
    bytes.set(piece, at);
    giveBack(piece);
  }
}

async function headerOf(handle: FileHandle, path: string): Promise<ObjectHeader> {
  const first = Buffer.alloc(headerBytes);
  const { bytesRead } = await handle.read(first, 0, headerBytes, 0);
  return readHeader(first.subarray(0, bytesRead), path);
}

/** @throws OBJECT_DAMAGED when it is not ours */
export async function isPackedObject(file: string, path: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    return (await headerOf(handle, path)).packed !== null;
  } finally {
    await handle.close();
  }
}

/**
 * @param path what errors call it
 * @throws OBJECT_DAMAGED when it is missing, not ours or was never complete
 */
export async function openObjectFile(file: string, path: string, keys: ObjectKeys): Promise<ObjectFile> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw fail('OBJECT_DAMAGED', { path, what: 'the file is missing or not readable' }, { cause });
  });
  try {
    const header = await headerOf(handle, path);
    const { complete, packed } = header;
    if (!complete) throw fail('OBJECT_DAMAGED', { path, what: 'it was never received to its end' });
    async function fillStored(into: Buffer, position: number): Promise<void> {
      await fillFrom(handle, into, headerBytes + position, path);
      decipher(header, keys, into, position);
    }
    async function stored(start: number, bytes: number): Promise<Buffer> {
      const into = Buffer.allocUnsafeSlow(bytes);
      await fillStored(into, start);
      return into;
    }
    const fill = packed ? packedContent(path, complete.length, packed, stored).fill : fillStored;
    return {
      header,
      length: complete.length,
      sha256: complete.sha256.toString('hex'),
      async read(offset, length, { before, after } = noRoom) {
        const size = Math.max(0, Math.min(length, complete.length - offset));
        const whole = Buffer.allocUnsafeSlow(before + size + after);
        await fill(whole.subarray(before, before + size), offset);
        return whole;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Flushes an object that somebody else wrote or is still writing.
 * @returns true: all of it is on the disk; false: it is missing or not written to its end
 */
export async function flushObject(file: string, path: string): Promise<boolean> {
  // Windows flushes only what is open for writing.
  const handle = await open(file, 'r+').catch(() => null);
  if (!handle) return false;
  try {
    const header = await headerOf(handle, path).catch(() => null);
    if (!header?.complete) return false;
    // The header may be there before the rest: a file grows with what has been written of it.
    const { size } = await handle.stat();
    if (size < headerBytes + (header.packed?.storedLength ?? header.complete.length)) return false;
    await handle.datasync();
    return true;
  } finally {
    await handle.close();
  }
}

/** Says whether the content is what was received. Reads in pieces, so that a large object does not fill the memory. */
export async function verifyObject(reader: ObjectReader): Promise<boolean> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < reader.length; offset += batchBytes) hash.update(await reader.read(offset, batchBytes));
  return hash.digest('hex') === reader.sha256;
}
