// Files of a data folder, copied where they are new or have changed: a nightly backup copies a day, not the archive.
import { copyFile, lstat, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileFacts {
  size: number;
  /** Milliseconds, with fractions. */
  changed: number;
}

/** By path with `/`. */
export type Files = ReadonlyMap<string, FileFacts>;

const unfinished = '.copying';

/** Links are followed: an administrator may have put `archive` on another disk. @param without names at the top */
export async function filesIn(root: string, without: ReadonlySet<string> = new Set()): Promise<Files> {
  const found = new Map<string, FileFacts>();
  async function walk(folder: string): Promise<void> {
    for (const name of await readdir(join(root, folder))) {
      const path = folder ? `${folder}/${name}` : name;
      if (without.has(path) || name.endsWith(unfinished)) continue;
      const facts = await stat(join(root, path)).catch(() => null);
      if (facts?.isDirectory()) await walk(path);
      else if (facts?.isFile()) found.set(path, { size: facts.size, changed: facts.mtimeMs });
    }
  }
  if (await lstat(root).catch(() => null)) await walk('');
  return found;
}

/** File systems keep times to different parts of a second. */
const isSame = (one: FileFacts, other: FileFacts | undefined): boolean =>
  other !== undefined && one.size === other.size && Math.abs(one.changed - other.changed) < 2;

async function copyDurably(from: string, to: string, { changed }: FileFacts): Promise<void> {
  const part = `${to}${unfinished}`;
  await copyFile(from, part);
  const file = await open(part, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await utimes(part, new Date(), changed / 1000);
  await rename(part, to);
}

export interface Copied {
  files: number;
  bytes: number;
}

/** Copies what is not there as it is here; a file that goes meanwhile is left out. Nothing is removed. */
export async function copyNew(source: string, files: Files, target: string): Promise<Copied> {
  const there = await filesIn(target);
  const made = new Set<string>();
  const copied: Copied = { files: 0, bytes: 0 };
  for (const [path, facts] of files) {
    if (isSame(facts, there.get(path))) continue;
    const to = join(target, path);
    if (!made.has(dirname(to))) await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    made.add(dirname(to));
    try {
      await copyDurably(join(source, path), to, facts);
    } catch (error) {
      if (await stat(join(source, path)).catch(() => null)) throw error;
      await rm(`${to}${unfinished}`, { force: true });
      continue;
    }
    copied.files += 1;
    copied.bytes += facts.size;
  }
  return copied;
}

/** Removes from `target` what is not named. @returns how many files */
export async function removeOthers(target: string, named: Files): Promise<number> {
  let removed = 0;
  for (const path of (await filesIn(target)).keys()) {
    if (named.has(path)) continue;
    await rm(join(target, path), { force: true });
    removed += 1;
  }
  return removed;
}
