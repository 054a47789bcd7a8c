// Series found by the request that they were made for: Request Attributes Sequence (0040,0275) of QIDO-RS and C-FIND.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Only of series that say it; it costs a new series, not each image. */
export const imagingRequests: Migration = {
  id: '0302',
  name: 'imaging-requests',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`create index imaging_series_requests on imaging_series
      using gin ((main -> '00400275') jsonb_path_ops) where main ? '00400275'`.execute(db);
  },
};
