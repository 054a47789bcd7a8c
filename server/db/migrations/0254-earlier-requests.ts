// Earlier remote requests are found by name and by patient number, without reading every exam.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const earlierRequests: Migration = {
  id: '0254',
  name: 'earlier-requests',
  async up(db) {
    await sql`create index exam_remote_name on exam (name_search) where remote_state is not null`.execute(db);
    await sql`create index exam_remote_number on exam (patient_number) where remote_state is not null`.execute(db);
  },
};
