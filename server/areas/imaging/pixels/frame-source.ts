// Frames of stored objects as samples: the rows of a series kept for a moment, its files open, compressed frames decoded beside.
import { sql } from 'kysely';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import { notRenderable, type Samples } from '../../../../core/imaging/pixels/samples.ts';
import { fail } from '../../../../core/kernel/errors.ts';

import type { Kernel, Log } from '../../../kernel/types.ts';
import type { Demand } from '../demand.ts';
import { countBuffersWithHeap } from '../external-memory.ts';
import type { ObjectStore, Room } from '../objects/object-store.ts';
import { frameCount, type StoredFrame, storedFrame } from '../query/frames.ts';
import { createFrameDecoder } from './decoder.ts';
import { createOpenObjects } from './open-objects.ts';

/** What is needed of an instance to show its frames. */
export interface PixelInstance {
  sop_uid: string;
  path: string;
  sha256: string;
  descriptor: InstanceDescriptor;
}

export interface FrameSource {
  /** Current instances of a series in the manifest's order. @param outside whether archives of others may be asked. @throws NOT_FOUND */
  series(
    studyUid: string | null,
    seriesUid: string,
    outside?: boolean,
  ): Promise<{ studyUid: string; instances: PixelInstance[] }>;
  /** One of them, also when it came a moment ago. @throws NOT_FOUND */
  instance(studyUid: string, seriesUid: string, sopUid: string): Promise<PixelInstance>;
  /** A frame as it is stored. @param frame 1-based. @throws NOT_FOUND, NOT_RENDERABLE */
  stored(instance: Omit<PixelInstance, 'sha256'>, frame: number, room?: Room): Promise<StoredFrame>;
  /** @param frame 1-based. @throws NOT_FOUND, NOT_RENDERABLE, SERVER_BUSY */
  frame(instance: Omit<PixelInstance, 'sha256'>, frame: number, signal?: AbortSignal): Promise<Samples>;
  close(): Promise<void>;
}

/** How long rows are believed: a decision about a differing object shows after it at the latest. */
const believedMs = 5_000;
const mostSeries = 24;

export const framesIn = ({ descriptor: { pixels, image } }: Pick<PixelInstance, 'descriptor'>): number =>
  pixels && image ? frameCount(pixels, image.frames) : 0;

export function createFrameSource(parts: {
  db: Kernel['db'];
  objects: ObjectStore;
  demand: Demand;
  log: Log;
  now(): number;
}): FrameSource {
  const { db, objects, demand, log, now } = parts;
  const decoder = createFrameDecoder({ log });
  let countsBuffers = false;
  const files = createOpenObjects(objects, now);
  const known = new Map<string, { until: number; rows: Promise<(PixelInstance & { study_uid: string })[]> }>();

  function rowsOf(seriesUid: string) {
    const kept = known.get(seriesUid);
    if (kept && kept.until > now()) return kept.rows;
    const rows = db
      .selectFrom('imaging_instance')
      .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
      .select(['sop_uid', 'study_uid', 'path', 'sha256', 'descriptor'])
      .where('series_uid', '=', seriesUid)
      .where('state', '=', 'current')
      .where('removed_at', 'is', null)
      .orderBy(sql`number nulls last`)
      .orderBy('sop_uid')
      .execute();
    known.delete(seriesUid);
    known.set(seriesUid, { until: now() + believedMs, rows });
    rows.catch(() => known.delete(seriesUid));
    const [oldest] = known.keys();
    if (known.size > mostSeries && oldest !== undefined) known.delete(oldest);
    return rows;
  }

  async function stored({ path, descriptor }: Pick<PixelInstance, 'path' | 'descriptor'>, frame: number, room?: Room) {
    // Not before frames are read: it lets a receiver of large objects hold more.
    if (!countsBuffers) countBuffersWithHeap();
    countsBuffers = true;
    demand.asked();
    const { image, pixels, problem } = descriptor;
    if (!image || !pixels) throw notRenderable(problem || 'the object has no pixels');
    const count = frameCount(pixels, image.frames);
    if (!(frame >= 1 && frame <= count)) throw fail('NOT_FOUND', { what: `frame ${frame} of ${count}` });
    return files.use(path, (reader) => storedFrame(reader, pixels, frame, room));
  }

  return {
    async series(studyUid, seriesUid) {
      const rows = await rowsOf(seriesUid);
      const [first] = rows;
      if (!first || (studyUid !== null && first.study_uid !== studyUid)) throw fail('NOT_FOUND', { what: seriesUid });
      return { studyUid: first.study_uid, instances: rows };
    },
    async instance(studyUid, seriesUid, sopUid) {
      const held = known.get(seriesUid);
      for (const fresh of [false, true]) {
        // Rows that were read before the instance came do not hold it.
        if (fresh && known.get(seriesUid) === held) known.delete(seriesUid);
        const found = (await rowsOf(seriesUid)).find(({ sop_uid }) => sop_uid === sopUid);
        if (found && found.study_uid === studyUid) return found;
        if (!held) break;
      }
      throw fail('NOT_FOUND', { what: sopUid });
    },
    stored,
    async frame(instance, frame, signal) {
      const { image, pixels, transferSyntaxUid } = instance.descriptor;
      const { bytes, skipBits } = await stored(instance, frame);
      if (!image || !pixels) throw notRenderable('the object has no pixels');
      signal?.throwIfAborted();
      const bigEndian = pixels.kind === 'native' && pixels.bigEndian;
      return decoder.decode({ bytes, transferSyntaxUid, shape: image, bigEndian, skipBits }, signal);
    },
    async close() {
      await decoder.close();
      await files.close();
    },
  };
}
