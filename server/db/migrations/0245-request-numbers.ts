// Who gave a reported exam its request number, and a quick way to those that have none (RAD-45).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const requestNumbers: Migration = {
  id: '0245',
  name: 'request-numbers',
  async up(db) {
    await sql`create table exam_request_number (
      id uuid primary key,
      exam_id uuid not null references exam (id),
      at timestamptz not null,
      by_id text not null,
      by_name text not null,
      number_before text not null,
      number_after text not null,
      reason text not null,
      source text not null check (source in ('person', 'list'))
    )`.execute(db);
    await sql`create index exam_request_number_exam on exam_request_number (exam_id, at)`.execute(db);
    await sql`create index exam_without_request on exam (service, (doc -> 'report' ->> 'releasedAt'))
      where request_number = '' and report_state <> 'recalled'`.execute(db);
  },
};
