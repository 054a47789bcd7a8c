// Roles: rights under a name. Nobody changes a role that they have themselves, and one that is in use cannot be removed (SEC-107).
import type { Kysely } from 'kysely';
import type { Role } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { administers, requireMayGrant, requireSuperLeft } from './administrators.ts';
import { setDifference } from './difference.ts';
import { reachChange, reachesOfRights, requireReachesKnown } from './reaches.ts';

type Command = { id: string; at: string };

export async function listRoles(db: Kysely<Database>): Promise<Role[]> {
  const rows = await db.selectFrom('role').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    nameEn: row.name_en,
    rights: row.rights,
    reaches: row.reaches,
    version: row.version,
  }));
}

async function holdersOf(work: CommandWork, roleId: string) {
  const people = await work.tx.selectFrom('person').select(['id', 'user_name', 'version', 'roles']).execute();
  return people.filter((person) => person.roles.includes(roleId));
}

/** @throws RIGHT_MISSING for a right to administer that the caller has not; DUPLICATE for a new role with a code that exists, VERSION_CONFLICT, NOT_FOUND, STATE_REFUSED for one's own role */
export function saveRole(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; role: Omit<Role, 'version'>; expectedVersion: number | null },
): Promise<Role> {
  const { role, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'identity.saveRole',
    right: administers(caller, 'role.edit'),
    subject: role.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await work.tx
      .selectFrom('role')
      .selectAll()
      .where('id', '=', role.id)
      .forUpdate()
      .executeTakeFirst();
    if (former && expectedVersion === null) throw fail('DUPLICATE', { roleId: role.id });
    if (!former && expectedVersion !== null) throw fail('NOT_FOUND', { roleId: role.id });
    if (former && former.version !== expectedVersion) throw fail('VERSION_CONFLICT', { version: former.version });
    const rights = [...new Set(role.rights)].sort();
    requireMayGrant(caller, former?.rights ?? [], rights);
    const reaches = reachesOfRights(role.reaches ?? former?.reaches ?? [], rights);
    await requireReachesKnown(work.tx, role.reaches ?? []);
    const change = [setDifference('rights', former?.rights ?? [], rights), reachChange(former?.reaches ?? [], reaches)]
      .filter(Boolean)
      .join('; ');
    const holders = await holdersOf(work, role.id);
    if (change && holders.some((holder) => holder.id === caller.person?.id))
      throw fail('STATE_REFUSED', { what: 'nobody changes their own rights' });
    const version = (former?.version ?? 0) + 1;
    const values = { name: role.name, name_en: role.nameEn, rights, reaches: JSON.stringify(reaches), version };
    await work.tx
      .insertInto('role')
      .values({ id: role.id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    if (former?.rights.includes('identity.admin') && !rights.includes('identity.admin'))
      await requireSuperLeft(work.tx);
    // Hosts keep what people may do: everybody with the role is announced.
    for (const holder of holders) work.changed('identity', holder.id, holder.version, null);
    work.changed('identity', `role:${role.id}`, values.version, null);
    const renamed = former && former.name !== role.name ? `name ${former.name} -> ${role.name}` : '';
    work.audit({
      act: 'identity.saveRole',
      subject: role.id,
      detail: [former ? '' : 'new', renamed, change].filter(Boolean).join('; '),
    });
    return { ...role, rights, reaches, version };
  });
}

/** @throws NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED naming who has the role */
export function removeRole(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; roleId: string; expectedVersion: number },
): Promise<{ ok: true }> {
  const { roleId, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'identity.removeRole',
    right: administers(caller, 'role.edit'),
    subject: roleId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const former = await work.tx.selectFrom('role').selectAll().where('id', '=', roleId).forUpdate().executeTakeFirst();
    if (!former) throw fail('NOT_FOUND', { roleId });
    if (former.version !== expectedVersion) throw fail('VERSION_CONFLICT', { version: former.version });
    requireMayGrant(caller, former.rights, []);
    const holders = await holdersOf(work, roleId);
    if (holders.length > 0)
      throw fail('STATE_REFUSED', { what: 'in use', users: holders.slice(0, 20).map((holder) => holder.user_name) });
    await work.tx.deleteFrom('role').where('id', '=', roleId).execute();
    work.changed('identity', `role:${roleId}`, former.version + 1, null);
    work.audit({
      act: 'identity.removeRole',
      subject: roleId,
      detail: `${former.name}; ${setDifference('rights', former.rights, [])}`,
    });
    return { ok: true as const };
  });
}
