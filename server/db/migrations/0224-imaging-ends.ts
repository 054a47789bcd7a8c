// Numbers by their end (`*123`), as people remember them: read from behind they begin with characters.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imagingEnds: Migration = {
  id: '0224',
  name: 'imaging-ends',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`set local maintenance_work_mem = '256MB'`.execute(db);
    for (const column of ['patient_id', 'accession', 'study_id'])
      await sql`create index ${sql.raw(`imaging_study_${column}_end`)} on imaging_study (reverse(${sql.ref(column)}) text_pattern_ops)`.execute(
        db,
      );
    await sql`analyze imaging_study`.execute(db);
  },
};
