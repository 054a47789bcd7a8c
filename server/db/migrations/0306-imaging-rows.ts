// Rows of images keep their descriptor as it is: that of a CT is a little longer than the 2 KB from which PostgreSQL compresses, and trying
// took a tenth of what entering an image costs the database.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imagingRows: Migration = {
  id: '0306',
  name: 'imaging-rows',
  async up(db) {
    await sql`alter table imaging_instance set (toast_tuple_target = 4096)`.execute(db);
  },
};
