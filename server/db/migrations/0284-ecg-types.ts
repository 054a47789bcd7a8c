// ECG types as a dictionary: the four that recorders had by code, and the type of each ECG item. Exams stay as they are.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ecgTypes: Migration = {
  id: '0284',
  name: 'ecg-types',
  async up(db) {
    await sql`create table ecg_type (
      code text primary key,
      version integer not null,
      shipped boolean not null,
      name text not null,
      name_en text not null,
      active boolean not null,
      position integer not null,
      updated_at timestamptz not null
    )`.execute(db);
    await sql`insert into ecg_type (code, version, shipped, name, name_en, active, position, updated_at) values
      ('resting', 1, true, '静息心电', 'Resting ECG', true, 10, now()),
      ('holter', 1, true, '动态心电', 'Holter', true, 20, now()),
      ('exercise', 1, true, '运动心电', 'Exercise ECG', true, 30, now()),
      ('other', 1, true, '其他', 'Other', true, 40, now())`.execute(db);
    await sql`alter table exam_item add column ecg_type text references ecg_type (code)`.execute(db);
    await sql`update exam_item set ecg_type = case
        when code in ('ECG-12', 'ECG-18', 'ECG-BED') then 'resting'
        when code = 'ECG-HOLTER' then 'holter'
        when code = 'ECG-STRESS' then 'exercise'
        else 'other' end
      where service = 'ecg'`.execute(db);
    await sql`alter table exam_item add constraint exam_item_ecg_type check ((service = 'ecg') = (ecg_type is not null))`.execute(
      db,
    );
  },
};
