// Keeping the archive: its policy, what was removed and by whom, what was purged, what the second folder holds, and exports.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imagingKeeping: Migration = {
  id: '0213',
  name: 'imaging-keeping',
  async up(db) {
    await sql`create table imaging_policy (
      id integer primary key check (id = 1),
      version integer not null,
      doc jsonb not null,
      changed_at timestamptz not null
    )`.execute(db);
    await sql`create table imaging_removal (
      study_uid text primary key,
      at timestamptz not null,
      person text not null,
      reason text not null,
      by_policy boolean not null
    )`.execute(db);
    await sql`create table imaging_purged (
      id uuid primary key,
      study_uid text not null,
      patient_uuid uuid,
      at timestamptz not null,
      person text not null,
      reason text not null,
      instance_count integer not null,
      size_bytes bigint not null
    )`.execute(db);
    await sql`create index imaging_purged_at on imaging_purged (at desc)`.execute(db);
    await sql`create table imaging_purge_file (
      path text primary key,
      store text not null,
      at timestamptz not null
    )`.execute(db);
    await sql`create table imaging_replica (
      path text primary key,
      at timestamptz not null
    )`.execute(db);
    await sql`create index imaging_instance_received on imaging_instance (received_at, path)`.execute(db);
    await sql`create index imaging_study_removed on imaging_study (removed_at) where removed_at is not null`.execute(
      db,
    );
    await sql`create table imaging_export (
      id uuid primary key,
      kind text not null,
      created_by uuid not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      reason text not null,
      options jsonb not null,
      instance_ids uuid[] not null,
      secret text not null
    )`.execute(db);
    await sql`create index imaging_export_expires on imaging_export (expires_at)`.execute(db);
  },
};
