// How far the objects of an archive have been described again after a change of what descriptors say.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** A place in the order of ids and no mark on each object: storing costs nothing by it, and most rows stay as they are. */
export const imagingDescribing: Migration = {
  id: '0303',
  name: 'imaging-describing',
  async up(db) {
    await sql`create table imaging_describing (
      version integer primary key,
      place uuid,
      changed integer not null,
      failed integer not null,
      ended_at timestamptz
    )`.execute(db);
  },
};
