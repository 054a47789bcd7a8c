// Bookings: the settings of each service, who has which place, the running numbers of the lines; and the time by which a desk lists an exam.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const booking: Migration = {
  id: '0219',
  name: 'booking',
  async up(db) {
    await sql`create table booking_setting (
      service text primary key,
      doc jsonb not null
    )`.execute(db);
    // One booking after the other, of all services: a person can be booked in two of them.
    await sql`create table booking_turn (
      id integer primary key check (id = 1),
      turn bigint not null
    )`.execute(db);
    await sql`insert into booking_turn (id, turn) values (1, 0)`.execute(db);
    await sql`create table booking (
      id uuid primary key,
      exam_id uuid not null references exam (id),
      patient_id uuid not null,
      service text not null,
      procedure_code text not null,
      resource_id text not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      place integer not null,
      state text not null,
      booked_at timestamptz not null,
      booked_by text not null,
      reason text not null
    )`.execute(db);
    // Whatever the program does, a place is held by one person and an exam holds one place.
    await sql`create unique index booking_place on booking (service, resource_id, starts_at, place)
      where state in ('booked', 'arrived')`.execute(db);
    await sql`create unique index booking_exam on booking (exam_id) where state in ('booked', 'arrived')`.execute(db);
    await sql`create index booking_span on booking (service, starts_at)`.execute(db);
    await sql`create index booking_patient on booking (patient_id) where state in ('booked', 'arrived')`.execute(db);
    await sql`create table queue_counter (
      service text not null,
      room text not null,
      day date not null,
      last integer not null,
      primary key (service, room, day)
    )`.execute(db);
    await sql`alter table exam add column desk_at timestamptz not null default now()`.execute(db);
    await sql`update exam set desk_at =
      coalesce(doc->>'registeredAt', doc->>'scheduledAt', doc->>'requestedAt')::timestamptz`.execute(db);
    await sql`create index exam_desk on exam (service, desk_at)`.execute(db);
  },
};
