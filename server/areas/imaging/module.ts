// The imaging area: the archive, what viewers ask of it, and what people decide about studies.
import { fail } from '../../../core/kernel/errors.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { type Archive, openArchive, type ReadingArchive } from './archive.ts';
import type { LinkStudy } from './index/study-news.ts';

export { giveBack } from './objects/give-back.ts';
export type { ObjectReader } from './objects/object-store.ts';
export { framesIn, type PixelInstance } from './pixels/frame-source.ts';
export { drawPicture, type PictureRequest, pictureRequest } from './pixels/picture.ts';

export { transcoded, writableSyntaxes } from './pixels/transcode.ts';

import { startDescribing } from './describing/start.ts';
import { objectRoute } from './evidence/object-route.ts';
import { exportRoute } from './export/route.ts';
import { type Externals, openExternals } from './external/externals.ts';
import { createPackingJob, type PackingJob, startPacking } from './packing/start.ts';
import { pixelRoutes } from './pixels/routes.ts';
import { createReplicator, type Replicator } from './replica/replicator.ts';
import { finishPurges, startKeeper } from './retention/keeper.ts';
import { imagingRoutes } from './routes.ts';
import { sightOf } from './sight.ts';
import { archivedStudies } from './studies.ts';
import { studiesTold } from './told.ts';
import { viewRoutes } from './view-page.ts';

export type { Archive } from './archive.ts';
export { type ArchiveVisitor, bearerOf } from './door.ts';
export type { GrownStudy, LinkStudy } from './index/study-news.ts';
export type { IncomingObject, ReadableObject, Received } from './ingest/receiver.ts';
export { inflate } from './objects/inflate.ts';
export { type ObjectStore, openObjectStore } from './objects/object-store.ts';
export { frameCount, storedLength } from './query/frames.ts';
export { matches, type QueryLevel } from './query/match.ts';
export { basePlaceholder, bulkValues, instanceMetadata, instancePath, seriesMetadata } from './query/metadata.ts';
export { type QueryKey, requestKey } from './query/request-attributes.ts';
export { type Found, patients, search } from './query/search.ts';
export type { ReceivingSettings } from './receiving.ts';
export { reconcile } from './reconcile.ts';
export { requireStudySight, sightOf } from './sight.ts';
export { checkToken, issueToken } from './tokens.ts';
export { checkSystemSignature, embeddingOrigins, type LinkRefusal, requestsFor, systemStands } from './view-links.ts';
export { createVisitors, type Visitors } from './visitors.ts';

export interface ImagingArea {
  module: AreaModule;
  /** @throws SERVER_BUSY before the server has started */
  archive(): Archive;
}

export function imagingArea(link: LinkStudy): ImagingArea {
  let opened: Archive | null = null;
  let copying: Replicator | null = null;
  let packing: PackingJob | null = null;
  let others: { externals: Externals; reading: ReadingArchive } | null = null;
  function archive(): Archive {
    if (!opened) throw fail('SERVER_BUSY', { what: 'the archive is being opened' });
    return opened;
  }
  function replicator(): Replicator {
    if (!copying) throw fail('SERVER_BUSY', { what: 'the archive is being opened' });
    return copying;
  }
  function packer(): PackingJob {
    if (!packing) throw fail('SERVER_BUSY', { what: 'the archive is being opened' });
    return packing;
  }
  function outside() {
    if (!others) throw fail('SERVER_BUSY', { what: 'the archive is being opened' });
    return others;
  }
  /** The own archive and, for what it does not hold, those of others. */
  const reading = () => outside().reading;
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
            const rows = await archivedStudies(kernel.db, ids, await sightOf(kernel, kernel.db, caller));
            return new Map(rows.map((row) => [row.uid, row]));
          },
          told: (changes, caller) => studiesTold(kernel, changes, caller),
        },
      ],
      plain: (kernel) => [
        ...pixelRoutes(kernel, () => ({ frames: reading().frames, looks: archive().looks })),
        ...viewRoutes(kernel),
        objectRoute(kernel, { own: archive, all: reading }),
        exportRoute(kernel, archive),
      ],
      routes: (kernel, os) => ({
        imaging: imagingRoutes(
          kernel,
          os,
          archive,
          { replicator, packer },
          { reading, externals: () => outside().externals },
        ),
      }),
      async start(kernel, settings) {
        await finishPurges(kernel.db, settings.dataDir);
        opened = await openArchive(kernel, settings.dataDir, link);
        const externals = await openExternals(kernel, settings.dataDir);
        others = { externals, reading: externals.joined(opened) };
        copying = createReplicator(kernel, opened);
        const keeper = startKeeper(kernel, copying, opened);
        packing = createPackingJob(kernel, opened, copying);
        const packs = startPacking(kernel, packing);
        const describing = startDescribing(kernel, opened);
        return {
          async stop() {
            await describing.stop();
            await packs.stop();
            await keeper.stop();
            await externals.close();
            await archive().stop();
          },
        };
      },
    },
  };
}
