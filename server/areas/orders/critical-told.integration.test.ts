// A critical finding of a radiologist reaches the ward that asked, by name and by department, and a head when nobody answers (RAD-44).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { type Browser, loggedIn, testPassword } from '../../../test/support/server.ts';
import { escalateOverdue } from '../critical/module.ts';
import { createPerson } from '../identity/module.ts';

let world: ExamWorld;
const people = {
  // Asks from another department than the one he belongs to.
  doctor: { name: '李医生', departmentId: 'W2', roles: ['clinician'] },
  // Of the ward, without any right in radiology.
  nurse: { name: '王护士', departmentId: 'W1', roles: ['phlebotomist'] },
  head: { name: '唐主任', departmentId: 'RAD', roles: ['radiology-manager'] },
  // The same name at another institution.
  namesake: { name: '李医生', departmentId: 'TOWN-A', roles: ['clinician'] },
  away: { name: '镇主任', departmentId: 'TOWN-A', roles: ['radiology-manager'] },
} as const;
type Who = keyof typeof people;

beforeAll(async () => {
  world = await startExamWorld();
  for (const user of Object.keys(people) as Who[]) {
    const { name, departmentId, roles } = people[user];
    const rest = { extraRights: [], labGroups: [], enabled: true, password: testPassword };
    await createPerson(world.running.server.kernel, { user, name, departmentId, roles: [...roles], ...rest });
  }
});
afterAll(() => world.close());

async function callers(): Promise<Record<Who, Browser>> {
  const made: Partial<Record<Who, Browser>> = {};
  for (const user of Object.keys(people) as Who[]) made[user] = await loggedIn(world.running.server, user);
  return made as Record<Who, Browser>;
}
async function seenBy(all: Record<Who, Browser>): Promise<Partial<Record<Who, string>>> {
  const seen: Partial<Record<Who, string>> = {};
  for (const user of Object.keys(people) as Who[]) {
    const [row] = (await all[user].api.critical.mine({ days: 1 })).rows;
    if (row) seen[user] = row.as;
  }
  return seen;
}

test('ward and ordering doctor at once, the head of the place that reads after ten minutes; the ward answers without a right', async () => {
  const exam = await world.acquired();
  await world.resident.api.orders.setRisk({
    ...world.target(exam),
    ...{ level: 'critical', text: '急性颅内出血', raiseCritical: true },
  });
  let all = await callers();
  expect(await seenBy(all)).toEqual({ doctor: 'ward', nurse: 'ward' });
  // The list is of those whose exam one may see, and of those who are named: another institution's reader finds nothing in it.
  const listed = (who: Who) => all[who].api.critical.list({ state: 'all', days: 1 }).then(({ rows }) => rows.length);
  expect([await listed('doctor'), await listed('head'), await listed('away')]).toEqual([1, 1, 0]);
  const [raised] = (await all.nurse.api.critical.mine({ days: 1 })).rows;
  const criticalId = raised?.critical.id ?? '';
  const meta = world.meta;
  await all.doctor.api.critical.reached({ ...meta(), criticalId });
  expect(await detailOf(all.head.api.critical.reached({ ...meta(), criticalId }))).toMatchObject({
    code: 'RIGHT_MISSING',
  });

  world.running.clock.pass(11 * 60_000);
  await escalateOverdue(world.running.server.kernel);
  all = await callers();
  expect(await seenBy(all)).toEqual({ doctor: 'ward', nurse: 'ward', head: 'head' });
  const shown = await all.head.api.critical.reached({ ...meta(), criticalId });
  expect(shown.steps.map(({ kind, by, to }) => `${kind} ${to ?? by}`)).toEqual([
    'raised 某radiology-resident',
    'reached 李医生',
    'escalated 唐主任',
    'reached 唐主任',
  ]);
  // What stood on screens meanwhile makes the answer no less true.
  const answer = { criticalId, expectedVersion: raised?.critical.version ?? 0, note: '' };
  expect(await detailOf(all.namesake.api.critical.acknowledge({ ...meta(), ...answer }))).toMatchObject({
    code: 'RIGHT_MISSING',
  });
  const known = await all.nurse.api.critical.acknowledge({ ...meta(), ...answer });
  expect(known).toMatchObject({ state: 'acknowledged' });
  expect(await seenBy(all)).toEqual({});
});

test('what was taken back is told to who saw it, until that was seen too', async () => {
  const exam = await world.acquired();
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  const risky = await world.resident.api.orders.setRisk({
    ...world.target(exam),
    ...{ level: 'critical', text: '气胸', raiseCritical: true },
  });
  const all = await callers();
  const [row] = (await all.nurse.api.critical.mine({ days: 1 })).rows;
  const criticalId = row?.critical.id ?? '';
  await all.nurse.api.critical.reached({ ...world.meta(), criticalId });
  await world.resident.api.orders.setRisk({
    ...world.target(risky),
    ...{ level: 'attention', text: '皮肤皱褶影', raiseCritical: false },
  });
  expect(await seenBy(all)).toEqual({ nurse: 'ward' });
  expect((await all.nurse.api.critical.mine({ days: 1 })).rows[0]?.critical).toMatchObject({ state: 'withdrawn' });
  await all.nurse.api.critical.reached({ ...world.meta(), criticalId });
  expect(await seenBy(all)).toEqual({});
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select('person_name')
    .where('act', '=', 'critical.reached')
    .where('patient_id', '=', exam.patient.id)
    .execute();
  expect(trail).toHaveLength(2);
});

test('every screen asks each minute: who was told something left a row, who was told nothing left none', async () => {
  const rows = world.running.server.kernel.db
    .selectFrom('audit')
    .select('person_name')
    .where('act', '=', 'critical.mine');
  expect(new Set((await rows.execute()).map(({ person_name }) => person_name))).toEqual(
    new Set(['李医生', '王护士', '唐主任']),
  );
});
