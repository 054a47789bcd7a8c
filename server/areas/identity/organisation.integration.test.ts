// What an administrator arranges: roles, departments, workstations, other people's sessions; each change on record with old and new.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../../../server/app.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  signed,
  startTestServer,
  station,
  type TestServer,
} from '../../../test/support/server.ts';

let running: TestServer;
let admin: Browser;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['system-admin', 'lab-technician', 'phlebotomist']);
  admin = await loggedIn(running.server, 'system-admin');
});
afterAll(() => running.close());

const meta = () => command(running.clock);
async function lastAudit(act: string): Promise<{ subject: string; detail: string; outcome: string } | undefined> {
  return running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail', 'outcome'])
    .where('act', '=', act)
    .orderBy('at', 'desc')
    .executeTakeFirst();
}

describe('roles', () => {
  const role = { id: 'night-shift', name: '夜班', nameEn: 'Night shift', rights: ['lab.view' as const] };

  test('made, changed with the version that was seen, given, and not removed while in use', async () => {
    const { api } = admin;
    const made = await api.identity.saveRole({ command: meta(), role, expectedVersion: null });
    expect(made.version).toBe(1);
    expect(await codeOf(api.identity.saveRole({ command: meta(), role, expectedVersion: null }))).toBe('DUPLICATE');
    const more = { ...role, rights: ['lab.view' as const, 'lab.print' as const] };
    await api.identity.saveRole({ command: meta(), role: more, expectedVersion: 1 });
    expect((await lastAudit('identity.saveRole'))?.detail).toBe('rights +lab.print');
    expect(await codeOf(api.identity.saveRole({ command: meta(), role, expectedVersion: 1 }))).toBe('VERSION_CONFLICT');

    const person = (await api.identity.people()).find(({ user }) => user === 'phlebotomist');
    if (!person) throw new Error('no such person');
    const given = await api.identity.savePerson({
      command: meta(),
      person: { ...person, roles: ['night-shift'], extraRights: ['lab.recall'] },
      expectedVersion: person.version,
    });
    expect((await lastAudit('identity.savePerson'))?.detail).toBe(
      'roles +night-shift -phlebotomist; extra rights +lab.recall',
    );
    const theirs = await loggedIn(running.server, 'phlebotomist');
    expect((await theirs.api.identity.me())?.rights).toEqual(['lab.print', 'lab.recall', 'lab.view']);
    const remove = () => api.identity.removeRole({ command: meta(), roleId: 'night-shift', expectedVersion: 2 });
    expect(await codeOf(remove())).toBe('STATE_REFUSED');
    await api.identity.savePerson({
      command: meta(),
      person: { ...given.person, roles: ['phlebotomist'], extraRights: [] },
      expectedVersion: given.person.version,
    });
    expect(await remove()).toEqual({ ok: true });
    expect((await api.identity.roles()).map(({ id }) => id)).not.toContain('night-shift');
  });

  test('nobody changes the rights of a role that they have; only administrators see any of it', async () => {
    const own = (await admin.api.identity.roles()).find(({ id }) => id === 'system-admin');
    if (!own) throw new Error('no such role');
    const { version, ...rest } = own;
    const wider = { ...rest, rights: [...rest.rights, 'audit.view' as const] };
    const save = (changed: typeof wider) =>
      codeOf(admin.api.identity.saveRole({ command: meta(), role: changed, expectedVersion: version }));
    expect(await save(wider)).toBe('STATE_REFUSED');
    expect(await lastAudit('identity.saveRole')).toMatchObject({ subject: 'system-admin', outcome: 'refused' });
    expect(await save({ ...rest, nameEn: 'System officer' })).toBe('done');
    const technician = await loggedIn(running.server, 'lab-technician');
    expect(await codeOf(technician.api.identity.roles())).toBe('RIGHT_MISSING');
    expect(await codeOf(technician.api.identity.saveRole({ command: meta(), role, expectedVersion: null }))).toBe(
      'RIGHT_MISSING',
    );
  });
});

describe('departments', () => {
  const department = { id: 'W9', name: '九病区', nameEn: 'Ward 9', kind: 'ward' as const };

  test('made, renamed, refused for removal while somebody belongs to it', async () => {
    const { api } = admin;
    const save = (part: object, expectedVersion: number | null) =>
      api.identity.saveDepartment({ command: meta(), department: { ...department, ...part }, expectedVersion });
    expect((await save({}, null)).version).toBe(1);
    expect(await codeOf(save({}, null))).toBe('DUPLICATE');
    await save({ phone: '8999' }, 1);
    expect((await lastAudit('identity.saveDepartment'))?.detail).toBe('phone  -> 8999');
    expect(await codeOf(save({}, 1))).toBe('VERSION_CONFLICT');
    const person = (await api.identity.people()).find(({ user }) => user === 'phlebotomist');
    if (!person) throw new Error('no such person');
    const moved = await api.identity.savePerson({
      command: meta(),
      person: { ...person, departmentId: 'W9' },
      expectedVersion: person.version,
    });
    const remove = () => api.identity.removeDepartment({ command: meta(), departmentId: 'W9', expectedVersion: 2 });
    expect(await codeOf(remove())).toBe('STATE_REFUSED');
    await api.identity.savePerson({
      command: meta(),
      person: { ...moved.person, departmentId: '' },
      expectedVersion: moved.person.version,
    });
    expect(await remove()).toEqual({ ok: true });
  });
});

