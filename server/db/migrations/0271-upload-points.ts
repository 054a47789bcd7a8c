// Upload points, devices that hand in over DICOM, and what came from which point; recorders that hand in already go on doing so.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const uploadPoints: Migration = {
  id: '0271',
  name: 'upload-points',
  async up(db) {
    await sql`create table ecg_upload_point (
      id uuid primary key,
      version integer not null,
      name text not null,
      institution_id text not null,
      department_id text not null,
      folders text[] not null,
      people jsonb not null,
      active boolean not null,
      changed_at timestamptz not null
    )`.execute(db);
    await sql`alter table ecg_device
      add column ae_title text not null default '',
      add column station_name text not null default '',
      add column upload_point_id uuid references ecg_upload_point (id)`.execute(db);
    await sql`create index ecg_device_ae on ecg_device (ae_title) where ae_title <> ''`.execute(db);
    await sql`alter table ecg_recording add column upload_point_id uuid references ecg_upload_point (id)`.execute(db);
    await sql`create index ecg_recording_point on ecg_recording (upload_point_id, received_at desc)
      where upload_point_id is not null`.execute(db);
    // Until now the archive's peer entry alone let a recorder in: those that did hand in are approved under the title that they used.
    await sql`insert into ecg_device (id, version, code, state, key, name, manufacturer, model, serial, type, institution_id,
        department_id, registered_at, decided_at, decided_by, reason, last_seen_at, last_address, refused_count, recordings, ae_title)
      select gen_random_uuid(), 1, 'AE-' || regexp_replace(ae, '[^A-Za-z0-9._-]', '_', 'g'), 'approved', null, ae, '', '', '', 'other',
        institution_id, '', now(), now(), 'system', 'DICOM, before devices were registered', last, '', 0, count, ae
      from (
        select doc -> 'source' ->> 'name' as ae, min(institution_id) as institution_id, max(received_at) as last, count(*) as count
        from ecg_recording
        where doc -> 'source' ->> 'door' = 'dicom' and doc -> 'source' ->> 'name' <> 'stow'
          and doc -> 'source' ->> 'name' not like 'program %' and length(doc -> 'source' ->> 'name') <= 16
        group by 1
      ) as senders
      on conflict (code) do nothing`.execute(db);
  },
};
