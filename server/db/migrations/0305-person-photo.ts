// Photos of doctors (医生照片, RAD-76), encrypted, apart from the row of the person, which is read far more often.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const personPhoto: Migration = {
  id: '0305',
  name: 'person-photo',
  async up(db) {
    await sql`create table person_photo (
      person_id uuid primary key references person (id) on delete cascade,
      photo text not null,
      version integer not null,
      changed_at timestamptz not null
    )`.execute(db);
  },
};
