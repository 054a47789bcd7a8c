// Institutions whose own systems number patients: kept apart. Whoever sends orders under a facility of its own counts as one, until an administrator says otherwise.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ownNumbers: Migration = {
  id: '0288',
  name: 'own-numbers',
  async up(db) {
    await sql`alter table institution add column own_numbers boolean not null default false`.execute(db);
    await sql`update institution set own_numbers = true where not own and hl7_facilities <> '{}'`.execute(db);
  },
};
