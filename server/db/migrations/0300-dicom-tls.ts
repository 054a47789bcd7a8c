// DICOM over TLS: which authorities are trusted, whether callers must show a certificate, how each peer is called and may call (RAD-83).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dicomTls: Migration = {
  id: '0300',
  name: 'dicom-tls',
  async up(db) {
    await sql`alter table dicom_peer
      add column tls boolean not null default false,
      add column certificate_name text not null default '',
      add column fingerprints text[] not null default '{}',
      add column incoming text not null default 'any' check (incoming in ('any', 'tls', 'certificate'))`.execute(db);
    await sql`create table dicom_authority (
      fingerprint text primary key,
      subject text not null,
      issuer text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      -- PEM.
      certificate text not null,
      added_at timestamptz not null,
      added_by text not null
    )`.execute(db);
    await sql`create table dicom_transport (
      only_one boolean primary key default true check (only_one),
      client_certificates text not null check (client_certificates in ('optional', 'required'))
    )`.execute(db);
  },
};
