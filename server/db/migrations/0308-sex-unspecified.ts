// Sex code 9 of GB/T 2261.1 (未说明的性别): asked and not said.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const sexUnspecified: Migration = {
  id: '0308',
  name: 'sex-unspecified',
  async up(db) {
    await sql`alter table patient drop constraint patient_sex_check,
      add constraint patient_sex_check check (sex in ('male', 'female', 'unknown', 'unspecified'))`.execute(db);
  },
};
