// What the reading room and the ECG room of a station are built of alike: their room on the disk, files of this enrolment, who may open them.
import { statfs } from 'node:fs/promises';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { HostEnvironment } from '../environment.ts';
import type { ServerClient, SignedFetch } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { FrameCache } from './frame-cache.ts';
import { createStudyGrants, type KeptKind, type StudyGrantParts, type StudyGrants } from './study-grants.ts';

export interface RoomParts {
  custody: CustodyStore;
  cache: CacheStore;
  client: ServerClient;
  link: ServerLink;
  signedFetch: SignedFetch;
  dataDir: string;
  key: Uint8Array;
  /** What is kept for another enrolment is another hospital's. */
  stationId(): string;
  diskLow(): boolean;
  queued(): void;
}

/** So many bytes, or a part of what is free in the folder, when that is less. */
export async function quotaIn(folder: string, mostBytes: number, partOfFree: number): Promise<number> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => mostBytes,
  );
  return Math.min(mostBytes, free * partOfFree);
}

/** The files under names that hold for one enrolment. */
export function filesOf(
  files: FrameCache,
  scoped: (id: string) => string,
): Pick<FrameCache, 'put' | 'get' | 'tagOf' | 'forget'> {
  return {
    put: (id, name, file) => files.put(scoped(id), name, file),
    get: (id, name) => files.get(scoped(id), name),
    tagOf: (id, name) => files.tagOf(scoped(id), name),
    forget: (id) => files.forget(scoped(id)),
  };
}

/** @param kept absent: studies */
export function grantsIn(
  environment: HostEnvironment,
  { cache, custody, link, queued }: RoomParts,
  asked: Pick<StudyGrantParts, 'keeps' | 'openable'>,
  kept?: KeptKind,
): StudyGrants {
  const parts: StudyGrantParts = {
    ...asked,
    cache,
    async enqueue(command) {
      await custody.write.enqueue(command);
      queued();
    },
    sinceMs: () => link.since().getTime(),
    nowMs: () => environment.clock.now().getTime(),
    newId: environment.newId,
    log: environment.log,
  };
  return createStudyGrants(parts, kept);
}
