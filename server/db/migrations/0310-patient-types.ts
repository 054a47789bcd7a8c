// Patient types as a dictionary (病人类型, ECG-50): the four kinds of visits by code, with what other systems call them. Exams stay as they are.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const patientTypes: Migration = {
  id: '0310',
  name: 'patient-types',
  async up(db) {
    await sql`create table patient_type (
      code text primary key,
      version integer not null,
      shipped boolean not null,
      name text not null,
      name_en text not null,
      kind text not null check (kind in ('outpatient', 'emergency', 'inpatient', 'checkup')),
      exchange_code text not null,
      active boolean not null,
      position integer not null,
      updated_at timestamptz not null
    )`.execute(db);
    await sql`insert into patient_type
      (code, version, shipped, name, name_en, kind, exchange_code, active, position, updated_at) values
      ('outpatient', 1, true, '门诊', 'Outpatient', 'outpatient', '1', true, 10, now()),
      ('emergency', 1, true, '急诊', 'Emergency', 'emergency', '2', true, 20, now()),
      ('inpatient', 1, true, '住院', 'Inpatient', 'inpatient', '3', true, 30, now()),
      ('checkup', 1, true, '体检', 'Check-up', 'checkup', '9', true, 40, now())`.execute(db);
  },
};
