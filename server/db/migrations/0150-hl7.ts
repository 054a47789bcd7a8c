// Messages of the HL7 interface.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const hl7: Migration = {
  id: '0150',
  name: 'hl7',
  async up(db) {
    await sql`create table hl7_message (
      id uuid primary key,
      direction text not null check (direction in ('in', 'out')),
      peer text not null,
      type text not null,
      control_id text not null,
      subject text not null,
      at timestamptz not null,
      state text not null,
      attempts integer not null,
      next_attempt_at timestamptz,
      code text,
      text text,
      content text not null,
      content_hash text not null,
      answer text,
      log jsonb not null
    )`.execute(db);
    await sql`create unique index hl7_message_in on hl7_message (peer, control_id, content_hash) where direction = 'in'`.execute(
      db,
    );
    await sql`create index hl7_message_due on hl7_message (next_attempt_at) where direction = 'out' and state = 'waiting'`.execute(
      db,
    );
    await sql`create index hl7_message_at on hl7_message (at desc)`.execute(db);
  },
};
