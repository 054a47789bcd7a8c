// A disk that loses power: what was synced is there; of the rest each sector of 512 bytes is there or not, and names as far as the folder's journal came.
import type { TraceEvent } from './trace.ts';

export const sectorBytes = 512;

/** What becomes of things that nobody synced. `sector` is asked for each sector of each write, in no promised order of writing. */
export interface Fate {
  sector(): boolean;
  /** For a change of a file's length. */
  truncate(): boolean;
  /** How many of the waiting changes of names are there: a journal keeps their order. */
  names(waiting: number): number;
}

export const lost: Fate = { sector: () => false, truncate: () => false, names: () => 0 };
export const kept: Fate = { sector: () => true, truncate: () => true, names: (waiting) => waiting };
/** @param random 0 ≤ x < 1 */
export function torn(random: () => number): Fate {
  const coin = () => random() < 0.5;
  return { sector: coin, truncate: coin, names: (waiting) => Math.floor(random() * (waiting + 1)) };
}

/** Made here, so never shared memory. */
type Bytes = Uint8Array<ArrayBuffer>;

type Change = { serial: number } & ({ offset: number; bytes: Uint8Array } | { size: number });

interface File {
  durable: Bytes;
  waiting: Change[];
}

type NameChange = { serial: number } & (
  | { link: string; file: File }
  | { unlink: string }
  | { from: string; to: string; keeps: boolean }
);

function written(content: Bytes, offset: number, bytes: Uint8Array): Bytes {
  const whole = content.length >= offset + bytes.length ? content : resized(content, offset + bytes.length);
  whole.set(bytes, offset);
  return whole;
}

function resized(content: Bytes, size: number): Bytes {
  const next = new Uint8Array(size);
  next.set(content.subarray(0, size));
  return next;
}

function renamed(names: Map<string, File>, change: NameChange): void {
  if ('link' in change) names.set(change.link, change.file);
  else if ('unlink' in change) names.delete(change.unlink);
  else {
    const file = names.get(change.from);
    if (!change.keeps) names.delete(change.from);
    if (file) names.set(change.to, file);
  }
}

export interface Disk {
  apply(event: TraceEvent): void;
  /** The files as they are found after a cut of the power now. */
  afterCut(fate: Fate): Map<string, Uint8Array>;
}

export function createDisk(): Disk {
  const names = new Map<string, File>();
  const durableNames = new Map<string, File>();
  let waitingNames: NameChange[] = [];
  /** Syncs under way: up to which change they promise. */
  const syncs = new Map<number, { file: File | null; serial: number }>();
  let serial = 0;

  function named(name: string): File {
    const file = names.get(name);
    if (!file) throw new Error(`${name} is written before it is opened`);
    return file;
  }

  function settle(call: number): void {
    const sync = syncs.get(call);
    syncs.delete(call);
    if (!sync) return;
    if (!sync.file) {
      for (const change of waitingNames) if (change.serial <= sync.serial) renamed(durableNames, change);
      waitingNames = waitingNames.filter((change) => change.serial > sync.serial);
      return;
    }
    const { file } = sync;
    for (const change of file.waiting) {
      if (change.serial > sync.serial) continue;
      file.durable =
        'size' in change ? resized(file.durable, change.size) : written(file.durable, change.offset, change.bytes);
    }
    file.waiting = file.waiting.filter((change) => change.serial > sync.serial);
  }

  function found(file: File, fate: Fate): Bytes {
    let content = file.durable.slice();
    for (const change of file.waiting) {
      if ('size' in change) {
        if (fate.truncate()) content = resized(content, change.size);
        continue;
      }
      const { offset, bytes } = change;
      for (let at = offset; at < offset + bytes.length; ) {
        const end = Math.min((Math.floor(at / sectorBytes) + 1) * sectorBytes, offset + bytes.length);
        if (fate.sector()) content = written(content, at, bytes.subarray(at - offset, end - offset));
        at = end;
      }
    }
    return content;
  }

  return {
    apply(event) {
      serial += 1;
      switch (event.type) {
        case 'open': {
          if (event.file === '.') break;
          const there = names.get(event.file);
          if (there && event.empties) there.waiting.push({ serial, size: 0 });
          if (there || !event.creates) break;
          const file: File = { durable: new Uint8Array(), waiting: [] };
          names.set(event.file, file);
          waitingNames.push({ serial, link: event.file, file });
          break;
        }
        case 'write':
          named(event.file).waiting.push({ serial, offset: event.offset, bytes: event.bytes });
          break;
        case 'truncate':
          named(event.file).waiting.push({ serial, size: event.size });
          break;
        case 'syncStart':
          syncs.set(event.call, { file: event.file === '.' ? null : named(event.file), serial });
          break;
        case 'syncEnd':
          settle(event.call);
          break;
        case 'link':
        case 'rename': {
          const change = { serial, from: event.from, to: event.to, keeps: event.type === 'link' };
          renamed(names, change);
          waitingNames.push(change);
          break;
        }
        case 'unlink': {
          const change = { serial, unlink: event.file };
          renamed(names, change);
          waitingNames.push(change);
          break;
        }
        case 'map':
        case 'sent':
          break;
        default:
          event satisfies never;
      }
    },
    afterCut(fate) {
      const seen = new Map(durableNames);
      for (const change of waitingNames.slice(0, fate.names(waitingNames.length))) renamed(seen, change);
      return new Map([...seen].map(([name, file]) => [name, found(file, fate)]));
    },
  };
}
