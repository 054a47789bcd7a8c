// Watches a folder into which an analyzer or its computer writes files: a file is taken when it stopped growing,
// stored, and only then moved to `done`. Polling, because change notices do not come from network shares.
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { problemOf, type Transport, type TransportEvents } from './transport.ts';

export interface FolderOptions {
  path: string;
  /** `*` and `?` as in a shell, without regard to case. */
  pattern: string;
  /** Default 1 s. */
  pollMs?: number;
  /** Larger files go to `failed` unread. Default 16 MiB. */
  maxBytes?: number;
}

interface Seen {
  size: number;
  modified: number;
}

export function createFolder(options: FolderOptions): Transport {
  const wanted = patternOf(options.pattern);
  const maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  let seen = new Map<string, Seen>();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let closed = false;

  return {
    start(events) {
      const turn = async () => {
        round = look(events);
        await round;
        if (!closed) timer = setTimeout(() => void turn(), options.pollMs ?? 1_000);
      };
      void turn();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await round;
    },
  };

  async function look(events: TransportEvents): Promise<void> {
    try {
      const entries = await readdir(options.path, { withFileTypes: true });
      events.status({ state: 'waiting', problem: null, address: options.path });
      const now = new Map<string, Seen>();
      for (const entry of entries) {
        if (closed || !entry.isFile() || !wanted.test(entry.name)) continue;
        const { size, mtimeMs } = await stat(join(options.path, entry.name));
        const before = seen.get(entry.name);
        const stable = before?.size === size && before.modified === mtimeMs;
        if (!stable) now.set(entry.name, { size, modified: mtimeMs });
        else if (!(await take(entry.name, size, events))) now.set(entry.name, before);
      }
      seen = now;
    } catch (error) {
      events.status({ state: 'retrying', problem: problemOf(error, 'FOLDER_READ'), address: options.path });
    }
  }

  /** True when the file was moved away. */
  async function take(name: string, size: number, events: TransportEvents): Promise<boolean> {
    if (size > maxBytes) {
      await moveTo('failed', name);
      const text = `${name} has ${size} bytes, more than ${maxBytes}; it was moved to “failed”.`;
      events.status({ state: 'waiting', problem: { code: 'FOLDER_FILE_TOO_LARGE', text }, address: options.path });
      return true;
    }
    const bytes = new Uint8Array(await readFile(join(options.path, name)));
    if ((await events.file(name, bytes)) === 'busy') return false;
    await moveTo('done', name);
    return true;
  }

  async function moveTo(folder: 'done' | 'failed', name: string): Promise<void> {
    const target = join(options.path, folder);
    await mkdir(target, { recursive: true });
    const taken = new Set(await readdir(target));
    let free = name;
    for (let copy = 2; taken.has(free); copy++) free = `${copy}-${name}`;
    await rename(join(options.path, name), join(target, free));
  }
}

function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
