// Reports of exams, their templates and phrases.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const examReports: Migration = {
  id: '0202',
  name: 'exam-reports',
  async up(db) {
    await sql`create table exam_report (
      id uuid primary key,
      exam_id uuid not null references exam (id),
      service text not null,
      edition integer not null,
      version integer not null,
      state text not null,
      patient_id uuid not null,
      author_id uuid not null,
      session_fence integer,
      verification_code text,
      content_hash text,
      released_at timestamptz,
      printed_at timestamptz,
      print_count integer not null,
      head jsonb,
      doc jsonb not null,
      unique (exam_id, edition)
    )`.execute(db);
    await sql`create unique index exam_report_code on exam_report (verification_code) where verification_code is not null`.execute(
      db,
    );
    await sql`create table exam_report_template (
      id uuid primary key,
      version integer not null,
      service text not null,
      scope text not null,
      owner_id text not null,
      active boolean not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index exam_report_template_service on exam_report_template (service)`.execute(db);
    await sql`create table exam_phrase (
      id uuid primary key,
      version integer not null,
      service text not null,
      scope text not null,
      owner_id text not null,
      active boolean not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index exam_phrase_service on exam_phrase (service)`.execute(db);
  },
};
