// Log in and everything that keeps it honest: lock, captcha, idle time-out, forced change, sessions, witnesses.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addPeople,
  browser,
  captchaText,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';

let started: TestServer;
const minute = 60_000;

beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['lab-technician', 'lab-reviewer', 'lab-manager', 'phlebotomist', 'auditor']);
});
afterAll(() => started.close());

const rowOf = (key: string) =>
  started.server.kernel.db.selectFrom('login_failure').selectAll().where('key', '=', key).executeTakeFirst();

async function solve(made: ReturnType<typeof browser>) {
  const { id } = await made.api.identity.captcha();
  return { id, text: captchaText };
}

describe('first start', () => {
  test('makes one administrator with a made-up password that must be changed first', async () => {
    const { server } = started;
    const { user, password } = server.firstAdministrator ?? { user: '', password: '' };
    const admin = browser(server.url);
    const info = await admin.api.identity.login({ user, password });
    expect(info).toMatchObject({ mustChangePassword: true, offline: false, person: { user: 'admin' } });
    expect(await codeOf(admin.api.identity.people())).toBe('PASSWORD_CHANGE_REQUIRED');
    expect(await codeOf(admin.api.identity.changePassword({ current: password, next: 'short' }))).toBe('PASSWORD_WEAK');
    expect(await codeOf(admin.api.identity.changePassword({ current: password, next: password }))).toBe(
      'PASSWORD_WEAK',
    );
    const before = admin.cookie();
    const changed = await admin.api.identity.changePassword({ current: password, next: 'Neues-Wort-2026' });
    expect(changed.mustChangePassword).toBe(false);
    expect(admin.cookie()).not.toBe(before);
    expect((await admin.api.identity.people()).map((person) => person.user)).toContain('admin');
    expect(await codeOf(admin.api.identity.changePassword({ current: 'Neues-Wort-2026', next: password }))).toBe(
      'PASSWORD_WEAK',
    );
  });
});

