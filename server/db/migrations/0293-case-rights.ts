// Settings, data types, cases and summary of the ECG department, and forwarding beside groups, in rights of their own (ECG-51): whoever did it before goes on to.
import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema.ts';
import type { Migration } from './migration.ts';

/** What each right held until now. */
const within: Readonly<Record<string, readonly string[]>> = {
  'ecg.admin': ['ecg.settings', 'ecg.cases', 'ecg.statistics'],
  'dictionary.edit': ['ecg.types'],
  'institution.groups': ['institution.forwarding'],
};

async function given(db: Kysely<Database>, held: string, rights: readonly string[]): Promise<void> {
  for (const [table, column] of [
    ['role', 'rights'],
    ['person', 'extra_rights'],
  ] as const)
    await sql`update ${sql.table(table)} set version = version + 1, ${sql.ref(column)} = array(
      select distinct unnest(${sql.ref(column)} || ${rights}::text[]) order by 1)
      where ${held} = any(${sql.ref(column)}) and not ${sql.ref(column)} @> ${rights}::text[]`.execute(db);
}

export const caseRights: Migration = {
  id: '0293',
  name: 'case-rights',
  async up(db) {
    for (const [held, rights] of Object.entries(within)) await given(db, held, rights);
  },
};
