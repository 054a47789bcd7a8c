// Keys of few texts in searches: sex, institution, issuer and body part of which a large archive has half its studies or none (QIDO, C-FIND).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * They stand in one index with the places of sight and the modalities, where any of them meet: an index of each column alone would name half
 * the archive, and a walk from the newest study on would not end where nothing fits. Patterns are looked for among the texts that there are,
 * which `imaging_study_named` steps through. Series are found by what they are asked by.
 */
export const imagingKeys: Migration = {
  id: '0301',
  name: 'imaging-keys',
  async up(db) {
    // An archive of years takes longer than a request may, and memory makes it shorter.
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`set local maintenance_work_mem = '256MB'`.execute(db);
    await sql`create function imaging_keys(sex text, institution text, issuer text) returns text[]
      language sql immutable strict parallel safe as $$
      select array['sex ' || sex, 'institution ' || institution, 'issuer ' || issuer] $$`.execute(db);
    await sql`drop index imaging_study_modalities`.execute(db);
    await sql`create index imaging_study_modalities on imaging_study
      using gin (sight, modalities, body_parts, imaging_keys(sex, institution, issuer)) with (fastupdate = off)`.execute(
      db,
    );
    await sql`create index imaging_study_named on imaging_study (institution, issuer, sex)`.execute(db);
    await sql`create index imaging_series_number on imaging_series (number)`.execute(db);
    await sql`create index imaging_series_description on imaging_series (description text_pattern_ops)`.execute(db);
    await sql`create index imaging_series_body_part on imaging_series (body_part)`.execute(db);
    await sql`analyze imaging_study`.execute(db);
    await sql`analyze imaging_series`.execute(db);
  },
};
