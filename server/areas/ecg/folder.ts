// A watched folder, for carts that write files to a share: a file is taken when it has stopped growing, and moved when it is stored. While the
// server's own disk or database is away it stays where it is.
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCaller } from '../../kernel/access.ts';
import { databaseRefusal } from '../../kernel/database-errors.ts';
import { institutionsOf } from '../orders/module.ts';
import { sourceOfDevice } from './admission.ts';
import { bodyMost } from './body.ts';
import { type Incoming, takeIn } from './intake.ts';
import type { EcgServices } from './services.ts';
import { pointOf } from './upload-points.ts';

export interface WatchedFolder {
  path: string;
  /** Shown as the source. */
  name: string;
  institutionId: string;
  departmentId: string;
  /** Code of a registered device whose folder it is; nothing is taken while it is not approved. */
  deviceCode: string;
}

export interface FolderTimes {
  /** Between two looks. */
  everyMs: number;
  /** A file whose size and time stood still for so long is complete. */
  restMs: number;
}

export const defaultFolderTimes: FolderTimes = { everyMs: 1000, restMs: 1500 };

/** Being written: what copy programs and carts call their unfinished files. */
const unfinished = /^\.|\.(part|tmp|temp|crdownload|filepart|writing)$|~$/i;

interface Seen {
  size: number;
  mtimeMs: number;
  since: number;
}

/** Between two tries of a file that could not be stored. */
const longestWaitMs = 60_000;

/** The fault is ours and passes: a full disk, a database that is away, a share that does not answer. Nothing is wrong with the file. */
function passes(error: unknown): boolean {
  const isSystem = error instanceof Error && 'syscall' in error;
  return isSystem || databaseRefusal(error)?.retry === 'again';
}

async function freeName(folder: string, name: string): Promise<string> {
  for (let count = 0; ; count += 1) {
    const path = join(folder, count === 0 ? name : `${count}-${name}`);
    const taken = await lstat(path).catch(() => null);
    if (!taken) return path;
  }
}

/** One state of one file: another file under the name, or more bytes in it, is another. */
const stateOf = ({ ino, size, mtimeMs }: Stats): string => [ino, size, mtimeMs].join(' ');

interface WholeFile {
  bytes: Uint8Array<ArrayBuffer>;
  state: string;
}

/**
 * The file itself, never what a link leads to: whoever may write into the folder shall not have another file of this computer read.
 * @returns null while it is written to
 */
async function readWholeFile(path: string): Promise<WholeFile | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const before = await file.stat();
    if (!before.isFile() || before.size > bodyMost) return null;
    const bytes = Uint8Array.from(await file.readFile());
    return stateOf(await file.stat()) === stateOf(before) && bytes.length === before.size
      ? { bytes, state: stateOf(before) }
      : null;
  } finally {
    await file.close();
  }
}

/** Of a folder without a device: what its file says, else where its upload point is. */
async function sourceOfFolder({ kernel }: EcgServices, folder: WatchedFolder): Promise<Incoming['source']> {
  const point = await pointOf(kernel.db, { folder: folder.name });
  const institutions = await institutionsOf(kernel, kernel.db);
  const wanted = folder.institutionId || point?.institutionId;
  const place = institutions.find(({ id }) => id === wanted) ?? institutions.find(({ own }) => own);
  return {
    ...{ door: 'folder', deviceId: null, name: folder.name, personId: null },
    departmentId: folder.departmentId || (point?.departmentId ?? ''),
    ...{ institutionId: place?.id ?? 'own', institutionName: place?.name ?? '' },
    ...(point ? { uploadPoint: { id: point.id, name: point.name } } : {}),
  };
}

