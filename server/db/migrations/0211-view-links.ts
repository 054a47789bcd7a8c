// Systems that may open single studies in the clinicians' page by signed links.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const viewLinks: Migration = {
  id: '0211',
  name: 'view-links',
  async up(db) {
    await sql`create table view_link_system (
      name text primary key,
      secret text not null,
      active boolean not null,
      changed_at timestamptz not null
    )`.execute(db);
  },
};
