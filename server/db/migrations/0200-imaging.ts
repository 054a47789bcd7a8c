// The index of the archive.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const imaging: Migration = {
  id: '0200',
  name: 'imaging',
  async up(db) {
    await sql`create table imaging_study (
      uid text primary key,
      patient_id text not null,
      issuer text not null,
      patient_name text not null,
      name_search text not null,
      sex text not null,
      birth_date text not null,
      study_date text not null,
      study_time text not null,
      accession text not null,
      study_id text not null,
      description text not null,
      referring text not null,
      institution text not null,
      modalities text[] not null,
      body_parts text[] not null,
      series_count integer not null,
      instance_count integer not null,
      size_bytes bigint not null,
      main jsonb not null,
      exam_id uuid,
      patient_uuid uuid,
      first_at timestamptz not null,
      last_at timestamptz not null,
      removed_at timestamptz,
      revision integer not null
    )`.execute(db);
    await sql`create index imaging_study_patient on imaging_study (patient_id)`.execute(db);
    await sql`create index imaging_study_accession on imaging_study (accession)`.execute(db);
    await sql`create index imaging_study_name on imaging_study (name_search text_pattern_ops)`.execute(db);
    await sql`create index imaging_study_date on imaging_study (study_date desc, study_time desc, uid)`.execute(db);
    await sql`create index imaging_study_last on imaging_study (last_at desc)`.execute(db);
    await sql`create index imaging_study_exam on imaging_study (exam_id)`.execute(db);
    await sql`create table imaging_series (
      uid text primary key,
      study_uid text not null references imaging_study (uid),
      modality text not null,
      number integer,
      description text not null,
      body_part text not null,
      instance_count integer not null,
      main jsonb not null,
      last_at timestamptz not null,
      revision integer not null,
      metadata_path text,
      metadata_revision integer
    )`.execute(db);
    await sql`create index imaging_series_study on imaging_series (study_uid)`.execute(db);
    await sql`create table imaging_instance (
      id uuid primary key,
      sop_uid text not null,
      series_uid text not null references imaging_series (uid),
      study_uid text not null,
      sop_class text not null,
      transfer_syntax text not null,
      number integer,
      path text not null,
      length bigint not null,
      sha256 text not null,
      descriptor jsonb not null,
      received_at timestamptz not null,
      source text not null,
      state text not null
    )`.execute(db);
    await sql`create unique index imaging_instance_current on imaging_instance (sop_uid) where state = 'current'`.execute(
      db,
    );
    await sql`create unique index imaging_instance_content on imaging_instance (sop_uid, sha256)`.execute(db);
    await sql`create unique index imaging_instance_path on imaging_instance (path)`.execute(db);
    await sql`create index imaging_instance_series on imaging_instance (series_uid)`.execute(db);
    await sql`create index imaging_instance_study on imaging_instance (study_uid)`.execute(db);
    await sql`create index imaging_instance_differing on imaging_instance (received_at) where state = 'differing'`.execute(
      db,
    );
    await sql`create table imaging_reconcile (
      id uuid primary key,
      study_uid text not null,
      at timestamptz not null,
      person text not null,
      reason text not null,
      before jsonb not null,
      after jsonb not null,
      undone_at timestamptz
    )`.execute(db);
    await sql`create index imaging_reconcile_study on imaging_reconcile (study_uid)`.execute(db);
    await sql`create table imaging_annotation (
      id uuid primary key,
      study_uid text not null,
      author_id uuid not null,
      version integer not null,
      saved_at timestamptz not null,
      doc jsonb not null
    )`.execute(db);
    await sql`create table dicom_peer (
      aet text primary key,
      host text not null,
      port integer not null,
      acts text[] not null,
      description text not null,
      active boolean not null
    )`.execute(db);
    await sql`create table dicom_mpps (
      sop_uid text primary key,
      status text not null,
      station_aet text not null,
      accession text not null,
      study_uid text not null,
      exam_id uuid,
      began_at timestamptz not null,
      ended_at timestamptz,
      doc jsonb not null
    )`.execute(db);
    await sql`create index dicom_mpps_exam on dicom_mpps (exam_id)`.execute(db);
    await sql`create table access_token (
      hash text primary key,
      label text not null,
      scope text not null,
      study_uid text,
      created_by uuid,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz
    )`.execute(db);
    await sql`create unique index imaging_annotation_author on imaging_annotation (study_uid, author_id)`.execute(db);
  },
};
