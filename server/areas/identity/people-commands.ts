// The administration of people: make, change, reset, unlock. Nobody changes their own rights, and the last administrator stays.
import type { Kysely } from 'kysely';
import type { Person } from '../../../core/identity/contract.ts';
import { passwordRules } from '../../../core/identity/password-rules.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, FieldCrypto, Kernel } from '../../kernel/types.ts';
import { administers, requireMayAdminister, requireSuperLeft } from './administrators.ts';
import { setDifference } from './difference.ts';
import { profileChanges, profileColumns, requireMayRegister, requireNumberFree } from './doctor-profile.ts';
import { clearFailures, userKey } from './login-failures.ts';
import { hashPassword, makeInitialPassword } from './password-hash.ts';
import { findByUser, findPerson, type PersonRow, rightsOf, toPeople } from './people-store.ts';
import { keepPhoto } from './photos.ts';
import { reachChange, requireReachesKnown } from './reaches.ts';
import { endSessions } from './sessions.ts';

export type PersonInput = Omit<Person, 'version' | 'lockedUntil' | 'passwordChangedAt' | 'mustChangePassword'>;

async function requireKnown(db: Kysely<Database>, input: PersonInput): Promise<void> {
  const roles = (await db.selectFrom('role').select('id').execute()).map((row) => row.id);
  const strange = input.roles.filter((role) => !roles.includes(role));
  if (strange.length > 0)
    throw fail('INPUT_INVALID', { fields: strange.map((role) => `person.roles: no role ${role}`) });
  await requireReachesKnown(db, input.reaches ?? []);
  await requireNumberFree(db, input.id, input.profile?.number ?? '');
  await requireDepartments(db, [input.departmentId, ...(input.profile?.departmentIds ?? [])]);
}

/** @throws INPUT_INVALID */
async function requireDepartments(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  const known = new Set((await db.selectFrom('department').select('id').execute()).map(({ id }) => id));
  const strange = ids.filter((id) => id !== '' && !known.has(id));
  if (strange.length > 0)
    throw fail('INPUT_INVALID', { fields: strange.map((id) => `person.departmentId: no department ${id}`) });
}

const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();

function columns(input: PersonInput, fields: FieldCrypto) {
  return {
    user_name: input.user.trim(),
    name: input.name,
    title: input.title ?? null,
    department_id: input.departmentId,
    roles: input.roles,
    extra_rights: input.extraRights,
    ...(input.reaches === undefined ? {} : { reaches: JSON.stringify(input.reaches) }),
    lab_groups: input.labGroups,
    enabled: input.enabled,
    signature: input.signature ? fields.encrypt(input.signature) : null,
    ...(input.profile ? profileColumns(input.profile, fields) : {}),
  };
}

