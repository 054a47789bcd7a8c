// Kinds of administrators (ECG-51): each act by its own right, nobody gives what he has not, and the super-administrator stays.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../../core/identity/contract.ts';
import { noProfile } from '../../../core/identity/profile.ts';
import { administrativeRights, type Right } from '../../../core/identity/rights.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { createPerson } from './module.ts';

type Entered = Omit<Person, 'version' | 'lockedUntil' | 'passwordChangedAt' | 'mustChangePassword'>;

let running: TestServer;
let admin: Browser;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['system-admin', 'ecg-doctor']);
  admin = await loggedIn(running.server, 'system-admin');
});
afterAll(() => running.close());

const meta = () => ({ command: command(running.clock) });

async function holder(right: Right): Promise<Browser> {
  const user = `only ${right}`;
  await createPerson(running.server.kernel, {
    ...{ user, name: user, departmentId: '', roles: [], extraRights: [right], labGroups: [], enabled: true },
    password: testPassword,
  });
  return loggedIn(running.server, user);
}

const entered = (part: Partial<Entered> = {}): Entered => ({
  ...{ id: randomUUID(), user: `new ${randomUUID().slice(0, 6)}`, name: '新人', departmentId: '', roles: [] },
  ...{ extraRights: [], labGroups: [], enabled: true },
  ...part,
});
const add = (at: Browser, person: Entered) => at.api.identity.savePerson({ ...meta(), person, expectedVersion: null });

async function found(user: string): Promise<Person> {
  const person = (await admin.api.identity.people()).find((one) => one.user === user);
  if (!person) throw new Error(`no ${user}`);
  return person;
}

/** Each act with what it needs; the same calls for everybody. */
function acts(at: Browser): Record<string, () => Promise<unknown>> {
  const department = { id: `D${randomUUID().slice(0, 6)}`, name: '科', nameEn: '', kind: 'ward' as const };
  const role = { id: `r-${randomUUID().slice(0, 6)}`, name: '角色', nameEn: '', rights: ['ecg.view' as const] };
  return {
    department: () => at.api.identity.saveDepartment({ ...meta(), department, expectedVersion: null }),
    role: () => at.api.identity.saveRole({ ...meta(), role, expectedVersion: null }),
    person: () => add(at, entered({ roles: ['ecg-doctor'] })),
    doctor: () => add(at, entered({ profile: { ...noProfile, number: randomUUID().slice(0, 8) } })),
    people: () => at.api.identity.people(),
    institutions: () => at.api.orders.institutionRegister(),
    workstation: () => at.api.identity.createWorkstation({ ...meta(), name: '台', departmentId: '', labGroups: [] }),
  };
}

test.each<[Right, string[]]>([
  ['department.edit', ['department']],
  ['role.edit', ['role', 'people']],
  ['user.edit', ['person', 'people']],
  ['doctor.edit', ['person', 'doctor', 'people']],
  ['institution.edit', ['institutions']],
  ['identity.admin', ['department', 'role', 'person', 'doctor', 'people', 'institutions', 'workstation']],
  ['dictionary.edit', []],
])('%s does its own acts and no other', async (right, allowed) => {
  const at = await holder(right);
  const done: string[] = [];
  for (const [name, act] of Object.entries(acts(at))) {
    const code = await codeOf(act());
    if (code === 'done') done.push(name);
    else expect(code).toBe('RIGHT_MISSING');
  }
  expect(done).toEqual(allowed);
});

describe('nobody gives what he has not', () => {
  test('a keeper of accounts makes no administrator, changes none, and sets none a password', async () => {
    const at = await loggedIn(running.server, 'only user.edit');
    for (const right of administrativeRights)
      expect(await codeOf(add(at, entered({ extraRights: [right] })))).toBe('RIGHT_MISSING');
    const chief = await found('system-admin');
    expect(await codeOf(at.api.identity.resetPassword({ ...meta(), personId: chief.id }))).toBe('RIGHT_MISSING');
    const disabled = { ...chief, enabled: false };
    const save = at.api.identity.savePerson({ ...meta(), person: disabled, expectedVersion: chief.version });
    expect(await codeOf(save)).toBe('RIGHT_MISSING');
    expect((await found('system-admin')).enabled).toBe(true);
  });

  test('a keeper of rights puts no right to administer into a role that he has not, nor takes one out', async () => {
    const at = await loggedIn(running.server, 'only role.edit');
    const role = (rights: Right[]) => ({ id: `k-${randomUUID().slice(0, 6)}`, name: '角色', nameEn: '', rights });
    const save = (rights: Right[]) =>
      at.api.identity.saveRole({ ...meta(), role: role(rights), expectedVersion: null });
    expect(await codeOf(save(['ecg.write', 'role.edit']))).toBe('done');
    expect(await codeOf(save(['ecg.write', 'department.edit']))).toBe('RIGHT_MISSING');
    expect(await codeOf(save(['identity.admin']))).toBe('RIGHT_MISSING');
    const auditor = (await at.api.identity.roles()).find(({ id }) => id === 'auditor');
    if (!auditor) throw new Error('no auditor');
    const emptied = { ...auditor, rights: [] };
    const taken = at.api.identity.saveRole({ ...meta(), role: emptied, expectedVersion: auditor.version });
    expect(await codeOf(taken)).toBe('RIGHT_MISSING');
  });

  test('the refusals are on record', async () => {
    const rows = await running.server.kernel.db
      .selectFrom('audit')
      .select('act')
      .where('person_name', '=', 'only user.edit')
      .where('outcome', '=', 'refused')
      .execute();
    expect(rows.filter(({ act }) => act === 'identity.savePerson').length).toBeGreaterThan(administrativeRights.length);
    expect(rows.some(({ act }) => act === 'identity.resetPassword')).toBe(true);
  });
});

test('two super-administrators who put each other out at once: one stays', async () => {
  const second = await loggedIn(running.server, 'only identity.admin');
  const others = (await admin.api.identity.people()).filter(
    ({ user, roles, extraRights }) =>
      !['system-admin', 'only identity.admin'].includes(user) &&
      (roles.includes('system-admin') || extraRights.includes('identity.admin')),
  );
  const disable = (at: Browser, person: Person) =>
    at.api.identity.savePerson({ ...meta(), person: { ...person, enabled: false }, expectedVersion: person.version });
  // The one of the first start is put aside, so that these two are left.
  for (const person of others) await disable(admin, person);
  const [one, two] = [await found('system-admin'), await found('only identity.admin')];
  const codes = await Promise.all([codeOf(disable(admin, two)), codeOf(disable(second, one))]);
  expect(codes.filter((code) => code === 'done')).toHaveLength(1);
  const left = codes[0] === 'done' ? admin : second;
  expect((await left.api.identity.people()).length).toBeGreaterThan(0);
});

test('nobody disables himself', async () => {
  const chief = (
    await running.server.kernel.db.selectFrom('person').select('user_name').where('enabled', '=', true).execute()
  ).map(({ user_name }) => user_name);
  const user = chief.includes('system-admin') ? 'system-admin' : 'only identity.admin';
  const at = await loggedIn(running.server, user);
  const self = (await at.api.identity.people()).find((person) => person.user === user);
  if (!self) throw new Error('nobody');
  const saved = at.api.identity.savePerson({
    ...meta(),
    person: { ...self, enabled: false },
    expectedVersion: self.version,
  });
  expect(await codeOf(saved)).toBe('STATE_REFUSED');
});
