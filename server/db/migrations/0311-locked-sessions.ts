// A locked screen (锁屏): its session is no good for anything any more but the number of alarms that wait for its person.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const lockedSessions: Migration = {
  id: '0311',
  name: 'locked-sessions',
  async up(db) {
    await sql`alter table person_session add column locked_at timestamptz`.execute(db);
  },
};
