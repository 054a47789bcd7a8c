// The live feed tells of exams to whom they concern: at once when they begin to, once more when they cease, and else not even their ids.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reach } from '../../../core/identity/reach.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { attachObject, examById, saveExam } from './module.ts';

let world: ExamWorld;
let town: ExamDocument;
let marks = 0;

async function mark(): Promise<string> {
  marks += 1;
  const id = `mark-${marks}`;
  await world.inside(async (work) => work.changed('dictionary', id, 1, null));
  return id;
}

/** A stream that a person opened, and what it told until everything so far was told to everybody. */
async function follower(who: Browser) {
  const events = await who.api.devices.events();
  expect((await events.next()).value).toMatchObject({ type: 'hello' });
  return {
    /** Kinds and ids. */
    async toldUntil(end: string): Promise<string[]> {
      const ids: string[] = [];
      for (;;) {
        const { value, done } = await events.next();
        if (done || value === undefined) throw new Error('the stream ended');
        if (value.type !== 'change') continue;
        if (value.entityId === end) return ids;
        ids.push(`${value.kind} ${value.entityId}`);
      }
    },
    close: () => events.return?.(undefined),
  };
}
type Followers = Record<string, Awaited<ReturnType<typeof follower>>>;

/** Who was told by what was done: of the town's exam, else of what the act answers, by kind and id. */
async function told(followers: Followers, act: () => Promise<unknown>): Promise<string[]> {
  const done = await act();
  const what = typeof done === 'string' ? done : `exam ${town.id}`;
  const end = await mark();
  const names: string[] = [];
  for (const [name, one] of Object.entries(followers)) if ((await one.toldUntil(end)).includes(what)) names.push(name);
  return names;
}

const wardOnly: Reach = { right: 'radiology.view', level: 'department', institutionIds: [], departmentIds: [] };

/** Sees what the ward of the department asked for. */
async function wardDoctor(departmentId: string): Promise<Browser> {
  const { server } = world.running;
  const user = `ward-${departmentId.toLowerCase()}`;
  await createPerson(server.kernel, {
    ...{ user, name: user, departmentId, roles: [], extraRights: ['radiology.view'], reaches: [wardOnly] },
    ...{ labGroups: [], enabled: true, password: testPassword },
  });
  return loggedIn(server, user);
}

async function moved(departmentId: string): Promise<void> {
  await world.inside(async (work) => {
    const before = await examById(work.tx, town.id);
    if (before) await saveExam(work, before, { ...before, departmentId, version: before.version + 1 });
  });
}

beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('a request through its life, for each side, and a ward that an exam is moved away from', async () => {
  const followers: Followers = {
    town: await follower(world.township),
    centre: await follower(world.radiologist),
    otherTown: await follower(await loggedIn(world.running.server, 'other-town')),
  };
  const { township } = world;
  const now = () => township.api.orders.exam({ examId: town.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const registered = await told(followers, async () => {
    town = await world.registered({}, township);
  });
  expect(registered).toEqual(['town']);
  expect(
    await told(followers, async () => township.api.orders.requestRemote({ ...world.target(await now()), ...ask })),
  ).toEqual(['town', 'centre']);
  expect(
    await told(followers, async () =>
      township.api.orders.decideRemote({ ...world.target(await now()), act: 'withdraw', reason: '' }),
    ),
  ).toEqual(['town', 'centre']);
  for (const one of Object.values(followers)) one.close();
});

test('a ward is told when an exam comes to it and when it goes, not of what becomes of it elsewhere', async () => {
  town = await world.registered();
  const followers: Followers = {
    w1: await follower(await wardDoctor('W1')),
    w2: await follower(await wardDoctor('W2')),
  };
  expect(await told(followers, () => moved('W1'))).toEqual(['w1']);
  expect(await told(followers, () => moved('W2'))).toEqual(['w1', 'w2']);
  expect(await told(followers, () => moved('W2'))).toEqual(['w2']);
  for (const one of Object.values(followers)) one.close();
});

test('of an exam’s study and report are told who sees them, and everybody of a study that is gone', async () => {
  const { township, radiologist, running } = world;
  town = await world.registered({}, township);
  const study = async (act: 'arrives' | 'goes') => {
    await world.inside(async (work) => {
      if (act === 'goes') await sql`delete from imaging_study where uid = '1.2.3'`.execute(work.tx);
      else
        await sql`insert into imaging_study select '1.2.3', '', '', '', '', '', '', '', '', '', '', '', '', '', '{CT}', '{}', 1, 1, 1,
          '{}', ${town.id}::uuid, null, now(), now(), null, 0`.execute(work.tx);
      work.changed('study', '1.2.3', 1, null);
    });
    return 'study 1.2.3';
  };
  await addPeople(running.server, ['lab-technician'], []);
  const followers: Followers = {
    town: await follower(township),
    centre: await follower(radiologist),
    otherTown: await follower(await loggedIn(running.server, 'other-town')),
    laboratory: await follower(await loggedIn(running.server, 'lab-technician')),
  };
  expect(await told(followers, () => study('arrives'))).toEqual(['town']);
  expect(await told(followers, () => study('goes'))).toEqual(['town', 'centre', 'otherTown']);
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const acquired = await world.inside((work) => attachObject(work, town.id, world.study()));
  const asked = await township.api.orders.requestRemote({ ...world.target(acquired), ...ask });
  const accepted = await radiologist.api.orders.decideRemote({ ...world.target(asked), act: 'accept', reason: '' });
  expect(await told(followers, async () => `examReport ${(await world.released(accepted)).id}`)).toEqual([
    'town',
    'centre',
  ]);
  for (const one of Object.values(followers)) one.close();
});

test('rights that change while the stream is open are those that it is judged by', async () => {
  town = await world.registered({}, world.township);
  const { kernel } = world.running.server;
  const followers: Followers = { otherTown: await follower(await loggedIn(world.running.server, 'other-town')) };
  expect(await told(followers, () => moved('W1'))).toEqual([]);
  const everywhere = { ...wardOnly, level: 'all' };
  await kernel.db
    .updateTable('person')
    .set({ reaches: JSON.stringify([everywhere]), extra_rights: ['radiology.view'] })
    .where('user_name', '=', 'other-town')
    .execute();
  await world.inside(async (work) => work.changed('identity', 'other-town', 2, null));
  expect(await told(followers, () => moved('W2'))).toEqual(['otherTown']);
  for (const one of Object.values(followers)) one.close();
});
