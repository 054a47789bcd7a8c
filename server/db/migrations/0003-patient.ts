// Patients and visits.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const patient: Migration = {
  id: '0003',
  name: 'patient',
  async up(db) {
    await sql`create table patient (
      id uuid primary key,
      number text unique,
      name text not null,
      sex text not null check (sex in ('male', 'female', 'unknown')),
      birth_date date,
      identity_number text,
      identity_number_index text,
      phone text,
      phone_index text,
      allergies text[] not null,
      provisional boolean not null,
      merged_into uuid references patient (id),
      version integer not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null
    )`.execute(db);
    await sql`create index patient_identity_number on patient (identity_number_index)`.execute(db);
    await sql`create index patient_phone on patient (phone_index)`.execute(db);
    await sql`create index patient_name on patient (name text_pattern_ops)`.execute(db);
    await sql`create table visit (
      id uuid primary key,
      patient_id uuid not null references patient (id),
      kind text not null check (kind in ('outpatient', 'emergency', 'inpatient', 'checkup')),
      number text not null,
      department_id text not null,
      department_name text not null,
      bed text,
      diagnosis text,
      open boolean not null,
      version integer not null,
      updated_at timestamptz not null,
      unique (patient_id, number)
    )`.execute(db);
    await sql`create index visit_number on visit (number)`.execute(db);
  },
};
