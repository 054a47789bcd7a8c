// Remote requests: the documents that go with them, the short messages that tell the centre of them, and signed links to their form.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const remoteDocuments: Migration = {
  id: '0222',
  name: 'remote-documents',
  async up(db) {
    // File names hold patients' names: they are encrypted like the reasons and the bytes themselves.
    await sql`create table exam_attachment (
      id uuid primary key,
      exam_id uuid not null references exam (id),
      kind text not null,
      name text not null,
      type text not null,
      charset text not null,
      byte_length integer not null,
      sha256 text not null,
      path text not null unique,
      added_at timestamptz not null,
      added_by uuid not null,
      added_by_name text not null,
      removed_at timestamptz,
      removed_reason text
    )`.execute(db);
    await sql`create index exam_attachment_exam on exam_attachment (exam_id, added_at)`.execute(db);
    // Whatever the program does, the same file is there once.
    await sql`create unique index exam_attachment_once on exam_attachment (exam_id, sha256)
      where removed_at is null`.execute(db);
    await sql`create table notice_gateway (
      id integer primary key check (id = 1),
      version integer not null,
      enabled boolean not null,
      doc jsonb not null,
      secret text not null,
      phones text not null,
      changed_at timestamptz not null
    )`.execute(db);
    await sql`create table notice_request (
      exam_id uuid not null references exam (id),
      round integer not null,
      at timestamptz not null,
      taken_up_at timestamptz,
      primary key (exam_id, round)
    )`.execute(db);
    await sql`create index notice_request_new on notice_request (at) where taken_up_at is null`.execute(db);
    await sql`create table notice_message (
      id uuid primary key,
      exam_id uuid references exam (id),
      round integer not null,
      service text not null,
      institution_id text not null,
      recipient text not null,
      phone text not null,
      phone_hash text not null,
      content text not null,
      state text not null check (state in ('queued', 'sending', 'sent', 'failed', 'dropped')),
      attempts integer not null,
      next_attempt_at timestamptz not null,
      at timestamptz not null,
      settled_at timestamptz,
      answer text not null
    )`.execute(db);
    // Whatever the program does, a person is told of one sending of a request once.
    await sql`create unique index notice_message_once on notice_message (exam_id, round, phone_hash)
      where exam_id is not null`.execute(db);
    await sql`create index notice_message_due on notice_message (next_attempt_at)
      where state in ('queued', 'sending')`.execute(db);
    await sql`create index notice_message_at on notice_message (at desc)`.execute(db);
    // For which institution a linking system may ask; empty: for none.
    await sql`alter table view_link_system add column requests_for text not null default ''`.execute(db);
    await sql`create table remote_link (
      hash text primary key,
      exam_id uuid not null references exam (id),
      institution_id text not null,
      system text not null,
      user_name text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
    await sql`create table remote_link_use (
      signature text primary key,
      at timestamptz not null
    )`.execute(db);
  },
};
