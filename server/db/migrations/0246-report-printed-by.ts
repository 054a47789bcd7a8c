// Who printed a report of an exam first; prints from before are known by their time alone.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const reportPrintedBy: Migration = {
  id: '0246',
  name: 'report-printed-by',
  async up(db) {
    await sql`alter table exam_report add column printed_by text`.execute(db);
  },
};
