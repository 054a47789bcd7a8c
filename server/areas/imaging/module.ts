// The imaging area: the archive, what viewers ask of it, and what people decide about studies.
import { fail } from '../../../core/kernel/errors.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { type Archive, openArchive } from './archive.ts';
import type { LinkStudy } from './index/study-news.ts';
import { imagingRoutes } from './routes.ts';
import { archivedStudies } from './studies.ts';

export type { Archive } from './archive.ts';
export type { GrownStudy, LinkStudy } from './index/study-news.ts';
export { inflate } from './ingest/receiver.ts';
export { frameCount, storedFrame } from './query/frames.ts';
export type { QueryLevel } from './query/match.ts';
export { basePlaceholder, instanceMetadata, seriesMetadata } from './query/metadata.ts';
export { type Found, patients, search } from './query/search.ts';
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
      routes: (kernel, os) => ({ imaging: imagingRoutes(kernel, os) }),
      async start(kernel, settings) {
        opened = await openArchive(kernel, settings.dataDir, link);
        return { stop: () => archive().stop() };
      },
    },
  };
}
