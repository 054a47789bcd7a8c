// Whom an exam concerns, as a column: what its images may be shown to is asked for every study that is opened.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const examConcerned: Migration = {
  id: '0240',
  name: 'exam-concerned',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    // Made from the document by the database: it cannot say anything else than core/orders/exam-remote.ts concerns() of the same document,
    // but for a request that was withdrawn, which shows the exam and not its images.
    await sql`alter table exam add column image_institutions text[] generated always as (
      case when doc -> 'remote' ->> 'toInstitutionId' is null or doc -> 'remote' ->> 'state' = 'withdrawn' then array[institution_id]
        else array[institution_id, doc -> 'remote' ->> 'toInstitutionId'] end
    ) stored`.execute(db);
    await sql`create index exam_image_institutions on exam using gin (image_institutions)`.execute(db);
  },
};
