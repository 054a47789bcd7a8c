// Released reports: the content is fixed at release, only state, recall and print count move on.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const reporting: Migration = {
  id: '0102',
  name: 'reporting',
  async up(db) {
    await sql`create table report (
      id uuid primary key,
      specimen_id uuid not null,
      version integer not null,
      state text not null check (state in ('released', 'printed', 'recalled', 'superseded')),
      group_id text not null,
      patient_id uuid not null,
      verification_code text not null unique,
      content_hash text not null,
      released_at timestamptz not null,
      printed_at timestamptz,
      print_count integer not null,
      revision integer not null,
      doc jsonb not null,
      unique (specimen_id, version)
    )`.execute(db);
    await sql`create index report_patient on report (patient_id, released_at desc)`.execute(db);
    await sql`create table report_print_job (
      id uuid primary key,
      report_ids uuid[] not null,
      paper text,
      copies integer not null,
      person_id uuid,
      station_id uuid,
      at timestamptz not null
    )`.execute(db);
    // Signed text is immutable: what the hash covers cannot be rewritten, nor can a report vanish.
    await sql`create function report_is_fixed() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' or new.id <> old.id or new.version <> old.version or new.specimen_id <> old.specimen_id
          or new.content_hash <> old.content_hash or new.verification_code <> old.verification_code
          or (new.doc - 'state' - 'recall') <> (old.doc - 'state' - 'recall') then
          raise exception 'a released report cannot be rewritten' using errcode = 'insufficient_privilege';
        end if;
        return new;
      end $$`.execute(db);
    await sql`create trigger report_is_fixed before update or delete on report
      for each row execute function report_is_fixed()`.execute(db);
  },
};
