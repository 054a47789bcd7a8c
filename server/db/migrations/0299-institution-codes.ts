// The codes under which an institution is registered: unified social credit code, number of its licence to practise (RAD-76).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const institutionCodes: Migration = {
  id: '0299',
  name: 'institution-codes',
  async up(db) {
    await sql`alter table institution
      add column credit_code text not null default '',
      add column licence_number text not null default ''`.execute(db);
  },
};