export function watchFolder(
  services: EcgServices,
  folder: WatchedFolder,
  times: FolderTimes = defaultFolderTimes,
): { look(): Promise<void>; stop(): Promise<void> } {
  const { kernel } = services;
  const seen = new Map<string, Seen>();
  const later = new Map<string, { tries: number; at: number }>();
  let stopped = false;
  const done = join(folder.path, 'done');
  const refused = join(folder.path, 'refused');

  /** @param state of what was read; another file that came under the name meanwhile goes back and is taken next */
  async function put(file: string, name: string, into: string, reason?: string, state?: string): Promise<void> {
    const target = await freeName(into, name);
    // The reason first: a refused file without one helps nobody.
    if (reason !== undefined) await writeFile(`${target}.reason`, `${reason}\n`, { mode: 0o600, flag: 'wx' });
    await rename(file, target);
    if (state === undefined || stateOf(await lstat(target)) === state) return;
    await rename(target, await freeName(folder.path, name));
    kernel.log('warn', 'a file of a watched folder was replaced while it was read, and is taken anew', { name });
  }

  async function take(name: string): Promise<void> {
    const file = join(folder.path, name);
    const about = await lstat(file);
    const { size } = about;
    if (!about.isFile()) return;
    if (size > bodyMost) return put(file, name, refused, `TOO_LARGE: ${size} bytes, at most ${bodyMost}`);
    if (size === 0) return put(file, name, refused, 'EMPTY: the file is empty');
    const device = folder.deviceCode
      ? await kernel.db.selectFrom('ecg_device').selectAll().where('code', '=', folder.deviceCode).executeTakeFirst()
      : undefined;
    if (folder.deviceCode && device?.state !== 'approved') {
      await kernel.audit(systemCaller(folder.name), {
        act: 'ecg.folder',
        subject: folder.deviceCode,
        outcome: 'refused',
        detail: 'the device is not approved',
      });
      return put(file, name, refused, `DEVICE_NOT_APPROVED: ${folder.deviceCode} is not an approved device`);
    }
    let whole: WholeFile | null = null;
    try {
      whole = await readWholeFile(file);
      if (!whole) return;
      const arrival = await takeIn(services, whole.bytes, {
        fileName: name,
        source: device ? await sourceOfDevice(kernel, device, 'folder') : await sourceOfFolder(services, folder),
        given: { accession: '', requestNumber: '', patientNumber: '', recordingId: '' },
        caller: systemCaller(folder.name),
      });
      // Parked ones are kept by us and read again; the cart's operator sees the reason here too.
      if (arrival.state === 'parked') await put(file, name, refused, arrival.problems.join('\n'), whole.state);
      else await put(file, name, done, undefined, whole.state);
      later.delete(name);
    } catch (error) {
      if (passes(error)) {
        const tries = (later.get(name)?.tries ?? 0) + 1;
        later.set(name, { tries, at: Date.now() + Math.min(longestWaitMs, times.restMs * 2 ** tries) });
        const why = { name, folder: folder.name, tries, error: String(error) };
        return kernel.log('warn', 'a file of a watched folder waits: it could not be stored now', why);
      }
      await put(file, name, refused, error instanceof Error ? error.message : String(error), whole?.state);
    }
  }

  /** Names of files that stood still since the last looks. */
  async function complete(): Promise<string[]> {
    const now = Date.now();
    const entries = await readdir(folder.path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !unfinished.test(entry.name)).map(({ name }) => name);
    for (const known of [seen, later]) for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    const resting: string[] = [];
    for (const name of names.sort()) {
      const about = await lstat(join(folder.path, name)).catch(() => null);
      if (!about || (later.get(name)?.at ?? 0) > now) continue;
      const { size, mtimeMs } = about;
      const before = seen.get(name);
      if (before?.size !== size || before.mtimeMs !== mtimeMs) seen.set(name, { size, mtimeMs, since: now });
      else if (now - before.since >= times.restMs) resting.push(name);
    }
    return resting;
  }

  async function look(): Promise<void> {
    for (const path of [folder.path, done, refused]) await mkdir(path, { recursive: true, mode: 0o700 });
    for (const name of await complete()) {
      if (stopped) return;
      await take(name).catch((error: unknown) =>
        kernel.log('error', 'a file of a watched folder could not be taken', { name, error: String(error) }),
      );
      seen.delete(name);
    }
  }

  let running: Promise<void> = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    running = look()
      .catch((error: unknown) =>
        kernel.log('warn', 'a watched folder cannot be read', { path: folder.path, error: String(error) }),
      )
      .finally(() => {
        isLooking = false;
      });
  }, times.everyMs);
  timer.unref();
  return {
    look,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
