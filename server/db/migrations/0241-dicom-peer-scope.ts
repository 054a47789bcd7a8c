// Which exams a DICOM peer is given as a worklist: those of an institution, those of a service.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const dicomPeerScope: Migration = {
  id: '0241',
  name: 'dicom-peer-scope',
  async up(db) {
    await sql`alter table dicom_peer
      add column institution_id text not null default '',
      add column service text not null default '' check (service in ('', 'radiology', 'ecg'))`.execute(db);
  },
};
