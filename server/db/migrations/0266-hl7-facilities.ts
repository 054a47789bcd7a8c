// Whose orders a sender's are: sending facilities (MSH-4) by institution. What one server took for its own so far it takes on, now by a setting that is seen.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const hl7Facilities: Migration = {
  id: '0266',
  name: 'hl7-facilities',
  async up(db) {
    await sql`alter table institution add column hl7_facilities text[] not null default '{}'`.execute(db);
    await sql`update institution set hl7_facilities = '{*}' where own`.execute(db);
  },
};
