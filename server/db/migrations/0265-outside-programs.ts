// Programs of other systems: their register, secrets and tokens as hashes, the requests and the studies that they handed in.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const outsidePrograms: Migration = {
  id: '0265',
  name: 'outside-programs',
  async up(db) {
    await sql`create table outside_program (
      id uuid primary key,
      code text not null unique,
      name text not null,
      institution_id text not null,
      purpose text not null,
      contact text not null,
      scopes text[] not null,
      reach text not null,
      own_numbers boolean not null,
      addresses text[] not null,
      valid_until date,
      active boolean not null,
      changed_at timestamptz not null,
      used_at timestamptz,
      used_from text,
      refused_at timestamptz,
      refused_from text,
      refused_why text
    )`.execute(db);
    await sql`create table outside_secret (
      id uuid primary key,
      program_id uuid not null references outside_program (id),
      hash text not null,
      hint text not null,
      created_at timestamptz not null,
      created_by text not null,
      ends_at timestamptz
    )`.execute(db);
    await sql`create index outside_secret_program on outside_secret (program_id)`.execute(db);
    await sql`create table outside_token (
      hash text primary key,
      secret_id uuid not null references outside_secret (id),
      created_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
    await sql`create index outside_token_end on outside_token (expires_at)`.execute(db);
    // The number is the asking institution's: two institutions may use the same one.
    await sql`create table outside_request (
      institution_id text not null,
      number text not null,
      exam_id uuid not null references exam (id),
      program_id uuid not null references outside_program (id),
      patient_number text not null,
      content_hash text not null,
      changed_at timestamptz not null,
      primary key (institution_id, number)
    )`.execute(db);
    await sql`create index outside_request_exam on outside_request (exam_id)`.execute(db);
    // Written before the first object of a study is: no study of theirs is ever placed by the numbers that stand in it.
    await sql`create table outside_study (
      study_uid text primary key,
      institution_id text not null,
      number text not null,
      program_id uuid not null references outside_program (id),
      patient_id text not null,
      doubt text,
      created_at timestamptz not null,
      foreign key (institution_id, number) references outside_request (institution_id, number)
    )`.execute(db);
    await sql`create index outside_study_request on outside_study (institution_id, number)`.execute(db);
    await sql`create index exam_report_patient on exam_report (patient_id) where released_at is not null`.execute(db);
  },
};
