// Who opened the tracing of which recording, so that a signature in the normal group can be held against it. Earlier looks are not known: one opens anew.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const ecgLooks: Migration = {
  id: '0292',
  name: 'ecg-looks',
  async up(db) {
    await sql`create table ecg_look (
      recording_id uuid not null references ecg_recording (id) on delete cascade,
      person_id uuid not null references person (id) on delete cascade,
      shown text not null,
      at timestamptz not null,
      primary key (recording_id, person_id)
    )`.execute(db);
  },
};
