// When a report last changed for those outside: released or taken back. Programs that ask again and again find the newest without reading all.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const reportChanged: Migration = {
  id: '0274',
  name: 'report-changed',
  async up(db) {
    // An archive of years takes longer than a request may.
    await sql`set local statement_timeout = 0`.execute(db);
    // The instant of a recall is written with its zone, so that every setting of a session reads it alike.
    await sql`create function report_changed_at(doc jsonb, released_at timestamptz) returns timestamptz
      language sql immutable parallel safe as $$ select coalesce((doc -> 'recall' ->> 'at')::timestamptz, released_at) $$`.execute(
      db,
    );
    await sql`create index exam_report_changed on exam_report (service, report_changed_at(doc, released_at) desc, id desc)
      where released_at is not null and head is not null`.execute(db);
    await sql`create index report_changed on report (report_changed_at(doc, released_at) desc, id desc)`.execute(db);
    await sql`analyze exam_report`.execute(db);
    await sql`analyze report`.execute(db);
  },
};
