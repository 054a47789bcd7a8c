// The archive of this server: one place that receives objects and reads them back, whatever door they came through.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DataSet } from '../../../core/dicom/data-set.ts';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Kernel } from '../../kernel/types.ts';
import { createDemand, type Demand } from './demand.ts';
import { ownObject } from './evidence/read-object.ts';
import { borrowedConnections } from './index/connections.ts';
import { createIndexWriter } from './index/index-writer.ts';
import { createStudyNews, type LinkStudy } from './index/study-news.ts';
import { createReceiver, type IncomingObject, type Received } from './ingest/receiver.ts';
import { type Recovery, recoverIndex } from './ingest/recover.ts';
import { createLooks, type Looks } from './looks.ts';
import { type ObjectStore, openObjectStore } from './objects/object-store.ts';
import { createFrameDecoder, type FrameDecoder } from './pixels/decoder.ts';
import { createFrameSource, type FrameSource, type PixelInstance } from './pixels/frame-source.ts';
import { studyManifest } from './query/manifest.ts';
import type { ReceivingSettings } from './receiving.ts';

/** An object that is read whole: reports, documents, presentation states, segmentations. */
export interface ReadObject extends PixelInstance {
  study_uid: string;
  /** Our patient, where it is known. */
  patient_uuid: string | null;
  /** @throws OBJECT_DAMAGED, EXTERNAL_ARCHIVE_… */
  read(): Promise<DataSet>;
}

/** What readers ask of an archive, whoever keeps its objects: this server (openArchive), or others (external/archive.ts). */
export interface ReadingArchive {
  /** @throws NOT_FOUND */
  manifest(studyUid: string): Promise<StudyManifest>;
  /** Frames as samples. */
  frames: FrameSource;
  /** @throws NOT_FOUND */
  object(sopUid: string): Promise<ReadObject>;
  /** @throws DICOM_REFUSED, DISK_FULL; EXTERNAL_ARCHIVE_READ_ONLY where nothing is stored */
  receive(incoming: IncomingObject): Promise<Received>;
}

export interface Archive extends ReadingArchive {
  objects: ObjectStore;
  /** For what is read out of frames beside their values; one at a time, beside the frames that readers wait for. */
  decode: FrameDecoder['decode'];
  /** What is made from objects and can be made again: metadata, thumbnails. */
  derived: ObjectStore;
  looks: Looks;
  /** Told by who reads pixels, asked by work that lets readers go first. */
  demand: Demand;
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
      const entry = {
        act: 'imaging.differs',
        subject: received.sopInstanceUid,
        detail: `${received.studyUid} from ${source}`,
      };
      kernel.audit(systemCaller('dicom'), entry).catch((error: unknown) => {
        kernel.log('error', 'an object with other content could not be put on record', { error: String(error) });
      });
    }
    news.touch(received.studyUid, source);
  }
  const decoder = createFrameDecoder({ log: kernel.log, threads: 1 });
  const receiver = createReceiver({
    objects,
    index,
    clock: kernel.clock,
    newId: kernel.newId,
    log: kernel.log,
    decode: decoder.decode,
    stored: noted,
  });
  const demand = createDemand(() => now().getTime());
  const frames = createFrameSource({ db: kernel.db, objects, demand, log: kernel.log, now: () => now().getTime() });
  const looks = createLooks(kernel);
  const recovered = await recoverIndex(kernel.db, objects, receiver, kernel.log);
  if (recovered.entered + recovered.removed + recovered.withdrawn + recovered.damaged.length > 0) {
    kernel.log('warn', 'the archive was made good after an interruption', { ...recovered });
  }
  return {
    objects,
    decode: decoder.decode,
    derived,
    frames,
    looks,
    demand,
    manifest: (studyUid) => studyManifest(kernel.db, studyUid),
    object: (sopUid) => ownObject(kernel.db, objects, sopUid),
    receive: receiver.receive,
    noted,
    storeSettings: { root: objects.root, cipher: 'aes-256-ctr', key },
    announce: news.flush,
    recovered,
    async stop() {
      await frames.close();
      await decoder.close();
      await looks.stop();
      await index.idle();
      await news.stop();
    },
  };
}
