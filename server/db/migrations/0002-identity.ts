// People, roles, departments, workstations, sessions, failures to log in.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const identity: Migration = {
  id: '0002',
  name: 'identity',
  async up(db) {
    await sql`create table role (
      id text primary key, name text not null, name_en text not null, rights text[] not null, version integer not null
    )`.execute(db);
    await sql`create table department (
      id text primary key,
      name text not null,
      name_en text not null,
      kind text not null check (kind in ('ward', 'clinic', 'laboratory', 'administration')),
      phone text,
      version integer not null
    )`.execute(db);
    await sql`create table person (
      id uuid primary key,
      user_name text not null,
      name text not null,
      title text,
      department_id text not null,
      roles text[] not null,
      extra_rights text[] not null,
      lab_groups text[] not null,
      enabled boolean not null,
      must_change_password boolean not null,
      password_hash text not null,
      password_changed_at timestamptz not null,
      password_history text[] not null,
      signature text,
      version integer not null,
      created_at timestamptz not null default now()
    )`.execute(db);
    await sql`create unique index person_user_name on person (lower(user_name))`.execute(db);
    await sql`create table workstation (
      id uuid primary key,
      name text not null,
      department_id text not null,
      lab_groups text[] not null,
      enabled boolean not null,
      secret text,
      enrolment_code_hash text unique,
      enrolment_expires_at timestamptz,
      enrolled_at timestamptz,
      last_seen_at timestamptz,
      version integer not null
    )`.execute(db);
    await sql`create table person_session (
      id uuid primary key,
      token_hash text not null unique,
      person_id uuid not null references person (id),
      workstation_id uuid references workstation (id),
      address text not null,
      started_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      end_reason text
    )`.execute(db);
    await sql`create index person_session_open on person_session (person_id) where ended_at is null`.execute(db);
    await sql`create table login_failure (
      key text primary key, failures integer not null, last_at timestamptz not null, locked_until timestamptz
    )`.execute(db);
  },
};
