// Whom an exam concerned before a change that took it from somebody: those are told of the change, too.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const examLeft: Migration = {
  id: '0273',
  name: 'exam-left',
  async up(db) {
    await sql`create table exam_left (
      exam_id uuid not null,
      version integer not null,
      at timestamptz not null,
      doc jsonb not null,
      primary key (exam_id, version)
    )`.execute(db);
  },
};
