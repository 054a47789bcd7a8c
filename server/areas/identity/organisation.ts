// Roles, departments and workstations: what an administrator arranges, and how a host enrols.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Department, Role, Workstation } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';

type Command = { id: string; at: string };
const enrolmentMs = 15 * 60_000;

export async function listRoles(kernel: Kernel): Promise<Role[]> {
  const rows = await kernel.db.selectFrom('role').selectAll().orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, name: row.name, nameEn: row.name_en, rights: row.rights }));
}

export function saveRole(kernel: Kernel, caller: Caller, input: { command: Command; role: Role }): Promise<Role> {
  const { role } = input;
  const request = {
    ...input.command,
    name: 'identity.saveRole',
    right: 'identity.admin' as const,
    subject: role.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const own = await work.tx
      .selectFrom('person')
      .select('roles')
      .where('id', '=', work.caller.person?.id ?? '')
      .executeTakeFirst();
    if (own?.roles.includes(role.id)) throw fail('STATE_REFUSED', { what: 'nobody changes their own rights' });
    const row = await work.tx
      .insertInto('role')
      .values({ id: role.id, name: role.name, name_en: role.nameEn, rights: role.rights, version: 1 })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((at) => ({
          name: role.name,
          name_en: role.nameEn,
          rights: role.rights,
          version: at('role.version', '+', 1),
        })),
      )
      .returning('version')
      .executeTakeFirstOrThrow();
    // Hosts keep what people may do: everybody with the role is announced.
    const holders = await work.tx.selectFrom('person').select(['id', 'version', 'roles']).execute();
    for (const holder of holders)
      if (holder.roles.includes(role.id)) work.changed('identity', holder.id, holder.version, null);
    work.changed('identity', `role:${role.id}`, row.version, null);
    work.audit({ act: 'identity.saveRole', subject: role.id, detail: role.rights.join(' ') });
    return role;
  });
}

export async function listDepartments(kernel: Kernel): Promise<Department[]> {
  const rows = await kernel.db.selectFrom('department').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    nameEn: row.name_en,
    kind: row.kind,
    phone: row.phone ?? undefined,
  }));
}

export function saveDepartment(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; department: Department },
): Promise<Department> {
  const { department } = input;
  const request = {
    ...input.command,
    name: 'identity.saveDepartment',
    right: 'identity.admin' as const,
    subject: department.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const values = {
      name: department.name,
      name_en: department.nameEn,
      kind: department.kind,
      phone: department.phone ?? null,
    };
    const row = await work.tx
      .insertInto('department')
      .values({ id: department.id, ...values, version: 1 })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((at) => ({ ...values, version: at('department.version', '+', 1) })),
      )
      .returning('version')
      .executeTakeFirstOrThrow();
    work.changed('identity', `department:${department.id}`, row.version, null);
    return department;
  });
}

function toWorkstation(row: Selectable<Database['workstation']>): Workstation {
  return {
    id: row.id,
    name: row.name,
    departmentId: row.department_id,
    labGroups: row.lab_groups,
    enrolledAt: row.enrolled_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    enabled: row.enabled,
  };
}

export async function listWorkstations(kernel: Kernel): Promise<Workstation[]> {
  const rows = await kernel.db.selectFrom('workstation').selectAll().orderBy('name').execute();
  return rows.map(toWorkstation);
}

/** 16 characters, 78 bits, in groups that can be read out. */
function makeCode(): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'.replace('O', '');
  const letters = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-');
}

function codeHash(code: string): string {
  return createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('base64url');
}

export function createWorkstation(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; name: string; departmentId: string; labGroups: string[] },
): Promise<{ workstation: Workstation; enrolmentCode: string }> {
  const enrolmentCode = makeCode();
  const request = {
    ...input.command,
    name: 'identity.createWorkstation',
    right: 'identity.admin' as const,
    subject: input.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await work.tx
      .insertInto('workstation')
      .values({
        id: work.newId(),
        name: input.name,
        department_id: input.departmentId,
        lab_groups: input.labGroups,
        enabled: true,
        secret: null,
        enrolment_code_hash: codeHash(enrolmentCode),
        enrolment_expires_at: new Date(work.now.getTime() + enrolmentMs),
        enrolled_at: null,
        last_seen_at: null,
        version: 1,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    work.changed('identity', `workstation:${row.id}`, 1, null);
    return { workstation: toWorkstation(row), enrolmentCode };
  });
}

/**
 * A host gives its code and gets the secret with which it signs from now on. The code is used up.
 * @throws STATION_UNKNOWN when the code is wrong, used or older than 15 minutes
 */
export async function enrol(
  kernel: Kernel,
  caller: Caller,
  code: string,
): Promise<{ workstation: Workstation; secret: string }> {
  const now = kernel.clock.now();
  const secret = randomBytes(32).toString('base64url');
  const row = await kernel.db
    .updateTable('workstation')
    .set({
      secret: kernel.fields.encrypt(secret),
      enrolment_code_hash: null,
      enrolment_expires_at: null,
      enrolled_at: now,
      last_seen_at: now,
    })
    .where('enrolment_code_hash', '=', codeHash(code))
    .where('enrolment_expires_at', '>', now)
    .where('enabled', '=', true)
    .returningAll()
    .executeTakeFirst();
  if (!row) {
    await kernel.audit(caller, { act: 'identity.enrol', subject: '', outcome: 'refused', detail: 'STATION_UNKNOWN' });
    throw fail('STATION_UNKNOWN', { reason: 'code' });
  }
  const station = { id: row.id, name: row.name, labGroups: row.lab_groups };
  await kernel.audit({ ...caller, station }, { act: 'identity.enrol', subject: row.name });
  return { workstation: toWorkstation(row), secret };
}