describe('sessions of others', () => {
  test('an administrator sees whose they are and ends one or all of them', async () => {
    const one = await loggedIn(running.server, 'lab-technician');
    const two = await loggedIn(running.server, 'lab-technician');
    const sessions = await admin.api.identity.sessions();
    const theirs = sessions.filter(({ user }) => user === 'lab-technician');
    expect(theirs.length).toBeGreaterThanOrEqual(2);
    expect(await lastAudit('identity.sessions')).toMatchObject({ outcome: 'done' });
    await admin.api.identity.endSession({ id: theirs[0]?.id ?? '' });
    expect((await lastAudit('identity.endSession'))?.subject).toBe('lab-technician');
    const personId = theirs[0]?.personId ?? '';
    expect(await admin.api.identity.endSessionsOf({ command: meta(), personId })).toEqual({ ended: theirs.length - 1 });
    expect([await one.api.identity.me(), await two.api.identity.me()]).toEqual([null, null]);
    expect(await admin.api.identity.me()).not.toBeNull();
    const technician = await loggedIn(running.server, 'lab-technician');
    expect(await codeOf(technician.api.identity.endSessionsOf({ command: meta(), personId }))).toBe('RIGHT_MISSING');
  });
});

describe('workstations', () => {
  async function enrolled() {
    const { workstation, enrolmentCode } = await admin.api.identity.createWorkstation({
      command: meta(),
      name: `台${randomUUID().slice(0, 4)}`,
      departmentId: '',
      labGroups: ['clinical'],
    });
    const { secret } = await admin.api.identity.enrol({ code: enrolmentCode });
    return { workstation, secret };
  }

  test('a disabled one is refused from its next request on, and whoever sat there is out', async () => {
    const { workstation, secret } = await enrolled();
    const bench = station(running.server.url, workstation.id, secret, running.clock.now);
    await bench.api.identity.login({ user: 'lab-technician', password: 'Kirschbaum-27' });
    expect(await bench.api.identity.me()).not.toBeNull();
    const { id, name, departmentId, labGroups } = workstation;
    const change = (enabled: boolean, expectedVersion: number) =>
      admin.api.identity.saveWorkstation({
        command: meta(),
        workstation: { id, name, departmentId, labGroups, enabled },
        expectedVersion,
      });
    const disabled = await change(false, workstation.version);
    expect(await lastAudit('identity.saveWorkstation')).toMatchObject({ subject: name, detail: 'disabled' });
    expect(await codeOf(bench.api.identity.me())).toBe('STATION_UNKNOWN');
    expect(await codeOf(change(true, workstation.version))).toBe('VERSION_CONFLICT');
    expect(await codeOf(admin.api.identity.renewEnrolment({ command: meta(), workstationId: id }))).toBe(
      'STATE_REFUSED',
    );
    await change(true, disabled.version);
    expect(await bench.api.identity.me()).toBeNull();
  });

  test('a new code takes the place over: the old secret ends when the code is used, not before', async () => {
    const { workstation, secret } = await enrolled();
    const old = station(running.server.url, workstation.id, secret, running.clock.now);
    const { enrolmentCode } = await admin.api.identity.renewEnrolment({
      command: meta(),
      workstationId: workstation.id,
    });
    expect(await codeOf(old.api.identity.departments())).toBe('done');
    const taken = await admin.api.identity.enrol({ code: enrolmentCode });
    expect(taken.workstation.id).toBe(workstation.id);
    expect(await codeOf(old.api.identity.departments())).toBe('STATION_UNKNOWN');
    const replaced = station(running.server.url, workstation.id, taken.secret, running.clock.now);
    expect(await codeOf(replaced.api.identity.departments())).toBe('done');
    expect(await codeOf(admin.api.identity.enrol({ code: enrolmentCode }))).toBe('STATION_UNKNOWN');
  });

  test('a captured request is refused again after the server was started anew', async () => {
    const { workstation, secret } = await enrolled();
    const nonce = randomUUID();
    const sign = signed(workstation.id, secret, running.clock.now, () => nonce);
    const replay = async (url: string, headers: Record<string, string>) =>
      (await fetch(url, { headers: { ...headers, 'x-yishu': '1' } })).status;
    const url = `${running.server.url}/api/identity/departments`;
    const headers = sign('GET', url, new Uint8Array());
    expect(await replay(url, headers)).toBe(200);
    expect(await replay(url, headers)).toBe(401);
    await running.server.close();
    running.server = await createServer({ ...running.options, port: running.server.port });
    expect(await replay(url, headers)).toBe(401);
    const fresh = signed(workstation.id, secret, running.clock.now)('GET', url, new Uint8Array());
    expect(await replay(url, fresh)).toBe(200);
  });
});
