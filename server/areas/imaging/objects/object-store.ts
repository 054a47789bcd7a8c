// Where received objects lie: one file each, written once under its final name, durable before its writer says so, read by range.
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fail } from '../../../../core/kernel/errors.ts';
import { createFile, type Holds, type NewFile, neverHolds, writeAll } from './new-file.ts';
import { cipherFrom } from './object-cipher.ts';
import { headerBytes, type ObjectCipherName, type ObjectHeader, readHeader, writeHeader } from './object-header.ts';

/** Bytes gathered before a write: large enough that the disk is not asked for each network fragment. */
const batchBytes = 1 << 20;
/** Buffers for enciphered bytes that are kept for the next read: how many, and how large at most. */
const spareBuffers = 8;
const spareBytes = 4 << 20;

export interface ObjectStoreOptions {
  root: string;
  cipher: ObjectCipherName;
  key: Buffer;
  randomBytes(size: number): Uint8Array;
  now(): Date;
  newId(): string;
  /** Which calls to the disk may hold the thread. Default: none. */
  holds?: Holds;
}

export interface StoredObject {
  /** Path below the root, with `/`. */
  path: string;
  length: number;
  /** SHA-256 of the content, hex. */
  sha256: string;
}

export interface ObjectWriter {
  readonly path: string;
  /** Bytes taken so far. */
  readonly length: number;
  /** Takes the bytes (they may be reused after the promise); waits while a write is under way. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes the rest and the header: from now on it can be opened, though it may not survive a power cut yet. */
  complete(): Promise<StoredObject>;
  /** After {@link complete}: on the disk when it returns. */
  durable(): Promise<void>;
  /** Both at once. */
  finish(): Promise<StoredObject>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

export interface ObjectReader {
  length: number;
  sha256: string;
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface ObjectStore {
  readonly root: string;
  create(): Promise<ObjectWriter>;
  /** @throws OBJECT_DAMAGED when it is missing, not ours or was never complete */
  open(path: string): Promise<ObjectReader>;
  remove(path: string): Promise<void>;
  /** Paths of all files of the days from `since` on, complete or not. */
  list(since: Date): AsyncIterable<string>;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file systems journal the entry themselves.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `2026/11/21`: a day's folder, so that retention, replication and recovery go by day. */
function dayFolder(now: Date): string {
  return now.toISOString().slice(0, 10).replaceAll('-', '/');
}

/**
 * `2026/11/21/093`: ten minutes share a folder. A new folder costs two flushes of the disk, so that names which scatter over
 * many of them would make each day begin slowly; at 500 objects a second one holds 300,000 of them.
 */
function placeOf(now: Date): string {
  return `${dayFolder(now)}/${now.toISOString().slice(11, 15).replace(':', '')}`;
}

function makeWriter(path: string, file: NewFile, header: ObjectHeader, key: Buffer): ObjectWriter {
  const stream = cipherFrom(header.cipher, key, header.iv, 0);
  const hash: Hash = createHash('sha256');
  let taken = 0;
  let written = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  const settled = Promise.resolve();

  async function flush(): Promise<void> {
    if (gathered.length === 0) return;
    const parts = gathered;
    gathered = [];
    gatheredBytes = 0;
    written += await file.write(parts, headerBytes + written);
  }
  const writer: ObjectWriter = {
    path,
    get length() {
      return taken;
    },
    write(bytes) {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      hash.update(view);
      // The caller's buffer is reused by the network; enciphering makes the copy that we need anyway.
      const sealed = stream.update(view);
      const own = sealed === view ? Buffer.from(view) : sealed;
      taken += own.length;
      gathered.push(own);
      gatheredBytes += own.length;
      return gatheredBytes >= batchBytes ? flush() : settled;
    },
    async complete() {
      const sha256 = hash.digest();
      // One write carries header and content where the whole object is still in memory: one trip to the disk less.
      const complete = writeHeader({ ...header, complete: { length: taken, sha256 } });
      if (written === 0) {
        await file.write([complete, ...gathered], 0);
        gathered = [];
      } else {
        await flush();
        await file.write([complete], 0);
      }
      return { path, length: taken, sha256: sha256.toString('hex') };
    },
    async durable() {
      await file.sync();
      file.close();
    },
    async finish() {
      const stored = await writer.complete();
      await writer.durable();
      return stored;
    },
    async abort() {
      file.close();
      await rm(file.path, { force: true });
    },
  };
  return writer;
}

/** Opens (and makes, mode 0700) the store. */
export async function openObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { root, cipher, key } = options;
  await mkdir(root, { recursive: true, mode: 0o700 });
  const known = new Set<string>();
  /** Enciphered bytes are needed until they are deciphered only; a new buffer for each frame would keep the collector busy. */
  const spare: Buffer[] = [];
  function take(size: number): Buffer {
    const at = spare.findIndex(({ length }) => length >= size);
    return (at < 0 ? undefined : spare.splice(at, 1)[0]) ?? Buffer.allocUnsafeSlow(size);
  }
  function give(buffer: Buffer): void {
    if (spare.length >= spareBuffers) spare.shift();
    if (buffer.length <= spareBytes) spare.push(buffer);
  }

  /** A new folder is durable itself before anything in it counts. */
  async function ensureFolder(folder: string): Promise<void> {
    const parts = folder.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = join(root, ...parts.slice(0, depth));
      await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await syncFolder(dirname(path));
    }
    known.add(folder);
  }
  function fileOf(path: string): string {
    const file = resolve(root, ...path.split('/'));
    if (relative(root, file).startsWith('..')) throw fail('OBJECT_DAMAGED', { path, what: 'outside the store' });
    return file;
  }

