// What may be asked of a DICOM peer, and the jobs that send studies to peers and fetch them.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dicomTransfers: Migration = {
  id: '0259',
  name: 'dicom-transfers',
  async up(db) {
    await sql`alter table dicom_peer add column asks text[] not null default '{}'`.execute(db);
    await sql`create table dicom_transfer (
      id uuid primary key,
      kind text not null,
      aet text not null,
      state text not null,
      requested_by text not null,
      requested_at timestamptz not null,
      ended_at timestamptz,
      next_at timestamptz,
      attempts integer not null,
      problem jsonb,
      commitment text not null,
      transaction_uid text,
      studies text[] not null
    )`.execute(db);
    await sql`create index dicom_transfer_at on dicom_transfer (requested_at desc)`.execute(db);
    await sql`create index dicom_transfer_open on dicom_transfer (requested_at)
      where state in ('queued', 'running', 'waiting')`.execute(db);
    await sql`create table dicom_transfer_item (
      transfer_id uuid not null references dicom_transfer (id) on delete cascade,
      position integer not null,
      uid text not null,
      study_uid text not null,
      sop_class text not null,
      label text not null,
      outcome text not null,
      status integer,
      comment text not null,
      total integer not null,
      sent integer not null,
      warnings integer not null,
      refused integer not null,
      primary key (transfer_id, position)
    )`.execute(db);
  },
};
