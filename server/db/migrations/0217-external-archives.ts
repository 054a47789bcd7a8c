// Archives of others that are read over DICOMweb: address, name, login with its secret encrypted.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const externalArchives: Migration = {
  id: '0217',
  name: 'external-archives',
  async up(db) {
    await sql`create table imaging_external_archive (
      id uuid primary key,
      name text not null unique,
      url text not null,
      login text not null check (login in ('none', 'basic', 'bearer')),
      login_name text not null,
      secret text not null,
      active boolean not null,
      changed_at timestamptz not null
    )`.execute(db);
  },
};
