// The source behind the suite's own contract: manifests and annotations by call, pixels by plain requests on the page's origin.
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { SeriesManifest } from '../../core/imaging/descriptor.ts';
import type { Samples } from '../../core/imaging/pixels/samples.ts';
import type { Api } from '../client/api.ts';
import { useLiveChanges, useLiveEvents } from '../client/live.tsx';
import { newCommand, useApi } from '../client/provider.tsx';
import { fetchHeader } from './header/fetch-header.ts';
import { manifestQuery } from './manifest-query.ts';
import { fetchObject } from './objects/fetch-object.ts';
import { readFrameStream } from './pixels/frame-stream.ts';
import { readSamples } from './pixels/wire.ts';
import type { FrameAddress, ImagingSource, StudyListener } from './source.ts';

/** @param base where the pixel routes are, e.g. `/imaging` */
async function fetchFrame(
  base: string,
  headers: Record<string, string>,
  address: FrameAddress,
  signal: AbortSignal,
): Promise<Samples> {
  const { studyUid, seriesUid, sopInstanceUid, frame } = address;
  const answer = await fetch(`${base}/pixels/${studyUid}/${seriesUid}/${sopInstanceUid}/${frame}`, { signal, headers });
  return readSamples(answer);
}

interface SeriesPlaces {
  sopInstanceUids: string[];
  /** Place in the flat list of the series' frames, as the stream route counts them. */
  position(address: FrameAddress): number | null;
}

function placesOf({ instances }: SeriesManifest): SeriesPlaces {
  const starts = new Map<string, number>();
  let count = 0;
  for (const { sopInstanceUid, image, pixels } of instances) {
    starts.set(sopInstanceUid, count);
    count += image && pixels ? image.frames : 0;
  }
  return {
    sopInstanceUids: instances.map(({ sopInstanceUid }) => sopInstanceUid),
    position({ sopInstanceUid, frame }) {
      const start = starts.get(sopInstanceUid);
      return start === undefined ? null : start + frame - 1;
    },
  };
}

/** 4, 5, 6, 9 as `4-6,9`. */
function ranges(order: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < order.length; ) {
    const first = order[at] ?? 0;
    let end = at;
    while (order[end + 1] === (order[end] ?? 0) + 1) end += 1;
    parts.push(end === at ? String(first) : `${first}-${order[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

/** What is asked by call; pixels are plain requests. */
export type StudyCalls = Pick<ImagingSource, 'manifest' | 'annotations' | 'saveAnnotations' | 'storeEvidence'>;

/** @param headers of each request for pixels: they say who asks */
export function pixelImaging(calls: StudyCalls, headers: Record<string, string>, base = '/imaging'): ImagingSource {
  const places = new Map<string, SeriesPlaces>();
  return {
    async manifest(studyUid) {
      const manifest = await calls.manifest(studyUid);
      for (const series of manifest.series) places.set(series.seriesInstanceUid, placesOf(series));
      return manifest;
    },
    async stream(frames, signal, onFrame) {
      const series = places.get(frames[0]?.seriesUid ?? '');
      if (!series) return;
      const order = frames.flatMap((address) => series.position(address) ?? []);
      if (order.length === 0) return;
      const url = `${base}/stream/${frames[0]?.seriesUid}?order=${ranges(order)}`;
      const answer = await fetch(url, { signal, headers });
      // The caller then asks frame by frame, and each says for itself what is wrong.
      if (!answer.ok || !answer.body) return;
      const asked = new Map(frames.map((address) => [`${address.sopInstanceUid}/${address.frame}`, address]));
      await readFrameStream(answer.body, ({ instance, frame, samples }) => {
        const address = asked.get(`${series.sopInstanceUids[instance]}/${frame}`);
        if (address) onFrame(address, samples);
      });
    },
    frame: (address, signal) => fetchFrame(base, headers, address, signal),
    annotations: calls.annotations,
    saveAnnotations: calls.saveAnnotations,
    ...(calls.storeEvidence ? { storeEvidence: calls.storeEvidence } : {}),
  };
}

export function serverImaging(
  api: Pick<Api, 'client'>,
  base = '/imaging',
  manifest: ImagingSource['manifest'] = (studyUid) => api.client.imaging.manifest({ studyUid }),
): ImagingSource {
  const { imaging } = api.client;
  const calls: StudyCalls = {
    manifest,
    annotations: (studyUid) => imaging.annotations({ studyUid }),
    saveAnnotations: (studyUid, expectedVersion, doc) =>
      imaging.saveAnnotations({ studyUid, expectedVersion, doc, command: newCommand() }),
    async storeEvidence(studyUid, expectedVersion) {
      const stored = await imaging.storeEvidence({ studyUid, expectedVersion, command: newCommand() });
      return { version: stored.version, objects: stored.objects.length, left: stored.left.length };
    },
  };
  return {
    ...pixelImaging(calls, { 'x-yishu': '1' }, base),
    header: fetchHeader,
    async recordPicture(picture) {
      await imaging.recordPicture({ ...picture, command: newCommand() });
    },
    readingSetups: () => imaging.readingSetups(),
    saveReadingSetup: (scope, expectedVersion, doc) =>
      imaging.saveReadingSetup({ scope, expectedVersion, doc, command: newCommand() }),
    object: (uid, signal) => fetchObject(uid, signal, base),
  };
}

export function useServerImaging(): ImagingSource {
  const api = useApi();
  const queries = useQueryClient();
  const [listeners] = useState(() => new Set<StudyListener>());
  useLiveChanges((changes) => {
    for (const { kind, entityId } of changes)
      if (kind === 'study') for (const listener of listeners) listener(entityId);
  });
  useLiveEvents(({ type }) => {
    if (type !== 'hello') return;
    // After the queries were marked as old.
    setTimeout(() => {
      for (const listener of listeners) listener(null);
    }, 0);
  });
  return useMemo(
    () => ({
      ...serverImaging(api, '/imaging', (studyUid) => queries.fetchQuery(manifestQuery(api, studyUid))),
      onChanged(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [api, queries, listeners],
  );
}
