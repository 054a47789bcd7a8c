// Who or what made a link to an ECG: it opens nothing any more when that person, or that system's secret, is no longer good.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const linkMakers: Migration = {
  id: '0312',
  name: 'link-makers',
  async up(db) {
    await sql`alter table ecg_link add column person_id uuid, add column system text`.execute(db);
  },
};
