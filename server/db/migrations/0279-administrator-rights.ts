// Administration in rights of its own: whoever administered everything goes on to, by name.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

const apart = [
  'user.edit',
  'doctor.edit',
  'role.edit',
  'department.edit',
  'institution.edit',
  'institution.groups',
  'ecg.uploadPoints',
];

export const administratorRights: Migration = {
  id: '0279',
  name: 'administrator-rights',
  async up(db) {
    await sql`update role set version = version + 1, rights = array(
      select distinct unnest(rights || ${apart}::text[]) order by 1) where 'identity.admin' = any(rights)`.execute(db);
    await sql`update person set version = version + 1, extra_rights = array(
      select distinct unnest(extra_rights || ${apart}::text[]) order by 1) where 'identity.admin' = any(extra_rights)`.execute(
      db,
    );
    // Devices were the ECG manager's.
    await sql`update role set version = version + 1, rights = array(
      select distinct unnest(rights || array['ecg.uploadPoints']) order by 1)
      where 'ecg.admin' = any(rights) and not 'ecg.uploadPoints' = any(rights)`.execute(db);
  },
};
