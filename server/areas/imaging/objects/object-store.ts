// Where received objects lie: one file each, written once under its final name, durable before its writer says so, read by range.
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fail } from '../../../../core/kernel/errors.ts';
import { createDirectFile, directSlots, takesDirectWrites } from './direct-file.ts';
import { giveBack } from './give-back.ts';
import { createFile, type Holds, type NewFile, neverHolds, writeAll } from './new-file.ts';
import { cipherFrom, type ObjectKeys, objectKeys } from './object-cipher.ts';
import { batchBytes, cipherBytes, flushObject, type ObjectReader, openObjectFile } from './object-file.ts';
import { type ObjectCipherName, type ObjectHeader, writeHeader } from './object-header.ts';

export { type ObjectReader, type Room, verifyObject } from './object-file.ts';

/** Objects that are put together at once for writing past the cache; further ones go through it. */
const directAtOnce = 32;

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
  /** Takes the bytes, which may be reused when it returns. A promise is to be waited for before more is given. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Nothing more comes. It may not have been written yet. */
  complete(): Promise<StoredObject>;
  /** After {@link complete}: it can be opened when it returns, though it may not survive a power cut yet. */
  leave(): Promise<void>;
  /** After {@link complete}: on the disk when it returns. */
  durable(): Promise<void>;
  /** Both at once. */
  finish(): Promise<StoredObject>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

export interface ObjectStore {
  readonly root: string;
  create(): Promise<ObjectWriter>;
  /** @throws OBJECT_DAMAGED when it is missing, not ours or was never complete */
  open(path: string): Promise<ObjectReader>;
  /** Whether it is on the disk to its end; what another writer has not flushed yet is flushed. */
  flush(path: string): Promise<boolean>;
  remove(path: string): Promise<void>;
  /** Paths of all files of the days from `since` on, complete or not. */
  list(since: Date): AsyncIterable<string>;
}

/** What was made or renamed in the folder survives a power cut when it returns. */
export async function syncFolder(folder: string): Promise<void> {
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

function makeWriter(path: string, file: NewFile, header: ObjectHeader, keys: ObjectKeys): ObjectWriter {
  const stream = cipherFrom(header.cipher, keys, header.iv, 0);
  const hash: Hash = createHash('sha256');
  let taken = 0;
  const writer: ObjectWriter = {
    path,
    get length() {
      return taken;
    },
    write(bytes) {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      hash.update(view);
      taken += view.length;
      if (!file.copies) {
        // The caller's buffer is reused by the network; enciphering makes the copy that we need anyway.
        const sealed = stream.update(view);
        return file.append(sealed === view ? Buffer.from(view) : sealed);
      }
      // Such a file never has to be waited for.
      for (let at = 0; at < view.length; at += cipherBytes) {
        const piece = view.subarray(at, at + cipherBytes);
        const sealed = stream.update(piece);
        file.append(sealed);
        if (sealed !== piece) giveBack(sealed);
      }
      return undefined;
    },
    async complete() {
      const sha256 = hash.digest();
      await file.finish(writeHeader({ ...header, complete: { length: taken, sha256 } }));
      return { path, length: taken, sha256: sha256.toString('hex') };
    },
    leave: file.leave,
    async durable() {
      await file.sync();
      await file.close();
    },
    async finish() {
      const stored = await writer.complete();
      await writer.durable();
      return stored;
    },
    async abort() {
      await file.close();
      await rm(file.path, { force: true });
    },
  };
  return writer;
}

/** Opens (and makes, mode 0700) the store. */
export async function openObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { root, cipher } = options;
  const keys = objectKeys(options.key);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const known = new Set<string>();
  const { holds = neverHolds } = options;
  // Such writes wait for the disk, so that they are for a thread which may be held.
  const slots = holds.write ? directSlots(directAtOnce) : null;
  const direct = slots && takesDirectWrites(root, `${options.newId()}.try`, slots) ? slots : null;
  function newFile(path: string): NewFile {
    const slot = direct?.take();
    return direct && slot ? createDirectFile(path, slot, direct, holds) : createFile(path, holds);
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
      const header: ObjectHeader = { cipher, iv: Buffer.from(options.randomBytes(16)), complete: null, packed: null };
      // A path of our own making cannot lead outside.
      return makeWriter(path, newFile(join(root, path)), header, keys);
    },
    async open(path) {
      return openObjectFile(fileOf(path), path, keys);
    },
    flush: async (path) => flushObject(fileOf(path), path),
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
