// The live feed tells of exams to whom they concern: at once when they begin to, once more when they cease, and else not even their ids.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reach } from '../../../core/identity/reach.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { type Browser, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { examById, saveExam } from './module.ts';

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
    async toldUntil(end: string): Promise<string[]> {
      const ids: string[] = [];
      for (;;) {
        const { value, done } = await events.next();
        if (done || value === undefined) throw new Error('the stream ended');
        if (value.type !== 'change') continue;
        if (value.entityId === end) return ids;
        if (value.kind === 'exam') ids.push(value.entityId);
      }
    },
    close: () => events.return?.(undefined),
  };
}
type Followers = Record<string, Awaited<ReturnType<typeof follower>>>;

/** Who was told of the town's exam by what was done. */
async function told(followers: Followers, act: () => Promise<unknown>): Promise<string[]> {
  await act();
  const end = await mark();
  const names: string[] = [];
  for (const [name, one] of Object.entries(followers))
    if ((await one.toldUntil(end)).includes(town.id)) names.push(name);
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
