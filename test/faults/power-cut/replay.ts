// Cuts the power in a recording again and again, opens what the disk has left as a host would, and looks for what it had promised.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { custodyMigrations } from '../../../main/host/cache/custody-schema.ts';
import { openDatabase } from '../../../main/host/cache/open-database.ts';
import { createSql } from '../../../main/host/cache/sql.ts';
import { storeKeyIn } from '../../../main/host/cache/store-key.ts';
import { createDisk, type Fate, kept, lost, torn } from './disk.ts';
import type { TraceEvent } from './trace.ts';

/** What was said to the analyzers before the cut. */
export interface Promises {
  /** Every text that an analyzer sent; none of them may be there twice. */
  sent: readonly string[];
  acknowledged: readonly string[];
}

/** Why the store in this folder breaks its promises; null when it holds them. */
export async function lossIn(folder: string, { sent, acknowledged }: Promises): Promise<string | null> {
  const key = await storeKeyIn(folder);
  let database: Awaited<ReturnType<typeof openDatabase>>;
  try {
    database = await openDatabase(join(folder, 'custody.db'), key, custodyMigrations);
  } catch (error) {
    return `the store does not open: ${error instanceof Error ? error.message : String(error)}`;
  }
  try {
    const sound = database.pragma('integrity_check', { simple: true });
    if (sound !== 'ok') return `integrity_check says ${String(sound)}`;
    const sql = createSql(database);
    const texts = (query: string) =>
      sql.all<{ bytes: Uint8Array }>(query).map(({ bytes }) => new TextDecoder().decode(bytes));
    const messages = texts('SELECT content AS bytes FROM message');
    const frames = texts('SELECT bytes FROM frame');
    const promised = new Set(acknowledged);
    for (const text of sent) {
      const bare = text.slice(0, -1);
      const copies =
        messages.filter((message) => message.includes(bare)).length + frames.filter((frame) => frame === bare).length;
      if (copies > 1) return `${bare} is there ${copies} times`;
      if (copies === 0 && promised.has(text)) return `${bare} was acknowledged and is lost`;
    }
    return null;
  } finally {
    database.close();
  }
}

export interface ReplayOptions {
  /** Where the images are written; must be there. */
  workFolder: string;
  seed: number;
  /** Torn disks per boundary, and at how many places between the boundaries. */
  tornEach: number;
  between: number;
}

export interface Replay {
  cuts: number;
  /** Acknowledgements that had been given at the last cut. */
  acknowledged: number;
  /** One line per image that broke a promise. */
  broken: string[];
}

/** mulberry32: 0 ≤ x < 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Before and after every sync, before every acknowledgement's bytes are counted, and at seeded places between. */
function cutPlaces(events: readonly TraceEvent[], between: number, random: () => number): Set<number> {
  const places = new Set<number>([events.length]);
  for (const [index, event] of events.entries()) {
    if (event.type === 'syncEnd') places.add(index).add(index + 1);
    if (event.type === 'sent') places.add(index + 1);
  }
  for (let count = 0; count < between; count++) places.add(Math.floor(random() * events.length));
  return places;
}

/** @param sent texts by the analyzer's end of the line; every byte that it was sent acknowledges the next one */
export async function replay(
  events: readonly TraceEvent[],
  sent: { [peer: string]: readonly string[] },
  options: ReplayOptions,
): Promise<Replay> {
  const random = seededRandom(options.seed);
  const places = cutPlaces(events, options.between, random);
  const disk = createDisk();
  const acknowledged: string[] = [];
  const answers = new Map<string, number>();
  const all = Object.values(sent).flat();
  const result: Replay = { cuts: 0, acknowledged: 0, broken: [] };

  async function cut(at: number, name: string, fate: Fate): Promise<void> {
    const folder = join(options.workFolder, 'image');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [file, bytes] of disk.afterCut(fate)) await writeFile(join(folder, file), bytes);
    result.cuts += 1;
    const loss = await lossIn(folder, { sent: all, acknowledged });
    if (loss !== null) result.broken.push(`event ${at} of ${events.length}, ${name}: ${loss}`);
  }

  for (const at of Array.from({ length: events.length + 1 }, (_, index) => index)) {
    if (places.has(at)) {
      await cut(at, 'everything unsynced lost', lost);
      await cut(at, 'everything kept', kept);
      for (let count = 0; count < options.tornEach; count++) await cut(at, `torn ${count}`, torn(random));
    }
    const event = events[at];
    if (!event) continue;
    disk.apply(event);
    if (event.type !== 'sent') continue;
    for (let byte = 0; byte < event.bytes.length; byte++) {
      const given = answers.get(event.peer) ?? 0;
      const text = sent[event.peer]?.[given];
      answers.set(event.peer, given + 1);
      if (text !== undefined) acknowledged.push(text);
    }
  }
  result.acknowledged = acknowledged.length;
  return result;
}
