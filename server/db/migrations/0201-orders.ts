// Exams, what can be ordered, and the institutions of the network.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const orders: Migration = {
  id: '0201',
  name: 'orders',
  async up(db) {
    await sql`create table exam (
      id uuid primary key,
      version integer not null,
      service text not null,
      accession text not null unique,
      request_number text not null,
      patient_id uuid not null,
      patient_number text not null,
      name_search text not null,
      visit_number text not null,
      modality text not null,
      body_part text not null,
      institution_id text not null,
      department_id text not null,
      state text not null,
      report_state text not null,
      priority text not null,
      risk_level text not null,
      remote_state text,
      assigned_to uuid,
      requested_at timestamptz not null,
      latest_at timestamptz not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index exam_latest on exam (service, latest_at desc)`.execute(db);
    await sql`create index exam_patient on exam (patient_id)`.execute(db);
    await sql`create index exam_request on exam (request_number) where request_number <> ''`.execute(db);
    await sql`create index exam_waiting on exam (service, report_state) where state = 'acquired'`.execute(db);
    await sql`create table institution (
      id text primary key,
      name text not null,
      name_en text not null,
      reads text[] not null,
      own boolean not null,
      active boolean not null,
      department_ids text[] not null,
      hl7_peer text not null
    )`.execute(db);
    await sql`create unique index institution_own on institution (own) where own`.execute(db);
    await sql`create table exam_item (
      code text primary key,
      service text not null,
      modality text not null,
      body_part text not null,
      name text not null,
      name_en text not null,
      method text not null,
      room text not null,
      active boolean not null,
      updated_at timestamptz not null
    )`.execute(db);
  },
};
