// How far the ECG rights reach (ECG-49): each act within the grant, refused and put on record beyond it, in lists and at every door.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reach, ReachDuty, ReachLevel } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { InstitutionGroup } from '../../../core/orders/forwarding.ts';
import { content, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { attachObject, saveExam } from './module.ts';

let world: ExamWorld;
let county: ExamDocument;
let townA: ExamDocument;
let townB: ExamDocument;
/** Of the county, asked for by ward W2. */
let ward: ExamDocument;

const grant = (duty: ReachDuty, level: ReachLevel, part: Partial<Reach> = {}): Reach => ({
  right: `ecg.${duty}`,
  level,
  institutionIds: [],
  departmentIds: [],
  ...part,
});

async function person(user: string, departmentId: string, reaches: Reach[], rights: Right[]): Promise<Browser> {
  await createPerson(world.running.server.kernel, {
    ...{ user, name: user, departmentId, roles: [], extraRights: rights, reaches, labGroups: [], enabled: true },
    password: testPassword,
  });
  return loggedIn(world.running.server, user);
}

const entered = (departmentId = 'W1') => {
  const given = world.entered();
  return {
    ...given,
    ...{ service: 'ecg' as const, modality: 'ECG', procedureCode: 'ECG-12', procedureName: '常规心电图', bodyPart: '' },
    visit: given.visit && { ...given.visit, departmentId },
  };
};

async function done(at: Browser, departmentId?: string): Promise<ExamDocument> {
  const exam = await at.api.orders.register({ ...world.meta(), exam: entered(departmentId) });
  const recording = { ...world.study(8), kind: 'recording' as const, id: randomUUID() };
  return world.inside((work) => attachObject(work, exam.id, recording));
}

async function refusals(user: string): Promise<string[]> {
  const rows = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'outcome'])
    .where('person_name', '=', user)
    .where('outcome', '=', 'refused')
    .execute();
  return rows.map(({ act }) => act).sort();
}

const listed = async (at: Browser) => {
  const { rows } = await at.api.orders.worklist({ service: 'ecg' });
  const known = { county, townA, townB, ward };
  return Object.entries(known).flatMap(([name, { id }]) => (rows.some((row) => row.id === id) ? [name] : []));
};

const draft = async (at: Browser, exam: ExamDocument) => {
  const { lock } = await at.api.orders.lock({ ...world.meta(), examId: exam.id });
  const reportId = randomUUID();
  const input = { examId: exam.id, reportId, expectedVersion: 0, fence: lock?.fence ?? 0 };
  return at.api.examReports.saveDraft({ ...world.meta(), ...input, content: content() });
};

const savedGroups = async (groups: InstitutionGroup[]) => {
  const admin = await loggedIn(world.running.server, 'system-admin');
  const plan = await admin.api.orders.forwardingPlan({ service: 'ecg' });
  return admin.api.orders.saveForwardingPlan({ ...world.meta(), plan: { ...plan, groups } });
};

beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin']);
  const clerk: Right[] = ['ecg.view', 'ecg.register', 'ecg.acquire'];
  county = await done(await person('county-clerk', '', [], clerk));
  ward = await done(await loggedIn(world.running.server, 'county-clerk'), 'W2');
  townA = await done(await person('a-clerk', 'TOWN-A', [], clerk));
  townB = await done(await person('b-clerk', 'TOWN-B', [], clerk));
  await savedGroups([{ id: 'north', name: '北片', institutionIds: ['town-b'] }]);
}, 60_000);
afterAll(() => world.close());

