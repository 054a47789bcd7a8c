// What a performed procedure step did to its exam, so that one that is given up can be taken back.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const mppsExam: Migration = {
  id: '0242',
  name: 'mpps-exam',
  async up(db) {
    await sql`alter table dicom_mpps add column exam_was text not null default ''`.execute(db);
  },
};