async function changePerson(
  work: CommandWork,
  kernel: Kernel,
  former: PersonRow,
  input: PersonInput,
): Promise<PersonRow> {
  const self = work.caller.person?.id === former.id;
  const rightsChange =
    !sameSet(input.roles, former.roles) ||
    !sameSet(input.extraRights, former.extra_rights) ||
    reachChange(former.reaches, input.reaches ?? former.reaches) !== '';
  if (self && (rightsChange || !input.enabled))
    throw fail('STATE_REFUSED', { what: 'nobody changes their own rights' });
  const row = await work.tx
    .updateTable('person')
    .set({ ...columns(input, kernel.fields), version: former.version + 1 })
    .where('id', '=', former.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const before = await rightsOf(work.tx, former);
  requireMayAdminister(work.caller, before);
  const after = row.enabled ? await rightsOf(work.tx, row) : [];
  if (before.includes('identity.admin') && !after.includes('identity.admin')) await requireSuperLeft(work.tx);
  if (!row.enabled) await endSessions(work.tx, { personId: row.id }, 'disabled', work.now);
  return row;
}

/** What an audit row says of a saved person: the rights that came and went, not the handwriting itself. */
function changesOf(former: PersonRow | null, row: PersonRow, fields: FieldCrypto): string[] {
  const before = former ?? { roles: [], extra_rights: [], reaches: [], lab_groups: [], enabled: true, signature: null };
  const texts = (['user_name', 'name', 'title', 'department_id'] as const)
    .filter((field) => former && former[field] !== row[field])
    .map((field) => `${field} ${former?.[field] ?? ''} -> ${row[field] ?? ''}`);
  return [
    former ? '' : 'new',
    ...texts,
    setDifference('roles', before.roles, row.roles),
    setDifference('extra rights', before.extra_rights, row.extra_rights),
    reachChange(before.reaches, row.reaches),
    setDifference('groups', before.lab_groups, row.lab_groups),
    ...profileChanges(former, row, fields),
    before.enabled === row.enabled ? '' : row.enabled ? 'enabled' : 'disabled',
    (before.signature === null) === (row.signature === null) ? '' : `signature ${row.signature ? 'added' : 'removed'}`,
  ].filter(Boolean);
}

/**
 * Makes a person inside a command, without the checks of the screen; the password must be changed at the first log-in unless said otherwise.
 * Also what the demo's seed uses.
 */
export async function insertPerson(
  work: CommandWork,
  fields: FieldCrypto,
  input: PersonInput,
  password: { hash: string; mustChange: boolean },
): Promise<PersonRow> {
  if (await findByUser(work.tx, input.user)) throw fail('DUPLICATE', { user: input.user });
  const row = await work.tx
    .insertInto('person')
    .values({
      id: input.id,
      ...columns(input, fields),
      password_hash: password.hash,
      password_history: [],
      password_changed_at: work.now,
      must_change_password: password.mustChange,
      version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  work.changed('identity', row.id, row.version, null);
  return row;
}

export async function savePerson(
  kernel: Kernel,
  caller: Caller,
  input: {
    command: { id: string; at: string };
    person: PersonInput;
    expectedVersion: number | null;
    photo?: string | null | undefined;
  },
): Promise<{ person: Person; initialPassword: string | null }> {
  const { person, expectedVersion } = input;
  const initialPassword = expectedVersion === null ? makeInitialPassword() : null;
  const hash = initialPassword === null ? '' : await hashPassword(initialPassword);
  const request = {
    ...input.command,
    name: 'identity.savePerson',
    right: administers(caller, 'user.edit', 'doctor.edit'),
    subject: person.user,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    await requireKnown(work.tx, person);
    const former = await findPerson(work.tx, person.id);
    let row: PersonRow;
    if (expectedVersion === null) {
      if (former) throw fail('DUPLICATE', { id: person.id });
      row = await insertPerson(work, kernel.fields, person, { hash, mustChange: true });
    } else {
      if (!former) throw fail('NOT_FOUND', { personId: person.id });
      if (former.version !== expectedVersion) throw fail('VERSION_CONFLICT', { version: former.version });
      const namesake = await findByUser(work.tx, person.user);
      if (namesake && namesake.id !== person.id) throw fail('DUPLICATE', { user: person.user });
      row = await changePerson(work, kernel, former, person);
      work.changed('identity', row.id, row.version, null);
    }
    requireMayAdminister(caller, await rightsOf(work.tx, row));
    const photo = await keepPhoto(work, kernel.fields, row.id, input.photo);
    requireMayRegister(caller, [...profileChanges(former, row, kernel.fields), photo]);
    work.audit({
      act: 'identity.savePerson',
      subject: row.user_name,
      detail: [...changesOf(former, row, kernel.fields), photo].filter(Boolean).join('; '),
    });
    const [saved] = await toPeople(work.tx, [row], kernel.fields, work.now);
    return { person: saved!, initialPassword };
  });
}

export async function resetPassword(
  kernel: Kernel,
  caller: Caller,
  input: { command: { id: string; at: string }; personId: string },
): Promise<{ initialPassword: string }> {
  const initialPassword = makeInitialPassword();
  const hash = await hashPassword(initialPassword);
  const request = {
    ...input.command,
    name: 'identity.resetPassword',
    right: administers(caller, 'user.edit', 'doctor.edit'),
    subject: input.personId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await findPerson(work.tx, input.personId);
    if (!former) throw fail('NOT_FOUND', { personId: input.personId });
    // Whoever can set a password can be that person.
    requireMayAdminister(caller, await rightsOf(work.tx, former));
    const row = await work.tx
      .updateTable('person')
      .set({
        password_hash: hash,
        password_history: [former.password_hash, ...former.password_history].slice(0, passwordRules.history - 1),
        password_changed_at: work.now,
        must_change_password: true,
        version: former.version + 1,
      })
      .where('id', '=', former.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await endSessions(work.tx, { personId: row.id }, 'reset', work.now);
    await clearFailures(work.tx, [userKey(row.user_name)]);
    work.changed('identity', row.id, row.version, null);
    work.audit({ act: 'identity.resetPassword', subject: row.user_name });
    return { initialPassword };
  });
}

export async function unlock(
  kernel: Kernel,
  caller: Caller,
  input: { command: { id: string; at: string }; personId: string },
): Promise<Person> {
  const request = {
    ...input.command,
    name: 'identity.unlock',
    right: administers(caller, 'user.edit', 'doctor.edit'),
    subject: input.personId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await findPerson(work.tx, input.personId);
    if (!row) throw fail('NOT_FOUND', { personId: input.personId });
    requireMayAdminister(caller, await rightsOf(work.tx, row));
    await clearFailures(work.tx, [userKey(row.user_name)]);
    work.audit({ act: 'identity.unlock', subject: row.user_name });
    const [person] = await toPeople(work.tx, [row], kernel.fields, work.now);
    return person!;
  });
}
