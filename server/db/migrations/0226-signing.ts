// Certificates of persons, trusted authorities, what each service asks for, the signatures under exam reports and the signed papers.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const signing: Migration = {
  id: '0226',
  name: 'signing',
  async up(db) {
    await sql`create table signing_certificate (
      id uuid primary key,
      version integer not null,
      person_id uuid not null references person (id),
      person_name text not null,
      state text not null check (state in ('pending', 'approved', 'withdrawn')),
      fingerprint text not null unique,
      name text not null,
      subject text not null,
      issuer text not null,
      serial text not null,
      key_name text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      certificate bytea not null,
      between_certificates bytea[] not null,
      -- The file as it came, encrypted once more; gone when the certificate is withdrawn.
      file text,
      imported_at timestamptz not null,
      decided_by text not null,
      decided_at timestamptz,
      withdrawn_at timestamptz,
      withdraw_reason text not null,
      check ((state = 'withdrawn') = (withdrawn_at is not null)),
      check ((state = 'withdrawn') = (file is null))
    )`.execute(db);
    await sql`create index signing_certificate_person on signing_certificate (person_id)`.execute(db);
    // Rows stay when an authority is removed: older signatures are checked as of their day.
    await sql`create table signing_authority (
      id uuid primary key,
      version integer not null,
      fingerprint text not null,
      subject text not null,
      issuer text not null,
      serial text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      certificate bytea not null,
      added_at timestamptz not null,
      added_by text not null,
      removed_at timestamptz,
      removed_by text not null
    )`.execute(db);
    await sql`create unique index signing_authority_present on signing_authority (fingerprint)
      where removed_at is null`.execute(db);
    await sql`create table signing_policy (
      service text primary key,
      version integer not null,
      policy text not null check (policy in ('off', 'optional', 'required'))
    )`.execute(db);
    // Rows are only added. The content of a release is made again from the report, that of a submission is kept: the reviewer may change the text.
    await sql`create table exam_signature (
      id uuid primary key,
      report_id uuid not null references exam_report (id),
      act text not null check (act in ('submit', 'release')),
      person_id uuid not null references person (id),
      person_name text not null,
      certificate_id uuid not null references signing_certificate (id),
      signed_at timestamptz not null,
      cms bytea not null,
      content text,
      check ((act = 'submit') = (content is not null))
    )`.execute(db);
    await sql`create index exam_signature_report on exam_signature (report_id)`.execute(db);
    await sql`create table exam_signed_paper (
      report_id uuid primary key references exam_report (id),
      person_name text not null,
      certificate_id uuid not null references signing_certificate (id),
      signed_at timestamptz not null,
      pdf bytea not null
    )`.execute(db);
  },
};
