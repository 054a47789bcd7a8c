// Who administers what (ECG-51): each act by its own right, administrators by the super-administrator alone, who never dies out.
import type { Kysely } from 'kysely';
import { administrativeRights, type Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller } from '../../kernel/types.ts';
import { rightsOf } from './people-store.ts';

/** The right under which the caller may do it: the act's own, else the super-administrator's, who has all of them. */
export function administers(caller: Caller, ...rights: readonly [Right, ...Right[]]): Right {
  return rights.find((right) => caller.rights.includes(right)) ?? (isSuper(caller) ? 'identity.admin' : rights[0]);
}

export function isSuper(caller: Caller): boolean {
  return caller.mode === 'system' || caller.rights.includes('identity.admin');
}

const administrative = (rights: readonly Right[]) => rights.filter((right) => administrativeRights.includes(right));

/** @throws RIGHT_MISSING: whoever has a right to administer is administered by the super-administrator */
export function requireMayAdminister(caller: Caller, theirs: readonly Right[]): void {
  const [right] = administrative(theirs);
  if (right !== undefined && !isSuper(caller)) throw fail('RIGHT_MISSING', { right: 'identity.admin', held: right });
}

/** @throws RIGHT_MISSING for a right to administer that came or went and that the caller does not hold */
export function requireMayGrant(caller: Caller, before: readonly Right[], after: readonly Right[]): void {
  if (isSuper(caller)) return;
  const changed = [
    ...after.filter((right) => !before.includes(right)),
    ...before.filter((right) => !after.includes(right)),
  ];
  const strange = administrative(changed).find((right) => !caller.rights.includes(right));
  if (strange !== undefined) throw fail('RIGHT_MISSING', { right: strange, what: 'to be given or taken' });
}

/** Asked after a change. @throws STATE_REFUSED unless somebody who may log in is super-administrator */
export async function requireSuperLeft(db: Kysely<Database>): Promise<void> {
  const people = await db.selectFrom('person').selectAll().where('enabled', '=', true).execute();
  for (const person of people) {
    if (!(await rightsOf(db, person)).includes('identity.admin')) continue;
    // Two who put each other out at once: the row is held, so that the second is judged anew.
    await db.selectFrom('person').select('id').where('id', '=', person.id).forUpdate().executeTakeFirst();
    return;
  }
  throw fail('STATE_REFUSED', { what: 'the last administrator' });
}
