// What each upload point in use holds for itself: its name in the institution, its folders, its people. Nothing of it is another point's (ECG-52).
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const uploadPlaces: Migration = {
  id: '0275',
  name: 'upload-places',
  async up(db) {
    await sql`create table ecg_upload_place (
      kind text not null check (kind in ('name', 'folder', 'person')),
      value text not null,
      point_id uuid not null references ecg_upload_point (id) on delete cascade,
      primary key (kind, value)
    )`.execute(db);
    await sql`create index ecg_upload_place_point on ecg_upload_place (point_id)`.execute(db);
    // Where two hold the same already, the older one keeps it: the other says so when it is changed next.
    await sql`insert into ecg_upload_place
      select held.kind, held.value, p.id from ecg_upload_point p, lateral (
        select 'name' kind, p.institution_id || ' ' || btrim(p.name) value
        union select 'folder', folder from unnest(p.folders) folder
        union select 'person', one ->> 'personId' from jsonb_array_elements(p.people) one
      ) held where p.active order by p.changed_at, p.id
      on conflict do nothing`.execute(db);
  },
};
