// What lies on this station's disk of studies that were opened or fetched ahead: enciphered files, bounded, the study unused longest goes first.
// A cache only: a file that is cut, changed, moved or of another key is as if it were not there.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

export interface KeptFile {
  /** What the server called this content; empty when it has no name. */
  tag: string;
  content: Uint8Array<ArrayBuffer>;
}

/** What is handed in, in one piece or several: several are not put together first. */
export interface FileToKeep {
  tag: string;
  content: Uint8Array | readonly Uint8Array[];
}

export interface FrameCache {
  /** False when it was not kept: no room, or the disk said no. */
  put(study: string, name: string, file: FileToKeep): Promise<boolean>;
  get(study: string, name: string): Promise<KeptFile | null>;
  /** The tag of a file that seems to be there; null when none is. Nothing is read for it. */
  tagOf(study: string, name: string): string | null;
  /** Everything of a study that is no longer to be shown here, also what was handed in and not yet written. */
  forget(study: string): Promise<void>;
  bytes(): number;
  /** Resolves when everything handed in so far is on disk. */
  settled(): Promise<void>;
}

export interface FrameCacheOptions {
  folder: string;
  /** 32 bytes; the keys of the files are derived from it. */
  key: Uint8Array;
  quotaBytes: number;
  /** False while the disk is nearly full: results of analyzers need the room more. */
  mayWrite(): boolean;
  nowMs(): number;
  /** So many studies at most; absent: as many as there is room for. */
  mostStudies?: number;
  /** Studies that make room for no other, and go only when one of them needs it; asked when something has to go. */
  lastToGo?(): Promise<ReadonlySet<string>>;
}

interface Entry {
  file: string;
  tag: string;
  bytes: number;
}
interface Folder {
  bytes: number;
  usedMs: number;
  touchedMs: number;
  entries: Map<string, Entry>;
}

const magic = Buffer.from('YSF2');
/** Of GCM (NIST SP 800-38D, 8.2.2): random, and far fewer files than 2^32 under one key. */
const ivBytes = 12;
const sealBytes = 16;
const headBytes = magic.length + ivBytes;
const mostWaitingBytes = 256 * 1024 * 1024;
const touchEveryMs = 60_000;
/** Eviction goes a little below the quota, so that not every file costs one. */
const evictTo = 0.95;

