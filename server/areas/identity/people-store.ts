// People in the database, and what they may do: the rights of their roles and their own.
import type { Kysely, Selectable } from 'kysely';
import type { Person } from '../../../core/identity/contract.ts';
import { passwordExpired } from '../../../core/identity/password-rules.ts';
import type { Right } from '../../../core/identity/rights.ts';
import type { Database } from '../../db/schema.ts';
import type { FieldCrypto } from '../../kernel/types.ts';
import { profileOf } from './doctor-profile.ts';
import { userKey } from './login-failures.ts';
import { photoVersions } from './photos.ts';
import { placesReader } from './reaches.ts';

export type PersonRow = Selectable<Database['person']>;

export async function findByUser(db: Kysely<Database>, user: string): Promise<PersonRow | null> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where((at) => at(at.fn<string>('lower', ['user_name']), '=', user.trim().toLowerCase()))
    .executeTakeFirst();
  return row ?? null;
}

export async function findPerson(db: Kysely<Database>, id: string): Promise<PersonRow | null> {
  return (await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function rightsOf(
  db: Kysely<Database>,
  person: Pick<PersonRow, 'roles' | 'extra_rights'>,
): Promise<Right[]> {
  const roles =
    person.roles.length === 0
      ? []
      : await db.selectFrom('role').select('rights').where('id', 'in', person.roles).execute();
  return [...new Set([...roles.flatMap((role) => role.rights), ...person.extra_rights])].sort();
}

/** People who may log in and have the right by a role or on their own, by name; nothing of them but what colleagues see. */
export async function peopleWithRight(db: Kysely<Database>, right: Right) {
  const roles = await db.selectFrom('role').select(['id', 'rights']).execute();
  const holding = new Set(roles.flatMap((role) => (role.rights.includes(right) ? [role.id] : [])));
  const rows = await db
    .selectFrom('person')
    .leftJoin('department', 'department.id', 'person.department_id')
    .select(['person.id', 'person.name', 'person.title', 'person.roles', 'person.extra_rights', 'person.department_id'])
    .select(['person.reaches', 'person.further_departments', 'person.specialty'])
    .select('department.name as department')
    .where('person.enabled', '=', true)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
  const placesFor = await placesReader(db);
  const photos = await photoVersions(
    db,
    rows.map(({ id }) => id),
  );
  return rows
    .filter(({ roles: own, extra_rights }) => extra_rights.includes(right) || own.some((role) => holding.has(role)))
    .map((row) => ({
      personId: row.id,
      personName: row.name,
      title: row.title ?? '',
      specialty: row.specialty,
      departmentId: row.department_id,
      department: row.department ?? '',
      photoVersion: photos.get(row.id),
      places: placesFor(row),
    }));
}

export function mustChangePassword(person: PersonRow, now: Date): boolean {
  return person.must_change_password || passwordExpired(person.password_changed_at, now);
}

/** As an administrator sees a person. Locks are kept by the name that was typed. */
export async function toPeople(
  db: Kysely<Database>,
  rows: PersonRow[],
  fields: FieldCrypto,
  now: Date,
): Promise<Person[]> {
  const keys = rows.map((row) => userKey(row.user_name));
  const failures =
    keys.length === 0
      ? []
      : await db.selectFrom('login_failure').select(['key', 'locked_until']).where('key', 'in', keys).execute();
  const photos = await photoVersions(
    db,
    rows.map(({ id }) => id),
  );
  const locks = new Map(failures.map((row) => [row.key, row.locked_until]));
  return rows.map((row) => {
    const lock = locks.get(userKey(row.user_name)) ?? null;
    return {
      id: row.id,
      user: row.user_name,
      name: row.name,
      title: row.title ?? undefined,
      departmentId: row.department_id,
      profile: profileOf(row, fields),
      roles: row.roles,
      extraRights: row.extra_rights,
      reaches: row.reaches,
      labGroups: row.lab_groups,
      enabled: row.enabled,
      mustChangePassword: mustChangePassword(row, now),
      passwordChangedAt: row.password_changed_at.toISOString(),
      lockedUntil: lock && lock > now ? lock.toISOString() : null,
      signature: row.signature === null ? undefined : fields.decrypt(row.signature),
      photoVersion: photos.get(row.id),
      version: row.version,
    };
  });
}
