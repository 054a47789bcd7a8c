// A link to an ECG remembers the exam that it was made for: a recording that was given to somebody else is not shown by it.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ecgLinks: Migration = {
  id: '0215',
  name: 'ecg-links',
  async up(db) {
    await sql`alter table ecg_link add column exam_id uuid`.execute(db);
    await sql`create index ecg_link_expires on ecg_link (expires_at)`.execute(db);
  },
};
