// Specimens, result versions, instrument messages, unplaced results, orders, dictionaries.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const lab: Migration = {
  id: '0100',
  name: 'lab',
  async up(db) {
    await sql`create table lab_specimen (
      id uuid primary key,
      version integer not null,
      barcode text not null unique,
      sample_number text,
      state text not null,
      group_id text not null,
      urgent boolean not null,
      patient_id uuid not null references patient (id),
      patient_name text not null,
      patient_number text not null,
      visit_id uuid not null references visit (id),
      visit_number text not null,
      department_id text not null,
      ordering_doctor text not null,
      instrument_ids text[] not null,
      critical_count integer not null,
      ordered_at timestamptz,
      received_at timestamptz,
      updated_at timestamptz not null,
      doc jsonb not null,
      list_row jsonb not null
    )`.execute(db);
    await sql`create index lab_specimen_worklist on lab_specimen (updated_at desc, group_id)`.execute(db);
    await sql`create index lab_specimen_patient on lab_specimen (patient_id)`.execute(db);
    await sql`create index lab_specimen_at_work on lab_specimen (group_id, state)
      where state in ('received', 'testing', 'tested', 'reviewed', 'recalled')`.execute(db);

    await sql`create table lab_result (
      id uuid primary key,
      specimen_id uuid not null references lab_specimen (id),
      patient_id uuid not null,
      group_id text not null,
      barcode text not null,
      test_code text not null,
      value text not null,
      numeric_value double precision,
      no_value boolean not null,
      unit text not null,
      abnormality text not null,
      source text not null,
      instrument_id text,
      message_id text,
      fingerprint text,
      supersedes uuid,
      received_at timestamptz not null
    )`.execute(db);
    // The last wall of "stored once": whatever the rules say, one measurement is one row of its specimen.
    await sql`create unique index lab_result_once on lab_result (specimen_id, fingerprint) where fingerprint is not null`.execute(
      db,
    );
    await sql`create index lab_result_history on lab_result (patient_id, test_code, received_at desc)`.execute(db);
    await sql`create index lab_result_specimen on lab_result (specimen_id)`.execute(db);

    await sql`create table lab_message (
      command_id uuid primary key,
      message_id text not null,
      content_hash text not null,
      instrument_id text not null,
      specimen_barcode text not null,
      kind text not null,
      received_at timestamptz not null,
      stored_at timestamptz not null,
      outcome jsonb not null
    )`.execute(db);
    await sql`create unique index lab_message_once on lab_message (message_id, content_hash)`.execute(db);

    await sql`create table lab_unplaced (
      id uuid primary key,
      version integer not null,
      reason text not null,
      instrument_id text not null,
      group_id text not null,
      specimen_barcode text not null,
      received_at timestamptz not null,
      resolved boolean not null,
      doc jsonb not null,
      input jsonb not null
    )`.execute(db);
    await sql`create index lab_unplaced_open on lab_unplaced (received_at desc) where not resolved`.execute(db);
    await sql`create index lab_unplaced_at on lab_unplaced (received_at desc)`.execute(db);

    await sql`create table lab_order (
      id uuid primary key,
      number text not null unique,
      state text not null check (state in ('placed', 'cancelled')),
      patient_id uuid not null references patient (id),
      visit_id uuid not null references visit (id),
      specimen_ids uuid[] not null,
      placed_at timestamptz not null
    )`.execute(db);
    await sql`create table lab_sample_number (
      group_id text not null, day date not null, next_number integer not null, primary key (group_id, day)
    )`.execute(db);

    await sql`create table lab_dictionary (
      kind text not null, key text not null, version integer not null, entry jsonb not null, primary key (kind, key)
    )`.execute(db);
    await sql`create table lab_dictionary_version (
      kind text not null,
      key text not null,
      version integer not null,
      entry jsonb not null,
      at timestamptz not null,
      by_name text not null,
      primary key (kind, key, version)
    )`.execute(db);
    await sql`create table lab_dictionary_state (id integer primary key check (id = 1), version integer not null)`.execute(
      db,
    );
    await sql`insert into lab_dictionary_state (id, version) values (1, 0)`.execute(db);

    // Facts of the laboratory are added, never rewritten: a correction is another row that names the one before.
    for (const table of ['lab_result', 'lab_message', 'lab_dictionary_version']) {
      await sql`create trigger insert_only before update or delete on ${sql.table(table)}
        for each row execute function refuse_rewrite()`.execute(db);
      await sql`create trigger never_truncated before truncate on ${sql.table(table)}
        for each statement execute function refuse_rewrite()`.execute(db);
    }
  },
};
