// Up to when a peer that is sent everything has it, and which jobs were made for that.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dicomForward: Migration = {
  id: '0260',
  name: 'dicom-forward',
  async up(db) {
    await sql`alter table dicom_peer add column forwarded_to timestamptz`.execute(db);
    await sql`alter table dicom_transfer add column auto boolean not null default false`.execute(db);
    await sql`create index dicom_transfer_item_uid on dicom_transfer_item (uid)`.execute(db);
  },
};
