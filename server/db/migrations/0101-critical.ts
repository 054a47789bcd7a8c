// Critical values of all areas.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const critical: Migration = {
  id: '0101',
  name: 'critical',
  async up(db) {
    await sql`create table critical_value (
      id uuid primary key,
      version integer not null,
      area text not null,
      subject_id uuid not null,
      result_id uuid not null unique,
      test_code text not null,
      group_id text not null,
      patient_id uuid not null,
      state text not null,
      raised_at timestamptz not null,
      escalate_at timestamptz not null,
      escalated boolean not null,
      updated_at timestamptz not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index critical_value_subject on critical_value (subject_id)`.execute(db);
    await sql`create index critical_value_raised on critical_value (raised_at desc)`.execute(db);
    await sql`create index critical_value_due on critical_value (escalate_at)
      where not escalated and state in ('open', 'notified')`.execute(db);
  },
};
