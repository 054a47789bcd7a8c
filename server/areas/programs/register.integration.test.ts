// The door of outside programs: secrets shown once and kept as hashes, replaced with an overlap; who is not let in, and that each refusal is on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProgramEntry } from '../../../core/programs/program.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { askToken, programClient, programEntry, requestBody } from '../../../test/support/program-client.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
let admin: Browser;
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin'], []);
  admin = await loggedIn(world.running.server, 'system-admin');
});
afterAll(() => world.close());

const url = () => world.running.server.url;
async function save(part: Partial<ProgramEntry>, isNew = true) {
  admin = await loggedIn(world.running.server, 'system-admin');
  return admin.api.programs.save({ ...world.meta(), program: programEntry(part), isNew });
}
async function refusalOf(answer: Response) {
  const { error } = await answer.json();
  return { status: answer.status, ...error };
}
const trail = (act: string) =>
  world.running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail', 'outcome', 'person_id', 'person_name'])
    .where('act', '=', act)
    .orderBy('at')
    .execute();

test('a secret is said once and kept as a hash; a replay of the command says it to nobody', async () => {
  const input = { ...world.meta(), program: programEntry({ code: 'ONCE' }), isNew: true };
  const made = await admin.api.programs.save(input);
  expect(made.secret).toMatch(/^[\w-]{43}$/);
  expect((await admin.api.programs.save(input)).secret).toBeNull();
  const { db } = world.running.server.kernel;
  const kept = JSON.stringify([
    await db.selectFrom('outside_secret').selectAll().execute(),
    await db.selectFrom('idempotency').selectAll().execute(),
    await admin.api.programs.list(),
  ]);
  expect(kept).not.toContain(made.secret);
  expect((await askToken(url(), 'ONCE', made.secret ?? '')).status).toBe(200);
});

test('the register is the administrators’; what is wrong with an entry is said', async () => {
  expect(await codeOf(world.radiologist.api.programs.list())).toBe('RIGHT_MISSING');
  const asRadiologist = { ...world.meta(), program: programEntry({ code: 'MINE' }), isNew: true };
  expect(await codeOf(world.radiologist.api.programs.save(asRadiologist))).toBe('RIGHT_MISSING');
  await save({ code: 'TWICE' });
  expect(await codeOf(save({ code: 'TWICE' }))).toBe('DUPLICATE');
  expect(await codeOf(save({ code: 'NOBODY', institutionId: 'nowhere' }))).toBe('INPUT_INVALID');
  expect(await codeOf(save({ code: 'BAD', addresses: ['10.0.0.0/33'] }))).toBe('INPUT_INVALID');
  // What it submitted is that institution's.
  expect(await codeOf(save({ code: 'TWICE', institutionId: 'town-b' }, false))).toBe('STATE_REFUSED');
});

test('a wrong secret, a stranger, a wrong address, a day too late, a program that is off: turned away, named and on record', async () => {
  const { secret } = await save({ code: 'DOOR' });
  const wrong = await refusalOf(await askToken(url(), 'DOOR', 'not-the-secret'));
  expect(wrong).toMatchObject({ status: 401, code: 'LOGIN_REQUIRED' });
  expect(wrong.cure).toContain('/outside/v1/token');
  expect((await askToken(url(), 'STRANGER', 'x')).status).toBe(401);
  const client = await programClient(url(), 'DOOR', secret ?? '');
  expect((await client.call('GET', 'requests/none')).status).toBe(404);

  await save({ code: 'DOOR', addresses: ['10.20.0.0/16'] }, false);
  expect(await refusalOf(await client.call('GET', 'requests/none'))).toMatchObject({
    status: 403,
    detail: { what: expect.stringContaining('127.0.0.1') },
  });
  await save({ code: 'DOOR', validUntil: '2020-01-31' }, false);
  expect((await client.call('GET', 'requests/none')).status).toBe(403);
  expect((await askToken(url(), 'DOOR', secret ?? '')).status).toBe(403);
  await save({ code: 'DOOR', active: false }, false);
  expect((await client.call('GET', 'requests/none')).status).toBe(403);
  await save({ code: 'DOOR' }, false);
  expect((await client.call('GET', 'requests/none')).status).toBe(404);

  const refused = (await trail('programs.enter')).map(({ subject, detail }) => `${subject}: ${detail}`);
  for (const line of [
    'DOOR: wrong secret',
    'STRANGER: no such program',
    'DOOR: the address 127.0.0.1 is not allowed',
    'DOOR: the program was valid until 2020-01-31',
    'DOOR: the program is switched off',
  ])
    expect(refused).toContain(line);
  const [token] = (await trail('programs.token')).filter(({ subject }) => subject === 'DOOR');
  expect(token).toMatchObject({ person_id: null, person_name: '甲镇卫生院放射系统', outcome: 'done' });
  const listed = (await admin.api.programs.list()).find(({ code }) => code === 'DOOR');
  expect(listed?.lastRefused?.why).toBe('off');
  expect(listed?.lastUsed?.address).toBe('127.0.0.1');
});

test('a new secret leaves the former its overlap, and none at all when that is asked for; tokens end with their secret', async () => {
  const first = await save({ code: 'ROTATE' });
  const old = await programClient(url(), 'ROTATE', first.secret ?? '');
  const renew = async (overlapHours: number) => {
    admin = await loggedIn(world.running.server, 'system-admin');
    return admin.api.programs.renewSecret({ ...world.meta(), code: 'ROTATE', overlapHours });
  };
  const second = await renew(1);
  expect(second.program.secrets.map(({ endsAt }) => endsAt === null)).toEqual([true, false]);
  expect((await askToken(url(), 'ROTATE', first.secret ?? '')).status).toBe(200);
  expect((await askToken(url(), 'ROTATE', second.secret ?? '')).status).toBe(200);
  world.running.clock.pass(3_600_000);
  expect((await askToken(url(), 'ROTATE', first.secret ?? '')).status).toBe(401);
  expect((await old.call('GET', 'requests/none')).status).toBe(401);
  const current = await programClient(url(), 'ROTATE', second.secret ?? '');
  expect((await current.call('GET', 'requests/none')).status).toBe(404);
  await renew(0);
  expect((await current.call('GET', 'requests/none')).status).toBe(401);
});

test('a token opens ten minutes; a scope that is missing is named; one session of a person opens nothing here', async () => {
  const { secret } = await save({ code: 'READER', scopes: ['reports.radiology'] });
  const client = await programClient(url(), 'READER', secret ?? '');
  expect(await refusalOf(await client.call('PUT', 'requests/R1', requestBody()))).toMatchObject({
    status: 403,
    detail: { scope: 'requests.submit' },
  });
  expect((await trail('programs.enter')).at(-1)?.detail).toBe('scope requests.submit is missing');
  world.running.clock.pass(601_000);
  const expired = await client.call('POST', 'reports/search', { service: 'radiology', requestNumber: 'R1' });
  expect(expired.status).toBe(401);
  expect(expired.headers.get('www-authenticate')).toContain('Bearer');
  admin = await loggedIn(world.running.server, 'system-admin');
  expect((await admin.fetch('/outside/v1/requests/R1')).status).toBe(401);
});

test('who guesses is slowed down', async () => {
  const answers = [];
  for (let tries = 0; tries < 40; tries += 1) answers.push((await askToken(url(), 'DOOR', `guess${tries}`)).status);
  expect(answers).toContain(429);
  expect(answers.filter((status) => status === 200)).toEqual([]);
  world.running.clock.pass(120_000);
});
