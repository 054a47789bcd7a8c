// The imaging area: the archive, what viewers ask of it, and what people decide about studies.
import { fail } from '../../../core/kernel/errors.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { type Archive, openArchive } from './archive.ts';
import type { LinkStudy } from './index/study-news.ts';

export type { ObjectReader } from './objects/object-store.ts';
export { framesIn } from './pixels/frame-source.ts';
export { drawPicture, type PictureRequest, pictureRequest } from './pixels/picture.ts';

export { transcoded, writableSyntaxes } from './pixels/transcode.ts';

import { objectRoute } from './evidence/object-route.ts';
import { pixelRoutes } from './pixels/routes.ts';
import { imagingRoutes } from './routes.ts';
import { archivedStudies } from './studies.ts';
import { viewRoutes } from './view-page.ts';

export type { Archive } from './archive.ts';
export { type ArchiveVisitor, archiveVisitor, bearerOf, requireStudy } from './door.ts';
export type { GrownStudy, LinkStudy } from './index/study-news.ts';
export type { IncomingObject, Received } from './ingest/receiver.ts';
export { inflate } from './ingest/receiver.ts';
export { type ObjectStore, openObjectStore, type StoredObject } from './objects/object-store.ts';
export { frameCount, storedFrame } from './query/frames.ts';
export type { QueryLevel } from './query/match.ts';
export { basePlaceholder, instanceMetadata, seriesMetadata } from './query/metadata.ts';
export { type Found, patients, search } from './query/search.ts';
export type { ReceivingSettings } from './receiving.ts';
export { reconcile } from './reconcile.ts';
export { checkToken, issueToken } from './tokens.ts';

export interface ImagingArea {
  module: AreaModule;
  /** @throws SERVER_BUSY before the server has started */
  archive(): Archive;
}

export function imagingArea(link: LinkStudy): ImagingArea {
  let opened: Archive | null = null;
  function archive(): Archive {
    if (!opened) throw fail('SERVER_BUSY', { what: 'the archive is being opened' });
    return opened;
  }
  return {
    archive,
    module: {
      name: 'imaging',
      documents: (kernel) => [
        {
          kind: 'study',
          span: 'recent',
          async read(ids, caller) {
            if (!caller.rights.includes('radiology.view') && !caller.station) return new Map();
            const rows = await archivedStudies(kernel.db, ids);
            return new Map(rows.map((row) => [row.uid, row]));
          },
        },
      ],
      plain: (kernel) => [
        ...pixelRoutes(kernel, () => archive().frames),
        ...viewRoutes(kernel),
        objectRoute(kernel, archive),
      ],
      routes: (kernel, os) => ({ imaging: imagingRoutes(kernel, os, archive) }),
      async start(kernel, settings) {
        opened = await openArchive(kernel, settings.dataDir, link);
        return { stop: () => archive().stop() };
      },
    },
  };
}