/** Every call waits for nothing but its own file; the folder is listed once, here. */
export async function openFrameCache(options: FrameCacheOptions): Promise<FrameCache> {
  const derived = (use: string) => createHmac('sha256', options.key).update(`yishu frame cache ${use}`).digest();
  const [cipherKey, nameKey] = [derived('gcm'), derived('name')];
  /** Names of files say nothing about whose pictures they are. */
  const hidden = (text: string) => createHmac('sha256', nameKey).update(text).digest('hex').slice(0, 32);
  const folders = new Map<string, Folder>();
  let chain: Promise<unknown> = Promise.resolve();
  let waitingBytes = 0;
  let total = 0;
  let serial = 0;

  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  for (const folder of await readdir(options.folder)) await list(folder);

  async function list(name: string): Promise<void> {
    const path = join(options.folder, name);
    const files = await readdir(path).catch(() => null);
    if (files === null) return;
    const usedMs = (await stat(path)).mtimeMs;
    const folder: Folder = { bytes: 0, usedMs, touchedMs: usedMs, entries: new Map() };
    for (const file of files) {
      const [, id = '', tag = ''] = /^([0-9a-f]{32})\.([0-9a-f]*)$/.exec(file) ?? [];
      const size = id === '' ? null : (await stat(join(path, file)).catch(() => null))?.size;
      // A file that was being written when the power went, or one of two that a crash left of the same name.
      if (size === null || size === undefined || folder.entries.has(id)) await rm(join(path, file), { force: true });
      else add(folder, id, { file, tag, bytes: size });
    }
    folders.set(name, folder);
  }

  function add(folder: Folder, id: string, entry: Entry): void {
    drop(folder, id);
    folder.entries.set(id, entry);
    folder.bytes += entry.bytes;
    total += entry.bytes;
  }
  function drop(folder: Folder, id: string): Entry | undefined {
    const former = folder.entries.get(id);
    if (!former) return undefined;
    folder.entries.delete(id);
    folder.bytes -= former.bytes;
    total -= former.bytes;
    return former;
  }

  /** What a file is of is sealed with it: another's under its name is as if it were not there. */
  const about = (study: string, id: string, tag: string) => Buffer.from(`${study} ${id} ${tag}\n`);

  const mostStudies = options.mostStudies ?? Number.POSITIVE_INFINITY;
  const fits = (keep: string, bytes: number, part = 1) => {
    const studies = folders.size + (folders.has(keep) ? 0 : 1);
    return total + bytes <= options.quotaBytes * part && studies <= mostStudies;
  };

  /** False when there is no room even without all others that may go. */
  async function makeRoom(keep: string, bytes: number): Promise<boolean> {
    if (fits(keep, bytes)) return true;
    const last = new Set([...((await options.lastToGo?.()) ?? [])].map(hidden));
    const rank = (name: string) => (last.has(name) ? 1 : 0);
    const others = [...folders]
      .filter(([name]) => name !== keep && rank(name) <= rank(keep))
      .sort(([one, a], [other, b]) => rank(one) - rank(other) || a.usedMs - b.usedMs);
    for (const [name, folder] of others) {
      // Of those that go last no more than has to.
      if (fits(keep, bytes, last.has(name) ? 1 : evictTo)) break;
      total -= folder.bytes;
      folders.delete(name);
      await rm(join(options.folder, name), { recursive: true, force: true });
    }
    return fits(keep, bytes);
  }

  function touch(name: string, folder: Folder): void {
    const now = options.nowMs();
    folder.usedMs = now;
    if (now - folder.touchedMs < touchEveryMs) return;
    folder.touchedMs = now;
    const at = new Date(now);
    void utimes(join(options.folder, name), at, at).catch(() => undefined);
  }

  async function write(study: string, name: string, { tag, content }: FileToKeep) {
    const [place, id] = [hidden(study), hidden(`${study}/${name}`)];
    if (!/^[0-9a-f]*$/.test(tag)) return false;
    const pieces = piecesOf(content);
    const bytes = headBytes + lengthOf(pieces) + sealBytes;
    if (!options.mayWrite() || !(await makeRoom(place, bytes))) return false;
    const iv = randomBytes(ivBytes);
    // GCM enciphers and seals in one pass; a hash beside counter mode is a second one over the same half megabyte.
    const cipher = createCipheriv('aes-256-gcm', cipherKey, iv, { authTagLength: sealBytes });
    cipher.setAAD(about(place, id, tag));
    // As long as what goes in: each piece is enciphered by itself and the pieces go to the disk in one call, never joined in memory.
    const sealed = [magic, iv, ...pieces.map((piece) => cipher.update(piece))];
    cipher.final();
    const path = join(options.folder, place);
    const fresh = join(path, `new-${++serial}`);
    try {
      if (!folders.has(place)) await mkdir(path, { recursive: true, mode: 0o700 });
      const handle = await open(fresh, 'w', 0o600);
      try {
        const { bytesWritten } = await handle.writev([...sealed, cipher.getAuthTag()]);
        // The last room of a disk takes a part and says no more than how much.
        if (bytesWritten !== bytes) throw new Error('ENOSPC');
      } finally {
        await handle.close();
      }
      const file = `${id}.${tag}`;
      await rename(fresh, join(path, file));
      const folder = folders.get(place) ?? { bytes: 0, usedMs: 0, touchedMs: 0, entries: new Map() };
      folders.set(place, folder);
      const former = drop(folder, id);
      add(folder, id, { file, tag, bytes });
      touch(place, folder);
      if (former && former.file !== file) await rm(join(path, former.file), { force: true });
      return true;
    } catch {
      await rm(fresh, { force: true }).catch(() => undefined);
      // Somebody cleared the disk: the folder is made again for the next file.
      if (folders.has(place) && !(await stat(path).catch(() => null))) lose(place);
      return false;
    }
  }

  function lose(place: string): void {
    total -= folders.get(place)?.bytes ?? 0;
    folders.delete(place);
  }

  async function remove(study: string): Promise<void> {
    const place = hidden(study);
    lose(place);
    await rm(join(options.folder, place), { recursive: true, force: true });
  }

  return {
    put(study, name, file) {
      // A disk slower than the network: what it cannot take is fetched again some day.
      const bytes = lengthOf(piecesOf(file.content));
      if (waitingBytes > 0 && waitingBytes + bytes > mostWaitingBytes) return Promise.resolve(false);
      waitingBytes += bytes;
      // One after another, so that the room that one made is not taken twice.
      const work = chain.then(() => write(study, name, file)).finally(() => (waitingBytes -= bytes));
      chain = work;
      return work;
    },
    async get(study, name) {
      const [place, id] = [hidden(study), hidden(`${study}/${name}`)];
      const folder = folders.get(place);
      const entry = folder?.entries.get(id);
      if (!folder || !entry) return null;
      const path = join(options.folder, place, entry.file);
      const bytes = await readWhole(path, entry.bytes).catch(() => null);
      const content = bytes && opened(bytes, about(place, id, entry.tag));
      if (!content) {
        if (folder.entries.get(id) === entry) drop(folder, id);
        await rm(path, { force: true }).catch(() => undefined);
        return null;
      }
      touch(place, folder);
      return { tag: entry.tag, content };
    },
    tagOf: (study, name) => folders.get(hidden(study))?.entries.get(hidden(`${study}/${name}`))?.tag ?? null,
    forget(study) {
      // After what was handed in before it.
      const work = chain.then(() => remove(study));
      chain = work.catch(() => undefined);
      return work;
    },
    bytes: () => total,
    async settled() {
      await chain;
    },
  };

  /** Null unless it is whole, of this key and of this name; nothing is handed on before that is known. */
  function opened(bytes: Buffer, of: Buffer): Uint8Array<ArrayBuffer> | null {
    if (bytes.length < headBytes + sealBytes || !bytes.subarray(0, magic.length).equals(magic)) return null;
    const iv = bytes.subarray(magic.length, headBytes);
    const decipher = createDecipheriv('aes-256-gcm', cipherKey, iv, { authTagLength: sealBytes });
    decipher.setAAD(of);
    decipher.setAuthTag(bytes.subarray(bytes.length - sealBytes));
    const plain = decipher.update(bytes.subarray(headBytes, bytes.length - sealBytes));
    try {
      decipher.final();
    } catch {
      return null;
    }
    // The same bytes under their plain name: a copy of each frame would be half a megabyte for nothing.
    return new Uint8Array(plain.buffer as ArrayBuffer, plain.byteOffset, plain.length);
  }
}

const piecesOf = (content: FileToKeep['content']): readonly Uint8Array[] =>
  content instanceof Uint8Array ? [content] : content;
const lengthOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** Into one buffer of the size that the file has, and a byte more: a file that grew is not what was kept. */
async function readWhole(path: string, size: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  const handle = await open(path, 'r');
  try {
    let filled = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled >= size) return buffer.subarray(0, filled);
    }
  } finally {
    await handle.close();
  }
}
