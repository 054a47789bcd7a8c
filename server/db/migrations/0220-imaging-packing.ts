// Packing of objects at rest: which files are packed, what they take, and how far the job has come.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imagingPacking: Migration = {
  id: '0220',
  name: 'imaging-packing',
  async up(db) {
    await sql`create table imaging_packed (
      path text primary key,
      length bigint not null,
      stored_bytes bigint,
      at timestamptz not null,
      copied boolean not null
    )`.execute(db);
    await sql`create index imaging_packed_again on imaging_packed (path) where stored_bytes is null`.execute(db);
    await sql`create index imaging_packed_uncopied on imaging_packed (path)
      where not copied and stored_bytes is not null`.execute(db);
    await sql`create table imaging_packing (
      id integer primary key check (id = 1),
      upto timestamptz not null,
      upto_uid text not null
    )`.execute(db);
  },
};
