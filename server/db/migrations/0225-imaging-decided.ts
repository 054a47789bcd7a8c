// Which of a study's revisions was a decision: images that come while a person decides are none.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imagingDecided: Migration = {
  id: '0225',
  name: 'imaging-decided',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`alter table imaging_study add column decided_revision integer not null default 0`.execute(db);
    await sql`update imaging_study set decided_revision = revision`.execute(db);
  },
};
