// Quality of exams: grades of images and reports, repeats, reasons, limits, samples; and who released a report, as a column.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const quality: Migration = {
  id: '0227',
  name: 'quality',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`create table exam_quality (
      exam_id uuid primary key references exam (id),
      version integer not null,
      technician_id uuid,
      technician_name text not null,
      image_grade text,
      graded_at timestamptz,
      repeats integer,
      doc jsonb not null
    )`.execute(db);
    await sql`create index exam_quality_technician on exam_quality (technician_id, graded_at desc) where image_grade is not null`.execute(
      db,
    );
    await sql`create table quality_reason (
      kind text not null check (kind in ('images', 'report')),
      code text not null,
      name text not null,
      name_en text not null,
      position integer not null,
      active boolean not null,
      version integer not null,
      primary key (kind, code)
    )`.execute(db);
    await sql`create table quality_setting (id integer primary key check (id = 1), doc jsonb not null)`.execute(db);
    await sql`create table quality_sample (
      id uuid primary key,
      version integer not null,
      state text not null,
      institution_id text not null,
      drawn_at timestamptz not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create table quality_sample_item (
      sample_id uuid not null references quality_sample (id),
      number integer not null,
      exam_id uuid not null references exam (id),
      report_id uuid not null references exam_report (id),
      grade text,
      mark jsonb,
      former jsonb not null,
      primary key (sample_id, number),
      unique (sample_id, report_id)
    )`.execute(db);
    await sql`create index quality_sample_item_report on quality_sample_item (report_id)`.execute(db);
    // Asked of a signature inside the document, a year of reports would be unpacked with all their pictures.
    await sql`alter table exam_report add column reviewer_id uuid`.execute(db);
    await sql`update exam_report set reviewer_id = (
      select (s ->> 'personId')::uuid from jsonb_array_elements(doc -> 'signatures') s
      where s ->> 'role' = 'reviewer' limit 1
    ) where released_at is not null`.execute(db);
    await sql`create index exam_report_released on exam_report (service, released_at) where released_at is not null`.execute(
      db,
    );
  },
};
