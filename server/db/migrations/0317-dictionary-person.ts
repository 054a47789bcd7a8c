// Who saved a version of a laboratory entry, by id: a name decides nothing. Null in what the program brought and in rows of before.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dictionaryPerson: Migration = {
  id: '0317',
  name: 'dictionary-person',
  async up(db) {
    await sql`alter table lab_dictionary_version add column by_person uuid`.execute(db);
  },
};
