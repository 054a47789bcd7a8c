// Settings, idempotency, change feed, audit trail, number blocks, outgoing messages.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const kernel: Migration = {
  id: '0001',
  name: 'kernel',
  async up(db) {
    await sql`create table setting (key text primary key, value text not null)`.execute(db);
    await sql`create table idempotency (
      command_id uuid primary key,
      name text not null,
      actor_id uuid,
      input_hash text not null,
      state text not null check (state in ('done', 'refused')),
      output text,
      error jsonb,
      at timestamptz not null
    )`.execute(db);

    await sql`create table change (
      id uuid primary key,
      kind text not null,
      entity_id text not null,
      version integer not null,
      group_id text,
      at timestamptz not null
    )`.execute(db);
    await sql`create index change_kind_entity on change (kind, entity_id, at)`.execute(db);
    await sql`create table change_pending (
      arrival bigint generated always as identity primary key,
      change_id uuid not null
    )`.execute(db);
    await sql`create table feed (
      seq bigint primary key,
      change_id uuid not null unique references change (id)
    )`.execute(db);

    await sql`create table audit (
      id uuid primary key,
      at timestamptz not null,
      person_id uuid,
      person_name text not null,
      workstation text,
      address text not null,
      mode text not null,
      act text not null,
      subject text not null,
      patient_id text,
      outcome text not null check (outcome in ('done', 'refused', 'failed')),
      detail text not null,
      command_id uuid,
      algorithm text not null,
      row_hash text not null
    )`.execute(db);
    await sql`create index audit_patient on audit (patient_id, at) where patient_id is not null`.execute(db);
    await sql`create table audit_pending (
      arrival bigint generated always as identity primary key,
      audit_id uuid not null
    )`.execute(db);
    await sql`create table audit_link (
      pos bigint primary key,
      audit_id uuid not null unique,
      algorithm text not null,
      link text not null
    )`.execute(db);

    // What was written stays as it was: a second wall behind the hash chain (GB/T 22239-2019 8.1.4.3 c).
    await sql`create function refuse_rewrite() returns trigger language plpgsql as $$
      begin
        raise exception 'table % is insert-only', tg_table_name using errcode = 'insufficient_privilege';
      end $$`.execute(db);
    for (const table of ['audit', 'audit_link', 'change', 'feed']) {
      await sql`create trigger insert_only before update or delete on ${sql.table(table)}
        for each row execute function refuse_rewrite()`.execute(db);
      await sql`create trigger never_truncated before truncate on ${sql.table(table)}
        for each statement execute function refuse_rewrite()`.execute(db);
    }

    await sql`create table number_block (kind text primary key, prefix text not null, next bigint not null)`.execute(
      db,
    );
    await sql`create table number_lease (
      id uuid primary key,
      kind text not null,
      from_number bigint not null,
      to_number bigint not null,
      workstation_id uuid,
      person_id uuid,
      at timestamptz not null,
      unique (kind, from_number)
    )`.execute(db);
    await sql`create table outgoing_message (
      arrival bigint generated always as identity primary key,
      id uuid not null unique,
      interface text not null,
      peer text not null,
      type text not null,
      subject text not null,
      payload jsonb not null,
      at timestamptz not null
    )`.execute(db);
  },
};
