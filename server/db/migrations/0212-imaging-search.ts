// Indexes for searches in an archive of a million studies: any part of a name, patterns of numbers, newest first without the rows.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * Parts of text are found by an index of our own: pg_trgm splits by the database's locale, and under "C" it drops Chinese altogether.
 * Each lexeme is what stands from one character on, so that "contains x" is "a lexeme begins with x".
 */
export const imagingSearch: Migration = {
  id: '0212',
  name: 'imaging-search',
  async up(db) {
    // An archive of years takes longer than a request may, and memory makes it shorter.
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`set local maintenance_work_mem = '256MB'`.execute(db);
    // ` zhang san 张 三 张三 `: one blank before and after each word, whatever stood between them.
    await sql`create function imaging_name_line(name text) returns text language sql immutable strict parallel safe as $$
      select replace(replace(replace(translate(' ' || name || ' ', '^=', '  '), '  ', ' '), '  ', ' '), '  ', ' ') $$`.execute(
      db,
    );
    await sql`create function imaging_parts(line text) returns tsvector language sql immutable strict parallel safe cost 500 as $$
      select array_to_tsvector(array(select substr(line, n, 12) from generate_series(1, length(line)) n)) $$`.execute(
      db,
    );
    // Without the list of pending entries that each search would have to read through.
    await sql`create index imaging_study_name_parts on imaging_study
      using gin (imaging_parts(imaging_name_line(name_search))) with (fastupdate = off)`.execute(db);
    await sql`create index imaging_study_description_parts on imaging_study
      using gin (imaging_parts(description)) with (fastupdate = off)`.execute(db);
    await sql`create index imaging_study_referring_parts on imaging_study
      using gin (imaging_parts(referring)) with (fastupdate = off)`.execute(db);
    await sql`create index imaging_study_modalities on imaging_study using gin (modalities) with (fastupdate = off)`.execute(
      db,
    );
    await sql`drop index imaging_study_name`.execute(db);
    // Patterns that begin with characters use them under every collation, and so does equality.
    await sql`drop index imaging_study_patient`.execute(db);
    await sql`create index imaging_study_patient on imaging_study (patient_id text_pattern_ops)`.execute(db);
    await sql`drop index imaging_study_accession`.execute(db);
    await sql`create index imaging_study_accession on imaging_study (accession text_pattern_ops)`.execute(db);
    await sql`create index imaging_study_id on imaging_study (study_id text_pattern_ops)`.execute(db);
    await sql`create index imaging_study_birth on imaging_study (birth_date)`.execute(db);
    await sql`drop index imaging_study_date`.execute(db);
    await sql`create index imaging_study_date on imaging_study (study_date desc, study_time desc, uid) where removed_at is null`.execute(
      db,
    );
    await sql`create index imaging_series_modality on imaging_series (modality)`.execute(db);
    await sql`analyze imaging_study`.execute(db);
    await sql`analyze imaging_series`.execute(db);
  },
};
