// Log-ins that are being checked, nonces of stations, merges of patients, and what old rows are found by when they are taken away.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const upkeep: Migration = {
  id: '0004',
  name: 'upkeep',
  async up(db) {
    await sql`alter table login_failure
      add column checking integer not null default 0,
      add column checking_since timestamptz not null default now()`.execute(db);
    await sql`create table station_nonce (
      station_id uuid not null,
      nonce text not null,
      at timestamptz not null,
      primary key (station_id, nonce)
    )`.execute(db);
    await sql`create index station_nonce_at on station_nonce (at)`.execute(db);
    await sql`create index idempotency_at on idempotency (at)`.execute(db);
    await sql`create table patient_merge (
      id uuid primary key,
      from_id uuid not null references patient (id),
      into_id uuid not null references patient (id),
      source text not null check (source in ('his', 'person')),
      reason text not null,
      by_name text not null,
      at timestamptz not null,
      undone_reason text,
      undone_by_name text,
      undone_at timestamptz
    )`.execute(db);
    // A record leads to one other at most.
    await sql`create unique index patient_merge_standing on patient_merge (from_id) where undone_at is null`.execute(
      db,
    );
    await sql`create index patient_merge_at on patient_merge (at desc)`.execute(db);
    await sql`create index patient_merged_into on patient (merged_into) where merged_into is not null`.execute(db);
  },
};
