// What the grants of people and roles come to: the places that each right covers, with the network as it stands now (ECG-49).
import type { Kysely } from 'kysely';
import {
  heldPlaces,
  type PlacesByRight,
  type Reach,
  type ReachOrigin,
  reachWords,
} from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { PersonRow } from './people-store.ts';

type Holder = Pick<PersonRow, 'roles' | 'extra_rights' | 'reaches' | 'department_id' | 'further_departments'>;

async function networkOf(db: Kysely<Database>) {
  return db
    .selectFrom('institution')
    .select(['id', 'own', 'superior_ids', 'department_ids'])
    .where('active', '=', true)
    .execute();
}

/** Members of every group of institutions, whichever service it was made for: ids are nobody else's. */
async function groupsOf(db: Kysely<Database>): Promise<Map<string, readonly string[]>> {
  const plans = await db.selectFrom('forwarding_plan').select('doc').execute();
  return new Map(plans.flatMap(({ doc }) => doc.groups.map(({ id, institutionIds }) => [id, institutionIds] as const)));
}

/** The institution of a department; what none names belongs to the server's own, which is called `own` where no network is configured. */
export async function institutionIdOf(db: Kysely<Database>, departmentId: string): Promise<string> {
  const network = await networkOf(db);
  const given = departmentId === '' ? undefined : network.find((one) => one.department_ids.includes(departmentId));
  return (given ?? network.find(({ own }) => own))?.id ?? 'own';
}

/** Everybody below `id`, by one step or several. */
function below(network: Awaited<ReturnType<typeof networkOf>>, id: string | undefined): string[] {
  const found = new Set<string>();
  const next = id === undefined ? [] : [id];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const one of network) {
      if (!one.superior_ids.includes(at) || found.has(one.id)) continue;
      found.add(one.id);
      next.push(one.id);
    }
  }
  return [...found].sort();
}

function originIn(
  network: Awaited<ReturnType<typeof networkOf>>,
  groups: ReadonlyMap<string, readonly string[]>,
  { department_id: departmentId, further_departments }: Holder,
): ReachOrigin {
  const given = network.find((one) => departmentId !== '' && one.department_ids.includes(departmentId));
  return {
    departmentIds: [departmentId, ...further_departments],
    below: below(network, (given ?? network.find(({ own }) => own))?.id),
    groups,
  };
}

/** For lists of people: roles and the network are read once. */
export async function placesReader(db: Kysely<Database>): Promise<(person: Holder) => PlacesByRight | undefined> {
  const [network, groups] = [await networkOf(db), await groupsOf(db)];
  const roles = new Map(
    (await db.selectFrom('role').select(['id', 'rights', 'reaches']).execute()).map((one) => [one.id, one]),
  );
  return (person) => {
    const held = person.roles.flatMap((id) => roles.get(id) ?? []);
    if (person.reaches.length === 0 && held.every(({ reaches }) => reaches.length === 0)) return undefined;
    const own = { rights: person.extra_rights, reaches: person.reaches };
    return heldPlaces(own, held, originIn(network, groups, person));
  };
}

/** Nothing is asked of the network where nobody granted anything. */
export async function placesOfPerson(db: Kysely<Database>, person: Holder): Promise<PlacesByRight | undefined> {
  const roles =
    person.roles.length === 0
      ? []
      : await db.selectFrom('role').select(['rights', 'reaches']).where('id', 'in', person.roles).execute();
  if (person.reaches.length === 0 && roles.every(({ reaches }) => reaches.length === 0)) return undefined;
  const own = { rights: person.extra_rights, reaches: person.reaches };
  return heldPlaces(own, roles, originIn(await networkOf(db), await groupsOf(db), person));
}

/** @throws INPUT_INVALID for institutions, departments and groups that are not there, and for any beside another level than their own */
export async function requireReachesKnown(db: Kysely<Database>, reaches: readonly Reach[]): Promise<void> {
  const known = new Set((await db.selectFrom('institution').select('id').execute()).map(({ id }) => id));
  const departments = new Set((await db.selectFrom('department').select('id').execute()).map(({ id }) => id));
  const groups = await groupsOf(db);
  const fields = reaches.flatMap(({ right, level, institutionIds, departmentIds, groupIds = [] }) => {
    const named = institutionIds.length + departmentIds.length;
    if (level !== 'chosen' && named > 0) return [`reaches: ${right} ${level} names places`];
    if (level !== 'groups' && groupIds.length > 0) return [`reaches: ${right} ${level} names groups`];
    if (level === 'groups' && groupIds.length === 0) return [`reaches: ${right} names no group of institutions`];
    if (level === 'chosen' && named === 0) return [`reaches: ${right} names no institution and no department`];
    return [
      ...institutionIds.filter((id) => !known.has(id)).map((id) => `reaches: ${right}: no institution ${id}`),
      ...groupIds.filter((id) => !groups.has(id)).map((id) => `reaches: ${right}: no group ${id}`),
      ...departmentIds.filter((id) => !departments.has(id)).map((id) => `reaches: ${right}: no department ${id}`),
    ];
  });
  if (fields.length > 0) throw fail('INPUT_INVALID', { fields });
}

/** Whose grants name one of these groups: people and roles by name. */
export async function holdersOfGroups(
  db: Kysely<Database>,
  groupIds: readonly string[],
): Promise<Map<string, string[]>> {
  const holders = new Map<string, string[]>();
  if (groupIds.length === 0) return holders;
  const people = await db.selectFrom('person').select(['name', 'reaches']).execute();
  const roles = await db.selectFrom('role').select(['name', 'reaches']).execute();
  for (const { name, reaches } of [...roles, ...people])
    for (const id of new Set(reaches.flatMap(({ groupIds: named = [] }) => named)))
      if (groupIds.includes(id)) holders.set(id, [...(holders.get(id) ?? []), name]);
  return holders;
}

/** For the audit trail: the grants that came and went. */
export function reachChange(before: readonly Reach[], after: readonly Reach[]): string {
  const [came, went] = [
    after.map(reachWords).filter((words) => !before.map(reachWords).includes(words)),
    before.map(reachWords).filter((words) => !after.map(reachWords).includes(words)),
  ];
  return [...came.map((words) => `reach +${words}`), ...went.map((words) => `reach -${words}`)].join('; ');
}

/** Grants for rights alone that are held; those of rights that were taken away go with them. */
export function reachesOfRights(reaches: readonly Reach[], rights: readonly Right[]): Reach[] {
  return reaches.filter(({ right }) => rights.includes(right));
}
