// Which pages of a linking system may frame the clinicians' pages, and how old its secret is.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const linkOrigins: Migration = {
  id: '0218',
  name: 'link-origins',
  async up(db) {
    await sql`alter table view_link_system
      add column origins text[] not null default '{}',
      add column secret_at timestamptz`.execute(db);
    await sql`update view_link_system set secret_at = changed_at`.execute(db);
    await sql`alter table view_link_system alter column secret_at set not null`.execute(db);
  },
};