describe('sessions', () => {
  test('the cookie is out of reach of scripts, and only the hash of its token is stored', async () => {
    const made = browser(started.server.url);
    const response = await fetch(`${started.server.url}/api/identity/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-yishu': '1' },
      body: JSON.stringify({ user: 'lab-technician', password: testPassword }),
    });
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^yishu-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const token = cookie.slice('yishu-session='.length, cookie.indexOf(';'));
    const rows = await started.server.kernel.db.selectFrom('person_session').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await made.api.identity.me()).toBeNull();
  });

  test('ends after 15 idle minutes, not before', async () => {
    const made = await loggedIn(started.server, 'lab-technician');
    started.clock.pass(14 * minute);
    expect(await made.api.identity.me()).not.toBeNull();
    started.clock.pass(14 * minute);
    expect(await made.api.identity.me()).not.toBeNull();
    started.clock.pass(15 * minute + 1000);
    expect(await codeOf(made.api.identity.departments())).toBe('LOGIN_REQUIRED');
    expect(await made.api.identity.me()).toBeNull();
  });

  test('ends after 12 hours even when used all the time', async () => {
    const made = await loggedIn(started.server, 'lab-technician');
    for (let passed = 0; passed < 12 * 60; passed += 14) {
      expect(await codeOf(made.api.identity.departments())).toBe('done');
      started.clock.pass(14 * minute);
    }
    expect(await codeOf(made.api.identity.departments())).toBe('LOGIN_REQUIRED');
  });

  test('a person lists and ends their own; log out ends the present one', async () => {
    const one = await loggedIn(started.server, 'lab-technician');
    const two = await loggedIn(started.server, 'lab-technician');
    const other = await loggedIn(started.server, 'auditor');
    const mine = await one.api.identity.sessions();
    expect(mine.every((session) => session.personName === '某lab-technician')).toBe(true);
    expect(mine.filter((session) => session.current)).toHaveLength(1);
    const foreign = (await other.api.identity.sessions())[0]?.id ?? '';
    expect(await codeOf(one.api.identity.endSession({ id: foreign }))).toBe('NOT_FOUND');
    const current = (await two.api.identity.sessions()).find((session) => session.current)?.id ?? '';
    await one.api.identity.endSession({ id: current });
    expect(await two.api.identity.me()).toBeNull();
    await one.api.identity.logout();
    expect(one.cookie()).toBe('yishu-session=');
    expect(await one.api.identity.me()).toBeNull();
  });

  test('a password lasts 90 days', async () => {
    started.clock.pass(91 * 24 * 60 * minute);
    const made = browser(started.server.url);
    expect((await made.api.identity.login({ user: 'auditor', password: testPassword })).mustChangePassword).toBe(true);
    expect(await codeOf(made.api.audit.list({}))).toBe('PASSWORD_CHANGE_REQUIRED');
    await made.api.identity.changePassword({ current: testPassword, next: 'Kirschbaum-28' });
    expect(await codeOf(made.api.audit.list({}))).toBe('done');
  });
});

describe('failures', () => {
  test('the second try needs a captcha, which is good once', async () => {
    const made = browser(started.server.url);
    const wrong = { user: 'phlebotomist', password: 'falsch' };
    const right = { user: 'phlebotomist', password: testPassword };
    expect(await codeOf(made.api.identity.login(wrong))).toBe('LOGIN_FAILED');
    expect(await codeOf(made.api.identity.login(right))).toBe('CAPTCHA_REQUIRED');
    const captcha = await solve(made);
    expect(await codeOf(made.api.identity.login({ ...wrong, captcha }))).toBe('LOGIN_FAILED');
    expect(await codeOf(made.api.identity.login({ ...right, captcha }))).toBe('CAPTCHA_REQUIRED');
    expect(await codeOf(made.api.identity.login({ ...right, captcha: { ...(await solve(made)), text: 'zzzz' } }))).toBe(
      'CAPTCHA_REQUIRED',
    );
    expect(await codeOf(made.api.identity.login({ ...right, captcha: await solve(made) }))).toBe('done');
    expect(await codeOf(made.api.identity.login(right))).toBe('done');
  });

  test('five failures lock the name for 15 minutes, also one that does not exist', async () => {
    for (const user of ['lab-manager', 'nobody-here']) {
      const made = browser(started.server.url);
      const codes: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        codes.push(await codeOf(made.api.identity.login({ user, password: 'falsch', captcha: await solve(made) })));
      }
      expect(codes).toEqual([
        'LOGIN_FAILED',
        'LOGIN_FAILED',
        'LOGIN_FAILED',
        'LOGIN_FAILED',
        'LOGIN_LOCKED',
        'LOGIN_LOCKED',
      ]);
    }
    const made = browser(started.server.url);
    const right = { user: 'LAB-Manager', password: testPassword };
    expect(await codeOf(made.api.identity.login({ ...right, captcha: await solve(made) }))).toBe('LOGIN_LOCKED');
    started.clock.pass(15 * minute + 1000);
    expect(await codeOf(made.api.identity.login({ ...right, captcha: await solve(made) }))).toBe('done');
  });

  test('tries at the same time get no more than five', async () => {
    const tries = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const made = browser(started.server.url);
        return codeOf(
          made.api.identity.login({ user: 'lab-reviewer', password: 'falsch', captcha: await solve(made) }),
        );
      }),
    );
    expect(tries.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(4);
    expect(tries.filter((code) => code === 'LOGIN_LOCKED')).toHaveLength(8);
    started.clock.pass(16 * minute);
  });

  test('right log-ins at the same time are all let in, more than there are places, and none is asked for a captcha', async () => {
    // The failures of this address are forgotten after a day.
    started.clock.pass(25 * 60 * minute);
    const right = { user: 'auditor', password: 'Kirschbaum-28' };
    const logIn = () => codeOf(browser(started.server.url).api.identity.login(right));
    expect(new Set(await Promise.all(Array.from({ length: 9 }, logIn)))).toEqual(new Set(['done']));
    expect(await rowOf('user:auditor')).toMatchObject({ failures: 0, checking: 0, locked_until: null });
  });

  test('a right log-in among wrong ones gets in or is told of the lock, and the wrong ones get four tries', async () => {
    const logIn = async (password: string) => {
      const made = browser(started.server.url);
      return codeOf(made.api.identity.login({ user: 'lab-technician', password, captcha: await solve(made) }));
    };
    const wrong = await Promise.all(Array.from({ length: 4 }, () => logIn('falsch')));
    expect(wrong).toEqual(Array.from({ length: 4 }, () => 'LOGIN_FAILED'));
    // One place is left: the right one takes it, or waits for a wrong one that locks the name.
    const [right, ...others] = await Promise.all([logIn(testPassword), logIn('falsch'), logIn('falsch')]);
    expect(['done', 'LOGIN_LOCKED']).toContain(right);
    expect(others.every((code) => code === 'LOGIN_FAILED' || code === 'LOGIN_LOCKED')).toBe(true);
    expect((await rowOf('user:lab-technician'))?.checking).toBe(0);
    started.clock.pass(16 * minute);
    expect(await logIn(testPassword)).toBe('done');
    expect(await rowOf('user:lab-technician')).toMatchObject({ failures: 0, checking: 0 });
  });

  test('a place that a server took with it when it died is free again', async () => {
    await started.server.kernel.db
      .updateTable('login_failure')
      .set({ checking: 5, checking_since: new Date(started.clock.now().getTime() - 31_000) })
      .where('key', '=', 'user:lab-technician')
      .execute();
    const made = browser(started.server.url);
    expect(await codeOf(made.api.identity.login({ user: 'lab-technician', password: testPassword }))).toBe('done');
  });
});

describe('the second person', () => {
  const caller = () => ({
    person: null,
    rights: [],
    labGroups: [],
    sessionId: null,
    station: null,
    address: 'test',
    mode: 'live' as const,
  });

  test('must be somebody else, with the right, and with the password', async () => {
    const { people, db } = started.server.kernel;
    const admin = { user: 'lab-reviewer', password: testPassword };
    const { id } = await db
      .selectFrom('person')
      .select('id')
      .where('user_name', '=', 'lab-reviewer')
      .executeTakeFirstOrThrow();
    await db.updateTable('person').set({ password_changed_at: started.clock.now() }).execute();
    expect(await people.verifyWitness(admin, 'lab.secondReview', null, caller())).toEqual({
      id,
      name: '某lab-reviewer',
    });
    const codes = await Promise.all(
      [
        people.verifyWitness(admin, 'lab.secondReview', id, caller()),
        people.verifyWitness(admin, 'identity.admin', null, caller()),
        people.verifyWitness({ ...admin, password: 'falsch' }, 'lab.secondReview', null, caller()),
      ].map((call) =>
        call.then(
          () => 'done',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(codes).toEqual(['SAME_PERSON', 'RIGHT_MISSING', 'LOGIN_FAILED']);
  });
});

describe('administration', () => {
  test('a new person gets a password once; disabling ends every session', async () => {
    const { server, clock } = started;
    const admin = await loggedIn(server, 'admin', 'Neues-Wort-2026').catch(async () => {
      const made = browser(server.url);
      await made.api.identity.login({ user: 'admin', password: 'Neues-Wort-2026', captcha: await solve(made) });
      return made;
    });
    const person = {
      id: crypto.randomUUID(),
      user: 'li.si',
      name: '李四',
      departmentId: '',
      roles: ['lab-technician'],
      extraRights: [],
      labGroups: [],
      enabled: true,
    };
    const input = { command: command(clock), person, expectedVersion: null };
    const made = await admin.api.identity.savePerson(input);
    expect(await admin.api.identity.savePerson(input)).toEqual(made);
    expect(await codeOf(admin.api.identity.savePerson({ ...input, person: { ...person, name: '王五' } }))).toBe(
      'DUPLICATE',
    );
    const other = { ...input, command: command(clock), person: { ...person, id: crypto.randomUUID(), user: 'LI.SI' } };
    expect(await codeOf(admin.api.identity.savePerson(other))).toBe('DUPLICATE');

    const theirs = await loggedIn(server, 'li.si', made.initialPassword ?? '');
    expect(await theirs.api.identity.me()).toMatchObject({ mustChangePassword: true });
    const disable = {
      command: command(clock),
      person: { ...person, enabled: false },
      expectedVersion: made.person.version,
    };
    expect((await admin.api.identity.savePerson(disable)).person.enabled).toBe(false);
    expect(await theirs.api.identity.me()).toBeNull();
    const stale = { ...disable, command: command(clock), person: { ...person, enabled: true } };
    expect(await codeOf(admin.api.identity.savePerson(stale))).toBe('VERSION_CONFLICT');

    const self = (await admin.api.identity.people()).find(({ user }) => user === 'admin')!;
    const more = {
      command: command(clock),
      person: { ...self, extraRights: ['lab.recall' as const] },
      expectedVersion: self.version,
    };
    expect(await codeOf(admin.api.identity.savePerson(more))).toBe('STATE_REFUSED');
  });
});