describe('lists and reading', () => {
  test.each<[string, string, Reach[], string[]]>([
    ['no grant: the own institution', '', [], ['county', 'ward']],
    ['the own ward', 'W2', [grant('view', 'department')], ['ward']],
    ['chosen institutions, and not the own', '', [grant('view', 'chosen', { institutionIds: ['town-b'] })], ['townB']],
    ['a chosen ward', '', [grant('view', 'chosen', { departmentIds: ['W2'] })], ['ward']],
    ['the subordinates', '', [grant('view', 'below')], ['county', 'townA', 'townB', 'ward']],
    ['the subordinates of one that has none', 'TOWN-A', [grant('view', 'below')], ['townA']],
    [
      'the members of a group, and the own',
      '',
      [grant('view', 'groups', { groupIds: ['north'] })],
      ['county', 'townB', 'ward'],
    ],
    ['the whole network, from below', 'TOWN-B', [grant('view', 'all')], ['county', 'townA', 'townB', 'ward']],
  ])('%s', async (what, departmentId, reaches, names) => {
    const at = await person(`viewer ${what}`, departmentId, reaches, ['ecg.view']);
    expect(await listed(at)).toEqual(names);
    const all = { county, townA, townB, ward };
    for (const [name, { id }] of Object.entries(all)) {
      // Of the own institution it is there, only not for this person; of another one nothing is known.
      const own = { 'TOWN-A': ['townA'], 'TOWN-B': ['townB'] }[departmentId] ?? ['county', 'ward'];
      const expected = names.includes(name) ? 'done' : own.includes(name) ? 'RIGHT_MISSING' : 'NOT_FOUND';
      expect(await codeOf(at.api.orders.exam({ examId: id }))).toBe(expected);
      expect(await codeOf(at.api.examReports.ofExam({ examId: id }))).toBe(expected);
    }
    const missed = 4 - names.length;
    const refused = await refusals(`viewer ${what}`);
    expect(refused.filter((act) => act === 'orders.exam')).toHaveLength(missed);
    expect(refused.filter((act) => act === 'examReports.ofExam')).toHaveLength(missed);
  });

  test('figures count what the right to view reaches', async () => {
    const day = hospitalDay(world.running.clock.now());
    const period = { from: day, to: day, institutionId: '', departmentId: '' };
    const counted = async (user: string, reaches: Reach[]) => {
      const at = await person(user, '', reaches, ['ecg.view', 'ecg.write']);
      const { totals, byInstitution } = await at.api.ecg.statistics(period);
      return { exams: totals.exams, at: byInstitution.map(({ institutionId }) => institutionId).sort() };
    };
    const chosen = grant('view', 'chosen', { institutionIds: ['town-b'] });
    expect(await counted('counts B', [chosen])).toEqual({ exams: 1, at: ['town-b'] });
    expect((await counted('counts a ward', [grant('view', 'chosen', { departmentIds: ['W2'] })])).exams).toBe(1);
    expect((await counted('counts all', [grant('view', 'all')])).at).toEqual(['county', 'town-a', 'town-b']);
  });

  test('whoever records there sees that the exam is there, and not its report', async () => {
    const reaches = [grant('acquire', 'chosen', { institutionIds: ['town-a'] }), grant('view', 'own')];
    const at = await person('recorder', '', reaches, ['ecg.view', 'ecg.acquire']);
    expect(await listed(at)).toContain('townA');
    expect(await codeOf(at.api.examReports.ofExam({ examId: townA.id }))).toBe('RIGHT_MISSING');
  });
});

test('a group counts with the members that it has then; while a data scope names it, it cannot be removed', async () => {
  const at = await person('by group', '', [grant('view', 'groups', { groupIds: ['north'] })], ['ecg.view']);
  const group = { id: 'north', name: '北片', institutionIds: ['town-a', 'town-b'] };
  await savedGroups([group]);
  expect(await listed(at)).toEqual(['county', 'townA', 'townB', 'ward']);
  await savedGroups([{ ...group, institutionIds: [] }]);
  expect(await listed(at)).toEqual(['county', 'ward']);
  expect(await codeOf(at.api.orders.exam({ examId: townB.id }))).toBe('NOT_FOUND');
  expect(await codeOf(savedGroups([]))).toBe('INPUT_INVALID');
  await savedGroups([{ ...group, institutionIds: ['town-b'] }]);
});

describe('acts', () => {
  test('writing for A and reviewing for B are apart; viewing all gives neither', async () => {
    const reaches = [
      grant('write', 'chosen', { institutionIds: ['town-a'] }),
      grant('review', 'chosen', { institutionIds: ['town-b'] }),
      grant('view', 'all'),
    ];
    const at = await person('a-writer', '', reaches, ['ecg.view', 'ecg.write', 'ecg.review']);
    const written = await draft(at, townA);
    const submitted = await at.api.examReports.submit({ ...world.about(written), content: content() });
    expect(submitted.state).toBe('submitted');
    expect(await codeOf(draft(at, county))).toBe('RIGHT_MISSING');
    // He reviews at B alone: another's report of A is not his to release.
    const second = await person(
      'b-reviewer',
      '',
      [grant('review', 'chosen', { institutionIds: ['town-b'] })],
      ['ecg.view', 'ecg.review'],
    );
    const release = () => second.api.examReports.release({ ...world.about(submitted), content: content() });
    expect(await codeOf(release())).toBe('NOT_FOUND');
    expect(await refusals('a-writer')).toContain('orders.lock');
    expect(await refusals('b-reviewer')).toContain('examReports.release');
    const third = await person('a-reviewer', '', [grant('review', 'below')], ['ecg.view', 'ecg.review']);
    const released = await third.api.examReports.release({ ...world.about(submitted), content: content() });
    expect(released.state).toBe('final');
    expect(await codeOf(third.api.examReports.recall({ ...world.about(released), reason: '复核' }))).toBe(
      'RIGHT_MISSING',
    );
  });

  test('entered for an institution that the right reaches, refused for another, and nothing of it is kept', async () => {
    const reaches = [grant('register', 'chosen', { institutionIds: ['town-a'] })];
    const at = await person('a-entry', '', reaches, ['ecg.view', 'ecg.register']);
    const register = (institutionId?: string) =>
      at.api.orders.register({ ...world.meta(), exam: entered(), ...(institutionId ? { institutionId } : {}) });
    expect(await register('town-a')).toMatchObject({ institutionId: 'town-a', institutionName: '甲镇卫生院' });
    const { count: before } = await countExams();
    expect(await codeOf(register('town-b'))).toBe('RIGHT_MISSING');
    expect(await codeOf(register())).toBe('RIGHT_MISSING');
    expect(await codeOf(register('nowhere'))).toBe('NOT_FOUND');
    expect((await countExams()).count).toBe(before);
    expect((await refusals('a-entry')).filter((act) => act === 'orders.register')).toHaveLength(3);
  });

  test('an exam is given to readers whose right reaches it, and they alone are offered', async () => {
    const near = await person(
      'reads-b',
      '',
      [grant('write', 'chosen', { institutionIds: ['town-b'] })],
      ['ecg.view', 'ecg.write'],
    );
    const giver = await person('giver', 'TOWN-B', [], ['ecg.view', 'ecg.dispatch']);
    const offered = await giver.api.orders.readers({ service: 'ecg', examId: townB.id });
    expect(offered.map(({ personName }) => personName)).toContain('reads-b');
    expect(offered.map(({ personName }) => personName)).not.toContain('ecg-doctor');
    const doctor = await personId('ecg-doctor');
    const give = (to: string) => giver.api.orders.assign({ ...world.target(townB), personId: to, reason: '' });
    expect(await codeOf(give(doctor))).toBe('INPUT_INVALID');
    townB = await give(await personId('reads-b'));
    expect(townB.assignedTo?.personName).toBe('reads-b');
    expect((await draft(near, townB)).state).toBe('draft');
  });
});

