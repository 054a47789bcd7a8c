// Hanging protocols and named windows of readers and of departments: one document for each owner.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const readingSetups: Migration = {
  id: '0250',
  name: 'reading-setups',
  async up(db) {
    await sql`create table imaging_reading_setup (
      scope text not null check (scope in ('person', 'department')),
      owner_id text not null check (owner_id <> ''),
      version integer not null,
      saved_at timestamptz not null,
      saved_by text not null,
      doc jsonb not null,
      primary key (scope, owner_id)
    )`.execute(db);
  },
};
