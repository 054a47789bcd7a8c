// Superior institutions, open departments and the profile of an institution; existing networks go on as they were.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const institutionNetwork: Migration = {
  id: '0253',
  name: 'institution-network',
  async up(db) {
    await sql`alter table institution
      add column superior_ids text[] not null default '{}',
      add column open_departments jsonb not null default '[]',
      add column address text not null default '',
      add column level text not null default '',
      add column contact text not null default '',
      add column phone text not null default ''`.execute(db);
    // Until now everybody could ask everybody who reads. What reads nothing keeps all of them, the server's own the others: no circle.
    await sql`update institution set superior_ids = coalesce(
      (select array_agg(other.id order by other.id) from institution other
        where other.id <> institution.id and cardinality(other.reads) > 0), '{}')
      where own or cardinality(reads) = 0`.execute(db);
  },
};
