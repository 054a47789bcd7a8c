// What lies on this station's disk of studies that were opened or fetched ahead: enciphered files, bounded, the study unused longest goes first.
// A cache only: a file that is cut, changed, moved or of another key is as if it were not there.
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface KeptFile {
  /** What the server called this content; empty when it has no name. */
  tag: string;
  content: Uint8Array<ArrayBuffer>;
}

export interface FrameCache {
  /** False when it was not kept: no room, or the disk said no. */
  put(study: string, name: string, file: { tag: string; content: Uint8Array }): Promise<boolean>;
  get(study: string, name: string): Promise<KeptFile | null>;
  /** The tag of a file that seems to be there; null when none is. Nothing is read for it. */
  tagOf(study: string, name: string): string | null;
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

const magic = Buffer.from('YSF1');
const ivBytes = 16;
const sealBytes = 32;
const headBytes = magic.length + ivBytes;
const mostWaitingBytes = 256 * 1024 * 1024;
const touchEveryMs = 60_000;
/** Eviction goes a little below the quota, so that not every file costs one. */
const evictTo = 0.95;

/** Every call waits for nothing but its own file; the folder is listed once, here. */
export async function openFrameCache(options: FrameCacheOptions): Promise<FrameCache> {
  const derived = (use: string) => createHmac('sha256', options.key).update(`yishu frame cache ${use}`).digest();
  const [cipherKey, sealKey, nameKey] = [derived('cipher'), derived('seal'), derived('name')];
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

  function seal(study: string, id: string, tag: string, sealed: Uint8Array): Buffer {
    return createHmac('sha256', sealKey).update(`${study} ${id} ${tag}\n`).update(sealed).digest();
  }

  /** False when there is no room even without all others. */
  async function makeRoom(keep: string, bytes: number): Promise<boolean> {
    if (total + bytes <= options.quotaBytes) return true;
    const others = [...folders].filter(([name]) => name !== keep).sort(([, a], [, b]) => a.usedMs - b.usedMs);
    for (const [name, folder] of others) {
      if (total + bytes <= options.quotaBytes * evictTo) break;
      total -= folder.bytes;
      folders.delete(name);
      await rm(join(options.folder, name), { recursive: true, force: true });
    }
    return total + bytes <= options.quotaBytes;
  }

  function touch(name: string, folder: Folder): void {
    const now = options.nowMs();
    folder.usedMs = now;
    if (now - folder.touchedMs < touchEveryMs) return;
    folder.touchedMs = now;
    const at = new Date(now);
    void utimes(join(options.folder, name), at, at).catch(() => undefined);
  }

  async function write(study: string, name: string, { tag, content }: { tag: string; content: Uint8Array }) {
    const [place, id] = [hidden(study), hidden(`${study}/${name}`)];
    if (!/^[0-9a-f]*$/.test(tag)) return false;
    const bytes = headBytes + content.length + sealBytes;
    if (!options.mayWrite() || !(await makeRoom(place, bytes))) return false;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-ctr', cipherKey, iv);
    const sealed = Buffer.concat([magic, iv, cipher.update(content), cipher.final()]);
    const path = join(options.folder, place);
    const fresh = join(path, `new-${++serial}`);
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      await writeFile(fresh, Buffer.concat([sealed, seal(place, id, tag, sealed)]), { mode: 0o600 });
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
      return false;
    }
  }

  return {
    put(study, name, file) {
      // A disk slower than the network: what it cannot take is fetched again some day.
      const bytes = file.content.length;
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
      const bytes = await readFile(path).catch(() => null);
      const content = bytes && opened(bytes, (sealed) => seal(place, id, entry.tag, sealed));
      if (!content) {
        if (folder.entries.get(id) === entry) drop(folder, id);
        await rm(path, { force: true }).catch(() => undefined);
        return null;
      }
      touch(place, folder);
      return { tag: entry.tag, content };
    },
    tagOf: (study, name) => folders.get(hidden(study))?.entries.get(hidden(`${study}/${name}`))?.tag ?? null,
    bytes: () => total,
    async settled() {
      await chain;
    },
  };

  function opened(bytes: Buffer, sealOf: (sealed: Uint8Array) => Buffer): Uint8Array<ArrayBuffer> | null {
    if (bytes.length < headBytes + sealBytes || !bytes.subarray(0, magic.length).equals(magic)) return null;
    const sealed = bytes.subarray(0, bytes.length - sealBytes);
    if (!timingSafeEqual(sealOf(sealed), bytes.subarray(sealed.length))) return null;
    const iv = sealed.subarray(magic.length, headBytes);
    const plain = createDecipheriv('aes-256-ctr', cipherKey, iv).update(sealed.subarray(headBytes));
    return new Uint8Array(plain);
  }
}