describe('the grants themselves', () => {
  test('kept with the role, on record, refused where nothing of that name is; the people of the role have it at once', async () => {
    const admin = await loggedIn(world.running.server, 'system-admin');
    const role = (await admin.api.identity.roles()).find(({ id }) => id === 'ecg-doctor');
    if (!role) throw new Error('no role ecg-doctor');
    const { version, ...rest } = role;
    const save = (reaches: Reach[]) =>
      admin.api.identity.saveRole({ ...world.meta(), role: { ...rest, reaches }, expectedVersion: version });
    expect(await codeOf(save([grant('write', 'chosen')]))).toBe('INPUT_INVALID');
    expect(await codeOf(save([grant('write', 'chosen', { institutionIds: ['nowhere'] })]))).toBe('INPUT_INVALID');
    expect(await codeOf(save([grant('write', 'all', { institutionIds: ['town-a'] })]))).toBe('INPUT_INVALID');
    for (const part of [{}, { groupIds: ['south'] }, { groupIds: ['north'], institutionIds: ['town-b'] }])
      expect(await codeOf(save([grant('write', 'groups', part)]))).toBe('INPUT_INVALID');
    const doctor = await loggedIn(world.running.server, 'ecg-doctor');
    expect(await listed(doctor)).not.toContain('townA');
    const saved = await save([grant('view', 'below')]);
    expect(saved.reaches).toEqual([grant('view', 'below')]);
    expect(await listed(doctor)).toContain('townA');
    expect((await doctor.api.identity.me())?.places).toEqual({
      'ecg.view': { own: true, departments: [], institutions: ['town-a', 'town-b'] },
    });
    const rows = await world.running.server.kernel.db
      .selectFrom('audit')
      .select('detail')
      .where('act', '=', 'identity.saveRole')
      .where('outcome', '=', 'done')
      .execute();
    expect(rows.map(({ detail }) => detail)).toContain('reach +ecg.view below');
    // An older screen that knows no reach changes a name and leaves the grants.
    const named = await admin.api.identity.saveRole({
      ...world.meta(),
      role: { id: rest.id, name: '心电医师', nameEn: rest.nameEn, rights: rest.rights },
      expectedVersion: saved.version,
    });
    expect(named.reaches).toEqual([grant('view', 'below')]);
  });
});

async function countExams() {
  return world.running.server.kernel.db
    .selectFrom('exam')
    .select((at) => at.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
}

async function personId(user: string): Promise<string> {
  const row = await world.running.server.kernel.db
    .selectFrom('person')
    .select('id')
    .where('user_name', '=', user)
    .executeTakeFirstOrThrow();
  return row.id;
}

test('what a department was asked and sent on up stays in its list', async () => {
  const exam = await done(await loggedIn(world.running.server, 'b-clerk'), 'W1');
  const between = { institutionId: 'county', institutionName: '县医院', departmentId: 'W2', departmentName: '二病区' };
  const at = world.running.clock.now().toISOString();
  const remote = {
    ...{ fromInstitutionId: 'town-b', fromInstitutionName: 'B', toInstitutionId: 'city', toInstitutionName: '市医院' },
    ...{
      state: 'accepted' as const,
      requestedBy: '',
      requestedAt: at,
      preliminaryFindings: '',
      preliminaryImpression: '',
    },
    ...{ levels: [{ ...between, sentOnBy: '', sentOnAt: at, reason: '转上级' }], history: [] },
  };
  await world.inside((work) => saveExam(work, exam, { ...exam, version: exam.version + 1, remote }));
  const rows = async (user: string, departmentId: string) => {
    const viewer = await person(user, departmentId, [grant('view', 'department')], ['ecg.view']);
    return (await viewer.api.orders.worklist({ service: 'ecg' })).rows.some(({ id }) => id === exam.id);
  };
  expect(await rows('asked ward', 'W2')).toBe(true);
  expect(await rows('third ward', 'W3')).toBe(false);
});
