// What a locked screen may ask: how many alarms wait for its person, as two numbers, and nothing else; without a row in the trail.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { type Browser, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';

const minute = 60_000;
let world: EcgWorld;

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
}, 60_000);
afterAll(() => world.started.close());

const enter = (user: string) => loggedIn(world.started.server, user);
const waiting = (who: Browser) => who.api.critical.waiting();
async function dangerous(name: string, seed: number) {
  const file = ecgFile({ patient: { id: `W${seed}`, name }, recordedAt: `${world.day()}T09:00:00`, rrS: 2.2, seed });
  expect(await world.upload(file)).toMatchObject({ level: 'critical' });
  const doctor = await enter('ecg-doctor');
  return (await doctor.api.ecg.alerts({ state: 'open' })).find(({ patientName }) => patientName === name)!;
}
const rowsOfTrail = async () => {
  const { count } = await world.started.server.kernel.db
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};
const why = async (call: Promise<unknown>) => {
  const failure = await call.then(
    () => null,
    (error: { code: string; data: { ended?: string } }) => error,
  );
  return [failure?.code, failure?.data.ended];
};

test('locked, the session counts what waits for its person and is good for nothing else; a colleague’s answer takes it off', async () => {
  const locked = await enter('ecg-doctor');
  await locked.api.identity.lock();
  expect(await waiting(locked)).toEqual({ waiting: 0, calls: 0, known: true });
  world.started.clock.pass(1000);
  const alert = await dangerous('吴一', 81);
  const before = await rowsOfTrail();
  const answer = await waiting(locked);
  expect(answer).toEqual({ waiting: 1, calls: 1, known: true });
  expect(await rowsOfTrail()).toBe(before);
  // Whoever finds the computer learns nothing more by it, and cannot go on with it.
  expect(await locked.api.identity.me()).toBeNull();
  const others = [
    locked.api.ecg.alerts({ state: 'mine' }),
    locked.api.critical.mine({}),
    locked.api.orders.worklist({ service: 'ecg' }),
    locked.api.ecg.acknowledgeAlert({ command: command(world.started.clock), alertId: alert.id, note: '' }),
  ];
  expect(await Promise.all(others.map(codeOf))).toEqual(others.map(() => 'LOGIN_REQUIRED'));
  expect((await locked.fetch('/ecg/statistics.xlsx?from=2026-01-01&to=2026-01-02')).status).toBe(401);
  // Nobody answers in time: that is one more call.
  world.started.clock.pass(20 * minute);
  await world.until('the escalation', async () => (await waiting(locked)).calls === 2);
  const colleague = await enter('ecg-reviewer');
  await colleague.api.ecg.acknowledgeAlert({ command: command(world.started.clock), alertId: alert.id, note: '' });
  expect(await waiting(locked)).toEqual({ waiting: 0, calls: 0, known: true });
  // Somebody comes back: the locked session has done its work.
  const cookie = locked.cookie();
  await locked.api.identity.login({ user: 'ecg-doctor', password: testPassword });
  expect(locked.cookie()).not.toBe(cookie);
  expect(await codeOf(locked.api.ecg.alerts({ state: 'mine' }))).toBe('done');
});

test('each counts what is told to them: whoever recorded it does, a ward that asked for nothing does not', async () => {
  const ward = await enter('ward');
  const technician = await enter('ecg-technician');
  await ward.api.identity.lock();
  await technician.api.identity.lock();
  await dangerous('吴二', 82);
  expect((await waiting(ward)).waiting).toBe(0);
  // Who recorded it has not yet said that they saw the first one, whatever the reading doctor did: its popup stands there too.
  expect((await waiting(technician)).waiting).toBe(2);
});

test('a screen that was left alone counts as well, for a day; a session that was ended says why', async () => {
  const idle = await enter('ecg-doctor');
  const ended = await enter('ecg-doctor');
  const nobody = await enter('ecg-doctor');
  await ended.api.identity.lock();
  await nobody.api.identity.logout();
  expect(await codeOf(waiting(nobody))).toBe('LOGIN_REQUIRED');
  world.started.clock.pass(16 * minute);
  expect(await why(idle.api.ecg.alerts({ state: 'mine' }))).toEqual(['LOGIN_REQUIRED', 'locked']);
  expect((await waiting(idle)).known).toBe(true);
  const doctor = await enter('ecg-doctor');
  await doctor.api.identity.changePassword({ current: testPassword, next: 'Lindenbaum-28' });
  expect(await why(waiting(ended))).toEqual(['LOGIN_REQUIRED', 'password']);
  expect(await why(ended.api.ecg.alerts({ state: 'mine' }))).toEqual(['LOGIN_REQUIRED', 'password']);
  const late = await enter('ecg-reviewer');
  await late.api.identity.lock();
  world.started.clock.pass(23 * 60 * minute);
  expect((await waiting(late)).known).toBe(true);
  world.started.clock.pass(2 * 60 * minute);
  expect(await why(waiting(late))).toEqual(['LOGIN_REQUIRED', 'expired']);
});