  return {
    root,
    async create() {
      const folder = placeOf(options.now());
      if (!known.has(folder)) await ensureFolder(folder);
      const path = `${folder}/${options.newId()}.obj`;
      const header: ObjectHeader = { cipher, iv: Buffer.from(options.randomBytes(16)), complete: null };
      return makeWriter(path, createFile(fileOf(path), options.holds ?? neverHolds), header, key);
    },
    async open(path) {
      const file = fileOf(path);
      const handle = await open(file, 'r').catch((cause: unknown) => {
        throw fail('OBJECT_DAMAGED', { path, what: 'the file is missing or not readable' }, { cause });
      });
      try {
        const first = Buffer.alloc(headerBytes);
        const { bytesRead } = await handle.read(first, 0, headerBytes, 0);
        const header = readHeader(first.subarray(0, bytesRead), path);
        const { complete } = header;
        if (!complete) throw fail('OBJECT_DAMAGED', { path, what: 'it was never received to its end' });
        return {
          length: complete.length,
          sha256: complete.sha256.toString('hex'),
          async read(offset, length) {
            const size = Math.max(0, Math.min(length, complete.length - offset));
            const plain = header.cipher === 'none';
            const whole = plain ? Buffer.allocUnsafe(size) : take(size);
            const bytes = whole.subarray(0, size);
            let done = 0;
            while (done < size) {
              const got = await handle.read(bytes, done, size - done, headerBytes + offset + done);
              if (got.bytesRead === 0) throw fail('OBJECT_DAMAGED', { path, what: 'the file is shorter than it was' });
              done += got.bytesRead;
            }
            const content = cipherFrom(header.cipher, key, header.iv, offset).update(bytes);
            if (!plain) give(whole);
            return content;
          },
          close: () => handle.close(),
        };
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    async remove(path) {
      await rm(fileOf(path), { force: true });
    },
    async *list(since) {
      const first = dayFolder(since).split('/').join(sep);
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !entry.name.endsWith('.obj')) continue;
        const path = relative(root, join(entry.parentPath, entry.name));
        if (path.slice(0, first.length) >= first) yield path.split(sep).join('/');
      }
    },
  };
}

/** Says whether the content is what was received. Reads in pieces, so that a large object does not fill the memory. */
export async function verifyObject(reader: ObjectReader): Promise<boolean> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < reader.length; offset += batchBytes) hash.update(await reader.read(offset, batchBytes));
  return hash.digest('hex') === reader.sha256;
}

/** Copies a stored object as it lies, cipher and all, durable when it returns. */
export async function replicateObject(from: string, to: string, path: string): Promise<void> {
  const source = join(from, ...path.split('/'));
  const target = join(to, ...path.split('/'));
  const { size } = await stat(source);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const input = await open(source, 'r');
  const output = await open(`${target}.part`, 'w', 0o600);
  try {
    const piece = Buffer.alloc(batchBytes);
    for (let offset = 0; offset < size; ) {
      const { bytesRead } = await input.read(piece, 0, batchBytes, offset);
      if (bytesRead === 0) break;
      await writeAll(output, piece.subarray(0, bytesRead), offset);
      offset += bytesRead;
    }
    await output.datasync();
  } finally {
    await input.close();
    await output.close();
  }
  await rename(`${target}.part`, target);
  await syncFolder(dirname(target));
}
