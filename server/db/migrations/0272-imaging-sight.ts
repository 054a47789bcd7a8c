// Who sees a study, beside the study: lists of people whose sight is limited are read in their order instead of judged row by row (RAD-78).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * `imaging_study.sight` names the places whose people see the study, made from its exam: `radiology`, `radiology done town-1` (where it was
 * done), `radiology at county` (whom it concerns), `radiology asked county W1` (whom it concerns, and a department that asked or was asked).
 * Institutions have no blank in their names. A person sees what has one of the person's places: server/areas/imaging/sight-places.ts.
 * `imaging_sight` has a row for each of them but the first, in the order of lists. Both are kept by the database, whoever writes.
 */
export const imagingSight: Migration = {
  id: '0272',
  name: 'imaging-sight',
  async up(db) {
    // An archive of years takes longer than a request may, and memory makes it shorter.
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`set local maintenance_work_mem = '256MB'`.execute(db);
    await sql`create function exam_sight(e exam) returns text[] language sql immutable as $$
      select array[e.service, e.service || ' done ' || e.institution_id]
        || array(select distinct e.service || ' at ' || place from unnest(e.image_institutions) place)
        || array(select distinct e.service || ' asked ' || place || ' ' || department from unnest(e.image_institutions) place,
          unnest(array[e.department_id, e.doc -> 'remote' ->> 'toDepartmentId']) department where department <> '') $$`.execute(
      db,
    );
    await sql`create function imaging_sight_of(exam_id uuid) returns text[] language sql stable as
      $$ select coalesce((select exam_sight(e) from exam e where e.id = exam_id), '{}') $$`.execute(db);
    // What a township looks for by modality is found where both meet: either alone may be most of the archive.
    await sql`drop index imaging_study_modalities`.execute(db);
    // One pass over the table, its indexes built at once, where an update would write each row and each index entry a second time.
    await sql`alter table imaging_study add column sight text[]`.execute(db);
    await sql`alter table imaging_study alter column sight type text[] using imaging_sight_of(exam_id),
      alter column sight set default '{}', alter column sight set not null`.execute(db);
    await sql`create index imaging_study_modalities on imaging_study using gin (sight, modalities) with (fastupdate = off)`.execute(
      db,
    );
    await sql`create table imaging_sight (
      place text not null,
      study_date text not null,
      study_time text not null,
      uid text not null
    )`.execute(db);
    await sql`insert into imaging_sight select place, study_date, study_time, uid from imaging_study, unnest(sight) place
      where removed_at is null and position(' ' in place) > 0`.execute(db);
    await sql`create unique index imaging_sight_newest on imaging_sight (place, study_date desc, study_time desc, uid)`.execute(
      db,
    );
    await keep(db);
    await sql`analyze imaging_study`.execute(db);
    await sql`analyze imaging_sight`.execute(db);
  },
};

async function keep(db: Parameters<Migration['up']>[0]): Promise<void> {
  // The exam is written, not only locked: a change of it that began before and does not see this study must fail and run again.
  await sql`create function imaging_study_placed() returns trigger language plpgsql as $$ begin
      new.sight := '{}';
      update exam e set version = version where e.id = new.exam_id returning exam_sight(e) into new.sight;
      new.sight := coalesce(new.sight, '{}');
      return new;
    end $$`.execute(db);
  await sql`create trigger placed_first before insert on imaging_study
    for each row when (new.exam_id is not null) execute function imaging_study_placed()`.execute(db);
  await sql`create trigger placed before update on imaging_study
    for each row when (old.exam_id is distinct from new.exam_id) execute function imaging_study_placed()`.execute(db);
  await sql`create function imaging_study_listed() returns trigger language plpgsql as $$ begin
      if tg_op <> 'INSERT' then
        delete from imaging_sight where place = any(old.sight) and study_date = old.study_date and study_time = old.study_time
          and uid = old.uid;
      end if;
      if tg_op <> 'DELETE' and new.removed_at is null then
        insert into imaging_sight select place, new.study_date, new.study_time, new.uid from unnest(new.sight) place
          where position(' ' in place) > 0;
      end if;
      return null;
    end $$`.execute(db);
  await sql`create trigger listed_first after insert on imaging_study
    for each row when (new.sight <> '{}') execute function imaging_study_listed()`.execute(db);
  await sql`create trigger listed after update on imaging_study
    for each row when ((old.sight, old.study_date, old.study_time, old.uid, old.removed_at is null)
      is distinct from (new.sight, new.study_date, new.study_time, new.uid, new.removed_at is null))
    execute function imaging_study_listed()`.execute(db);
  await sql`create trigger unlisted after delete on imaging_study
    for each row when (old.sight <> '{}') execute function imaging_study_listed()`.execute(db);
  await sql`create function exam_places() returns trigger language plpgsql as $$ begin
      update imaging_study set sight = case when tg_op = 'DELETE' then '{}' else exam_sight(new) end
        where exam_id = case when tg_op = 'DELETE' then old.id else new.id end;
      return null;
    end $$`.execute(db);
  await sql`create trigger places_first after insert or delete on exam for each row execute function exam_places()`.execute(
    db,
  );
  await sql`create trigger places after update on exam for each row when (
      (old.id, old.service, old.institution_id, old.department_id, old.image_institutions, old.doc -> 'remote' ->> 'toDepartmentId')
      is distinct from
      (new.id, new.service, new.institution_id, new.department_id, new.image_institutions, new.doc -> 'remote' ->> 'toDepartmentId')
    ) execute function exam_places()`.execute(db);
}
