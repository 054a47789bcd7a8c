// The first start of an installation: the roles that ship, and one administrator with a made-up password that is shown once.
import { shippedRoles } from '../../../core/identity/rights.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Kernel } from '../../kernel/types.ts';
import { hashPassword, makeInitialPassword } from './password-hash.ts';
import { insertPerson, type PersonInput } from './people-commands.ts';

export interface FirstAdministrator {
  user: string;
  password: string;
}

/** @returns the administrator that was made, or null when there are people already */
export async function prepareFirstStart(kernel: Kernel): Promise<FirstAdministrator | null> {
  const anybody = await kernel.db.selectFrom('person').select('id').limit(1).executeTakeFirst();
  if (anybody) return null;
  const password = makeInitialPassword();
  const hash = await hashPassword(password);
  const request = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'identity.firstStart',
    right: null,
    subject: 'admin',
  };
  return kernel.command(systemCaller('local'), request, async (work) => {
    await work.tx
      .insertInto('role')
      .values(
        shippedRoles.map((role) => ({
          id: role.id,
          name: role.name,
          name_en: role.nameEn,
          rights: [...role.rights],
          version: 1,
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    const administrator: PersonInput = {
      id: work.newId(),
      user: 'admin',
      name: '系统管理员',
      departmentId: '',
      roles: ['system-admin'],
      extraRights: [],
      labGroups: [],
      enabled: true,
    };
    await insertPerson(work, kernel.fields, administrator, { hash, mustChange: true });
    return { user: administrator.user, password };
  });
}

/**
 * Makes a person with a known password that need not be changed, for the demo hospital. A person of that name is left as they are.
 * @returns the person's id
 */
export async function createPerson(
  kernel: Kernel,
  input: Omit<PersonInput, 'id'> & { password: string; mustChangePassword?: boolean },
): Promise<string> {
  const { password, mustChangePassword = false, ...fields } = input;
  const former = await kernel.db
    .selectFrom('person')
    .select('id')
    .where((at) => at(at.fn<string>('lower', ['user_name']), '=', input.user.toLowerCase()))
    .executeTakeFirst();
  if (former) return former.id;
  const hash = await hashPassword(password);
  const id = kernel.newId();
  const request = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'identity.savePerson',
    right: null,
    subject: input.user,
  };
  await kernel.command(systemCaller('local'), request, async (work) => {
    await insertPerson(work, kernel.fields, { ...fields, id }, { hash, mustChange: mustChangePassword });
  });
  return id;
}
