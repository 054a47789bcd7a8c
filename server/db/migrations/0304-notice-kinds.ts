// Short messages about more than new requests: a report that waits for its second confirmation is told to those designated (RAD-39).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const noticeKinds: Migration = {
  id: '0304',
  name: 'notice-kinds',
  async up(db) {
    await sql`alter table notice_request add column kind text not null default 'request'
      check (kind in ('request', 'confirm'))`.execute(db);
    await sql`alter table notice_request drop constraint notice_request_pkey`.execute(db);
    await sql`alter table notice_request add primary key (exam_id, kind, round)`.execute(db);
    await sql`alter table notice_message add column kind text not null default 'request'
      check (kind in ('request', 'confirm'))`.execute(db);
    await sql`drop index notice_message_once`.execute(db);
    await sql`create unique index notice_message_once on notice_message (exam_id, kind, round, phone_hash)
      where exam_id is not null`.execute(db);
  },
};
