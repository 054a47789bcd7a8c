// People whom an institution designates for the second confirmation of what it reads for others (二次确认, RAD-39).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const confirmers: Migration = {
  id: '0298',
  name: 'confirmers',
  async up(db) {
    await sql`alter table institution add column confirmers jsonb not null default '[]'`.execute(db);
  },
};
