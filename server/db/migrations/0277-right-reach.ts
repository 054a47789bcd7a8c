// How far the rights of roles and people reach; what exists goes on with the own institution, which no row means.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const rightReach: Migration = {
  id: '0277',
  name: 'right-reach',
  async up(db) {
    await sql`alter table role add column reaches jsonb not null default '[]'`.execute(db);
    await sql`alter table person add column reaches jsonb not null default '[]'`.execute(db);
  },
};
