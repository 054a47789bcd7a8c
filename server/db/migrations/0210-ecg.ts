// ECG recordings, their measurements and corrections, alarms, the register of recorders, rule sets, settings, terms and links.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ecg: Migration = {
  id: '0210',
  name: 'ecg',
  async up(db) {
    await sql`create table ecg_recording (
      id uuid primary key,
      version integer not null,
      state text not null,
      sha256 text not null unique,
      identity text not null,
      exam_id uuid,
      patient_id uuid,
      institution_id text not null,
      received_at timestamptz not null,
      store text not null,
      path text not null,
      instance_id uuid,
      samples_path text,
      samples_header jsonb,
      said jsonb not null,
      search text not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index ecg_recording_exam on ecg_recording (exam_id) where exam_id is not null`.execute(db);
    await sql`create index ecg_recording_patient on ecg_recording (patient_id) where patient_id is not null`.execute(
      db,
    );
    await sql`create index ecg_recording_identity on ecg_recording (identity) where identity <> ''`.execute(db);
    await sql`create index ecg_recording_instance on ecg_recording (instance_id) where instance_id is not null`.execute(
      db,
    );
    await sql`create index ecg_recording_received on ecg_recording (received_at desc)`.execute(db);
    await sql`create index ecg_recording_open on ecg_recording (state) where state in ('unmatched', 'parked')`.execute(
      db,
    );
    await sql`create table ecg_measurement (recording_id uuid primary key references ecg_recording, doc jsonb not null)`.execute(
      db,
    );
    await sql`create table ecg_correction (
      recording_id uuid not null references ecg_recording,
      version integer not null,
      doc jsonb not null,
      primary key (recording_id, version)
    )`.execute(db);
    await sql`create table ecg_assignment (
      id uuid primary key,
      recording_id uuid not null references ecg_recording,
      at timestamptz not null,
      person text not null,
      reason text not null,
      from_exam uuid,
      to_exam uuid,
      undone_at timestamptz
    )`.execute(db);
    await sql`create index ecg_assignment_recording on ecg_assignment (recording_id, at desc)`.execute(db);
    await sql`create table ecg_alert (
      id uuid primary key,
      version integer not null,
      recording_id uuid references ecg_recording,
      exam_id uuid,
      state text not null,
      raised_at timestamptz not null,
      escalate_at timestamptz not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create index ecg_alert_due on ecg_alert (escalate_at) where state = 'raised'`.execute(db);
    await sql`create index ecg_alert_raised on ecg_alert (raised_at desc)`.execute(db);
    await sql`create index ecg_alert_exam on ecg_alert (exam_id) where exam_id is not null`.execute(db);
    await sql`create index ecg_alert_recording on ecg_alert (recording_id) where recording_id is not null`.execute(db);
    await sql`create table ecg_device (
      id uuid primary key,
      version integer not null,
      code text not null unique,
      state text not null,
      key text,
      name text not null,
      manufacturer text not null,
      model text not null,
      serial text not null,
      type text not null,
      institution_id text not null,
      department_id text not null,
      registered_at timestamptz not null,
      decided_at timestamptz,
      decided_by text not null,
      reason text not null,
      last_seen_at timestamptz,
      last_address text not null,
      refused_count integer not null,
      recordings integer not null
    )`.execute(db);
    await sql`create table ecg_device_nonce (
      device_id uuid not null,
      nonce text not null,
      at timestamptz not null,
      primary key (device_id, nonce)
    )`.execute(db);
    await sql`create index ecg_device_nonce_at on ecg_device_nonce (at)`.execute(db);
    await sql`create table ecg_rule_set (
      id text not null,
      version text not null,
      active boolean not null,
      saved_at timestamptz not null,
      doc jsonb not null,
      primary key (id, version)
    )`.execute(db);
    await sql`create unique index ecg_rule_set_active on ecg_rule_set (active) where active`.execute(db);
    await sql`create table ecg_setting (id integer primary key check (id = 1), doc jsonb not null)`.execute(db);
    await sql`create table ecg_term (
      id text primary key,
      version integer not null,
      scope text not null,
      department_id text not null,
      person_id uuid,
      doc jsonb not null
    )`.execute(db);
    await sql`create table ecg_link (
      hash text primary key,
      recording_id uuid not null references ecg_recording,
      created_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
  },
};
