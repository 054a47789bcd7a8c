// Layouts of printed exam reports: each in its newest version, all its versions, the logos, and which version a report was signed with.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const reportLayouts: Migration = {
  id: '0221',
  name: 'report-layouts',
  async up(db) {
    await sql`create table report_logo (
      id text primary key,
      width integer not null,
      height integer not null,
      picture bytea not null,
      saved_at timestamptz not null
    )`.execute(db);
    await sql`create table report_layout (
      id uuid primary key,
      version integer not null,
      service text not null
    )`.execute(db);
    await sql`create table report_layout_version (
      layout_id uuid not null references report_layout (id),
      version integer not null,
      saved_at timestamptz not null,
      saved_by text not null,
      logo_id text references report_logo (id),
      doc jsonb not null,
      primary key (layout_id, version)
    )`.execute(db);
    // Before the signature what the writer chose, afterwards what was in force; both null: the layout that ships.
    await sql`alter table exam_report add column layout_id uuid references report_layout (id)`.execute(db);
    await sql`alter table exam_report add column layout_version integer`.execute(db);
    await sql`alter table exam_report add constraint exam_report_layout
      foreign key (layout_id, layout_version) references report_layout_version (layout_id, version)`.execute(db);
  },
};
