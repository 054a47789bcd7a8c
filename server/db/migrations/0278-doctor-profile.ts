// What is registered of a doctor. The number is unique among those who have one.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const doctorProfile: Migration = {
  id: '0278',
  name: 'doctor-profile',
  async up(db) {
    await sql`alter table person
      add column number text not null default '',
      add column licence text not null default '',
      add column qualification text not null default '',
      add column specialty text not null default '',
      add column phone text,
      add column further_departments text[] not null default '{}'`.execute(db);
    await sql`create unique index person_number on person (lower(number)) where number <> ''`.execute(db);
  },
};
