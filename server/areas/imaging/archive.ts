// The archive of this server: one place that receives objects and reads them back, whatever door they came through.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Kernel } from '../../kernel/types.ts';
import { borrowedConnections } from './index/connections.ts';
import { createIndexWriter } from './index/index-writer.ts';
import { createStudyNews, type LinkStudy } from './index/study-news.ts';
import { createReceiver, type IncomingObject, type Received } from './ingest/receiver.ts';
import { type Recovery, recoverIndex } from './ingest/recover.ts';
import { createLooks, type Looks } from './looks.ts';
import { type ObjectStore, openObjectStore } from './objects/object-store.ts';
import { createFrameSource, type FrameSource } from './pixels/frame-source.ts';
import type { ReceivingSettings } from './receiving.ts';

export interface Archive {
  objects: ObjectStore;
  /** What is made from objects and can be made again: metadata, thumbnails. */
  derived: ObjectStore;
  /** Frames as samples. */
  frames: FrameSource;
  looks: Looks;
  /** @throws DICOM_REFUSED, DISK_FULL */
  receive(incoming: IncomingObject): Promise<Received>;
  /** What a thread that receives objects itself opens their store with. */
  storeSettings: ReceivingSettings['store'];
  /** Takes note of what such a thread has stored. */
  noted(received: Received, source: string): void;
  /** Announces studies that grew, now instead of in a moment. */
  announce(): Promise<void>;
  recovered: Recovery;
  stop(): Promise<void>;
}

/** Opens the archive in `<dataDir>/archive` and makes its index good. */
export async function openArchive(kernel: Kernel, dataDir: string, link: LinkStudy): Promise<Archive> {
  // The index key never changes, so what is derived from it reads what was ever stored.
  const key = Buffer.from(kernel.fields.blindIndex('archive objects 1'), 'base64url');
  const now = () => kernel.clock.now();
  const openStore = (folder: string) =>
    openObjectStore({
      root: join(dataDir, folder),
      cipher: 'aes-256-ctr',
      key,
      randomBytes,
      now,
      newId: kernel.newId,
    });
  const objects = await openStore('archive');
  const derived = await openStore('archive-derived');
  const index = createIndexWriter(borrowedConnections(kernel.db), kernel.clock);
  const news = createStudyNews(kernel, link);
  function noted(received: Received, source: string): void {
    if (received.outcome === 'differing') {
      kernel.log('error', 'an object came again with other content; both are kept', {
        sopInstanceUid: received.sopInstanceUid,
        source,
      });
    }
    news.touch(received.studyUid, source);
  }
  const receiver = createReceiver({
    objects,
    index,
    clock: kernel.clock,
    newId: kernel.newId,
    log: kernel.log,
    stored: noted,
  });
  const frames = createFrameSource({ db: kernel.db, objects, log: kernel.log, now: () => now().getTime() });
  const looks = createLooks(kernel);
  const recovered = await recoverIndex(kernel.db, objects, receiver, kernel.log);
  if (recovered.entered + recovered.removed + recovered.withdrawn + recovered.damaged.length > 0) {
    kernel.log('warn', 'the archive was made good after an interruption', { ...recovered });
  }
  return {
    objects,
    derived,
    frames,
    looks,
    receive: receiver.receive,
    noted,
    storeSettings: { root: objects.root, cipher: 'aes-256-ctr', key },
    announce: news.flush,
    recovered,
    async stop() {
      await frames.close();
      await looks.stop();
      await index.idle();
      await news.stop();
    },
  };
}
