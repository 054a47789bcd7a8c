// Studies that this station can show by itself: their manifests, the annotations on them, and what each frame's file is called.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SeriesManifest, StudyManifest } from '../../../core/imaging/descriptor.ts';
import { sampleKinds } from '../../../core/imaging/pixels/samples.ts';
import type { FrameCache } from './frame-cache.ts';
import { type FrameInPieces, refusedKind } from './frame-stream.ts';
import { createKeptAnnotations, type KeptAnnotations } from './kept-annotations.ts';

export interface FramePlace {
  studyUid: string;
  sopInstanceUid: string;
  /** Place of the instance in the series of the manifest. */
  instance: number;
  frame: number;
}

export interface KnownSeries {
  studyUid: string;
  /** Every frame, in the order of the manifest. */
  places: FramePlace[];
  /** Proof that the server numbers the instances as the manifest does. */
  instancesMark: string;
}

export interface KeptFrame {
  kind: number;
  width: number;
  height: number;
  bytes: Uint8Array<ArrayBuffer>;
  etag: string;
}

export interface Studies {
  keepManifest(manifest: StudyManifest): Promise<void>;
  manifest(studyUid: string): Promise<StudyManifest | null>;
  /** Of a manifest that was asked for since the start; null else. */
  series(seriesUid: string): KnownSeries | null;
  /** Of each reader the newest stays. @throws when they are no list of annotations */
  keepAnnotations(studyUid: string, annotations: unknown): Promise<void>;
  annotations(studyUid: string): Promise<KeptAnnotations | null>;
  keepFrame(
    place: Omit<FramePlace, 'instance'>,
    frame: Omit<FrameInPieces, 'instance' | 'frame'>,
    etag: string,
  ): Promise<boolean>;
  frame(place: Omit<FramePlace, 'instance'>): Promise<KeptFrame | null>;
  /** Content of the series that the frame was taken from, '' when it came alone; null when it is not kept. */
  seriesTag(place: Omit<FramePlace, 'instance'>): string | null;
  /** The server has removed it: neither pictures nor annotations are shown here any more. */
  forget(studyUid: string): Promise<void>;
  /** Something of it lies here. */
  keeps(studyUid: string): boolean;
}

const mostInMemory = 40;
const FrameHead = z.object({ kind: z.number(), width: z.number(), height: z.number(), etag: z.string() });

const nameOf = ({ sopInstanceUid, frame }: Pick<FramePlace, 'sopInstanceUid' | 'frame'>) =>
  `frame ${sopInstanceUid}/${frame}`;

function seriesOf(studyUid: string, series: SeriesManifest): KnownSeries {
  const sops = series.instances.map(({ sopInstanceUid }) => sopInstanceUid);
  return {
    studyUid,
    places: series.instances.flatMap(({ sopInstanceUid, image, pixels }, instance) =>
      Array.from({ length: image && pixels ? image.frames : 0 }, (_, at) => ({
        studyUid,
        sopInstanceUid,
        instance,
        frame: at + 1,
      })),
    ),
    instancesMark: createHash('sha256').update(sops.join('\n')).digest('hex').slice(0, 32),
  };
}

/** The content of a series by the server's name for it: only such names become tags. */
export const tagIn = (etag: string | null): string => /^"([0-9a-f]{32})"$/.exec(etag ?? '')?.[1] ?? '';

export function createStudies(cache: FrameCache): Studies {
  const manifests = new Map<string, StudyManifest>();
  const seriesByUid = new Map<string, KnownSeries>();

  function remember(manifest: StudyManifest): void {
    const { studyInstanceUid } = manifest;
    manifests.delete(studyInstanceUid);
    manifests.set(studyInstanceUid, manifest);
    for (const series of manifest.series) {
      seriesByUid.set(series.seriesInstanceUid, seriesOf(studyInstanceUid, series));
    }
    const [oldest] = manifests.values();
    if (manifests.size <= mostInMemory || !oldest) return;
    manifests.delete(oldest.studyInstanceUid);
    for (const { seriesInstanceUid } of oldest.series) seriesByUid.delete(seriesInstanceUid);
  }

  async function keepText(studyUid: string, name: string, value: unknown): Promise<void> {
    await cache.put(studyUid, name, { tag: '', content: new TextEncoder().encode(JSON.stringify(value)) });
  }
  async function text(studyUid: string, name: string): Promise<unknown> {
    const kept = await cache.get(studyUid, name);
    return kept ? JSON.parse(new TextDecoder().decode(kept.content)) : null;
  }

  const annotations = createKeptAnnotations({
    read: (studyUid) => text(studyUid, 'annotations'),
    write: (studyUid, list) => keepText(studyUid, 'annotations', list),
  });

  return {
    async keepManifest(manifest) {
      remember(manifest);
      await keepText(manifest.studyInstanceUid, 'manifest', manifest);
    },
    async manifest(studyUid) {
      const known = manifests.get(studyUid);
      if (known) return known;
      // What lies in the cache is sealed: it is what the server gave.
      const kept = (await text(studyUid, 'manifest')) as StudyManifest | null;
      if (kept) remember(kept);
      return kept;
    },
    series: (seriesUid) => seriesByUid.get(seriesUid) ?? null,
    keepAnnotations: annotations.keep,
    annotations: annotations.of,
    async keepFrame(place, { kind, width, height, pieces }, etag) {
      if (kind === refusedKind || sampleKinds[kind] === undefined) return false;
      const text = new TextEncoder().encode(JSON.stringify({ kind, width, height, etag }));
      const head = new Uint8Array(4 + text.length);
      new DataView(head.buffer).setUint32(0, text.length, true);
      head.set(text, 4);
      return cache.put(place.studyUid, nameOf(place), { tag: tagIn(etag), content: [head, ...pieces] });
    },
    async frame(place) {
      const kept = await cache.get(place.studyUid, nameOf(place));
      if (!kept) return null;
      const length = new DataView(kept.content.buffer, kept.content.byteOffset).getUint32(0, true);
      const head = FrameHead.parse(JSON.parse(new TextDecoder().decode(kept.content.subarray(4, 4 + length))));
      return { ...head, bytes: kept.content.subarray(4 + length) };
    },
    seriesTag: (place) => cache.tagOf(place.studyUid, nameOf(place)),
    async forget(studyUid) {
      const former = manifests.get(studyUid);
      manifests.delete(studyUid);
      annotations.forget(studyUid);
      for (const { seriesInstanceUid } of former?.series ?? []) seriesByUid.delete(seriesInstanceUid);
      await cache.forget(studyUid);
    },
    keeps: (studyUid) => manifests.has(studyUid) || cache.tagOf(studyUid, 'manifest') !== null,
  };
}
