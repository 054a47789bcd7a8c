// An exam of a township that the centre reads: asked, returned, asked again, read, the report goes back.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { InstitutionEntry } from '../../../core/orders/institution.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { content, detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { onePersonSetting } from '../reporting/exam/settings.ts';
import { attachObject } from './module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin']);
});
afterAll(() => world.close());

test('a township asks, is returned with a reason, asks again; the centre reads, and the report goes back', async () => {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const exam = await world.registered({}, world.township);
  expect(exam).toMatchObject({ institutionId: 'town-a', institutionName: '甲镇卫生院' });
  const other = await loggedIn(world.running.server, 'other-town');
  expect(await codeOf(other.api.orders.exam({ examId: exam.id }))).toBe('NOT_FOUND');
  expect(
    (await world.radiologist.api.orders.worklist({ service: 'radiology' })).rows.some(({ id }) => id === exam.id),
  ).toBe(false);
  const network = await world.township.api.orders.institutions();
  expect(network).toContainEqual(
    expect.objectContaining({ id: 'county', own: true, mine: false, reads: ['radiology', 'ecg'] }),
  );
  expect(network.filter(({ mine }) => mine).map(({ id }) => id)).toEqual(['town-a']);
  const ask = { toInstitutionId: 'county', preliminaryFindings: '左侧低密度', preliminaryImpression: '脑梗死？' };
  const uploading = await world.township.api.orders.requestRemote({ ...world.target(exam), ...ask });
  expect(uploading.remote).toMatchObject({ state: 'uploading', fromInstitutionId: 'town-a' });
  const waiting = await world.inside((work) => attachObject(work, exam.id, world.study()));
  expect(waiting.remote?.state).toBe('waiting');
  const decide = (
    at: Browser,
    act: 'accept' | 'release' | 'return' | 'withdraw' | 'resubmit',
    version: ExamDocument,
    reason = '',
  ) => at.api.orders.decideRemote({ ...world.target(version), act, reason });
  expect(await codeOf(decide(world.radiologist, 'return', waiting))).toBe('REASON_REQUIRED');
  expect(await codeOf(decide(world.township, 'accept', waiting))).toBe('RIGHT_MISSING');
  expect(await codeOf(world.radiologist.api.orders.lock({ ...world.meta(), examId: exam.id }))).toBe('STATE_REFUSED');
  const returned = await decide(world.radiologist, 'return', waiting, '缺少骨窗');
  expect(returned.remote).toMatchObject({ state: 'returned' });
  const again = await decide(world.township, 'resubmit', returned);
  const mistaken = await decide(world.radiologist, 'accept', again);
  expect(await codeOf(decide(world.township, 'release', mistaken))).toBe('RIGHT_MISSING');
  const released = await decide(world.radiologist, 'release', mistaken);
  expect([released.remote?.state, released.assignedTo]).toEqual(['waiting', null]);
  const accepted = await decide(world.radiologist, 'accept', released);
  expect(await codeOf(decide(world.township, 'withdraw', accepted))).toBe('STATE_REFUSED');
  expect(accepted.remote?.history.map(({ act, reason }) => [act, reason])).toEqual([
    ['request', ''],
    ['uploaded', ''],
    ['return', '缺少骨窗'],
    ['resubmit', ''],
    ['accept', ''],
    ['release', ''],
    ['accept', ''],
  ]);
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  const report = await world.released(accepted);
  const done = await world.township.api.orders.exam({ examId: exam.id });
  expect(done).toMatchObject({ remote: { state: 'done' }, report: { state: 'final', id: report.id } });
  expect(await world.township.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ id: report.id }]);
  expect((await world.township.fetch(`/exam-reports/pdf?id=${report.id}`)).status).toBe(200);
  const feed = await world.radiologist.api.sync.since({ cursor: 0, limit: 2000 });
  expect(feed.changes.some(({ kind, entityId }) => kind === 'exam' && entityId === exam.id)).toBe(true);
});

test('only a superior that has the service open can be asked, and a department that it has open; the register refuses a circle', async () => {
  const admin = await loggedIn(world.running.server, 'system-admin');
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  const find = async (id: string) => {
    const one = (await admin.api.orders.institutionRegister()).find((each) => each.id === id);
    if (!one) throw new Error(`no institution ${id}`);
    return one;
  };
  const save = (institution: InstitutionEntry) =>
    admin.api.orders.saveInstitution({ ...world.meta(), institution, isNew: false });
  const [county, townA, townB] = [await find('county'), await find('town-a'), await find('town-b')];
  expect(await codeOf(save({ ...county, superiorIds: ['town-a'] }))).toBe('INPUT_INVALID');
  expect(await codeOf(save({ ...county, openDepartments: [{ service: 'radiology', departmentId: 'TOWN-A' }] }))).toBe(
    'INPUT_INVALID',
  );
  const codes = { creditCode: '123502001549897397', licenceNumber: 'PDY00002X33010211A1001' };
  expect(await codeOf(save({ ...townB, ...codes, creditCode: '123502001549897379' }))).toBe('INPUT_INVALID');
  await save({ ...townB, ...codes });
  const { creditCode: _code, licenceNumber: _number, ...without } = townB;
  // Who does not know of the codes does not take them away.
  await save({ ...without, reads: ['radiology'], level: '乡镇卫生院', phone: '7201' });
  expect(await find('town-b')).toMatchObject({ ...codes, phone: '7201' });
  await save({ ...county, openDepartments: [{ service: 'radiology', departmentId: 'CT-ROOM' }] });
  const network = await world.township.api.orders.institutions();
  expect(network.find(({ id }) => id === 'town-b')).toMatchObject({ level: '乡镇卫生院', phone: '7201' });
  expect(network.find(({ id }) => id === 'county')?.openDepartments).toMatchObject([
    { service: 'radiology', departmentId: 'CT-ROOM' },
  ]);
  const exam = await world.registered({}, world.township);
  const ask = (toInstitutionId: string, toDepartmentId?: string) =>
    world.township.api.orders.requestRemote({
      ...world.target(exam),
      ...{ toInstitutionId, preliminaryFindings: '', preliminaryImpression: '' },
      ...(toDepartmentId === undefined ? {} : { toDepartmentId }),
    });
  // It reads, but stands beside the one that asks.
  expect(await codeOf(ask('town-b'))).toBe('INPUT_INVALID');
  expect(await codeOf(ask('county', 'MR-ROOM'))).toBe('INPUT_INVALID');
  expect((await ask('county', 'CT-ROOM')).remote).toMatchObject({
    toInstitutionId: 'county',
    toDepartmentId: 'CT-ROOM',
    toDepartmentName: 'CT-ROOM',
  });
  await save({ ...townA, superiorIds: [] });
  const later = await world.registered({}, world.township);
  expect(
    await codeOf(
      world.township.api.orders.requestRemote({
        ...world.target(later),
        ...{ toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' },
      }),
    ),
  ).toBe('INPUT_INVALID');
  await save(townA);
});

test('a request that was withdrawn stays in the list of the centre, read only and without images (RAD-65)', async () => {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const exam = await world.registered({}, world.township);
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const asked = await world.township.api.orders.requestRemote({ ...world.target(exam), ...ask });
  const withdrawn = await world.township.api.orders.decideRemote({
    ...world.target(asked),
    ...{ act: 'withdraw', reason: '病人已转院' },
  });
  const lists = async (who: Browser, remoteOnly: boolean) =>
    (await who.api.orders.worklist({ service: 'radiology', remoteOnly })).rows.find(({ id }) => id === exam.id);
  const listed = await lists(world.radiologist, true);
  expect(listed?.remote).toMatchObject({ state: 'withdrawn' });
  expect(listed?.remote?.history.at(-1)).toMatchObject({ act: 'withdraw', reason: '病人已转院' });
  expect(await lists(world.radiologist, false)).toBeUndefined();
  const other = await loggedIn(world.running.server, 'other-town');
  expect(await lists(other, true)).toBeUndefined();
  const { api } = world.radiologist;
  const acts = [
    api.orders.decideRemote({ ...world.target(withdrawn), act: 'accept', reason: '' }),
    api.orders.lock({ ...world.meta(), examId: exam.id }),
    api.examReports.ofExam({ examId: exam.id }),
    api.orders.exam({ examId: exam.id }),
    api.orders.priors({ examId: exam.id }),
    api.orders.attachments({ examId: exam.id }),
  ];
  expect(await Promise.all(acts.map(codeOf))).toEqual(Array(acts.length).fill('RIGHT_MISSING'));
  const again = await world.township.api.orders.decideRemote({
    ...world.target(withdrawn),
    ...{ act: 'resubmit', reason: '' },
  });
  expect(await lists(world.radiologist, false)).toMatchObject({ version: again.version });
});

test('a returned request is not submitted again to who was closed, shut the service or is no superior any more', async () => {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const { db } = world.running.server.kernel;
  const registered = await world.registered({}, world.township);
  const exam = await world.inside((work) => attachObject(work, registered.id, world.study()));
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const asked = await world.township.api.orders.requestRemote({ ...world.target(exam), ...ask });
  const decide = (at: Browser, act: 'return' | 'resubmit', version: ExamDocument, reason: string) =>
    at.api.orders.decideRemote({ ...world.target(version), act, reason });
  const returned = await decide(world.radiologist, 'return', asked, '缺少骨窗');
  const network = async (id: string, change: { superior_ids?: string[]; reads?: string[] }) =>
    db.updateTable('institution').set(change).where('id', '=', id).execute();
  const tries = async () => codeOf(decide(world.township, 'resubmit', returned, ''));
  await network('town-a', { superior_ids: [] });
  expect(await tries()).toBe('READER_CLOSED');
  await network('town-a', { superior_ids: ['county'] });
  await network('county', { reads: ['ecg'] });
  expect(await tries()).toBe('READER_CLOSED');
  await network('county', { reads: ['radiology', 'ecg'], superior_ids: ['town-a'] });
  expect(await tries()).toBe('READER_CLOSED');
  await network('county', { superior_ids: [] });
  expect(await tries()).toBe('done');
});

test('a report read for another institution is closed by those whom the reading one designated, and by nobody else (RAD-39)', async () => {
  const { server } = world.running;
  world.township = await loggedIn(server, 'town-radiographer');
  world.radiologist = await loggedIn(server, 'radiologist');
  world.resident = await loggedIn(server, 'radiology-resident');
  world.technician = await loggedIn(server, 'radiographer');
  const admin = await loggedIn(server, 'system-admin');
  await createPerson(server.kernel, {
    ...{ user: 'confirmer', name: '王主任', departmentId: '', roles: ['radiologist'], extraRights: [] },
    ...{ labGroups: [], enabled: true, password: testPassword },
  });
  const confirmer = await loggedIn(server, 'confirmer');
  const idOf = async (who: Browser) => (await who.api.identity.me())?.person.id ?? '';
  const [wang, resident] = [await idOf(confirmer), await idOf(world.resident)];

  const asks = { institutionId: 'county', service: 'radiology' as const };
  const choices = await admin.api.orders.confirmerChoices(asks);
  expect(choices.map(({ personName }) => personName).toSorted()).toEqual(['某radiologist', '王主任']);
  expect(await codeOf(world.radiologist.api.orders.confirmerChoices(asks))).toBe('RIGHT_MISSING');
  const designate = async (personId: string, fromInstitutionIds: string[]) => {
    const county = (await admin.api.orders.institutionRegister()).find(({ own }) => own);
    if (!county) throw new Error('no institution');
    const confirmers = [{ personId, service: 'radiology' as const, fromInstitutionIds }];
    return admin.api.orders.saveInstitution({
      ...world.meta(),
      institution: { ...county, confirmers },
      isNew: false,
    });
  };
  expect(await detailOf(designate(resident, []))).toMatchObject({
    code: 'INPUT_INVALID',
    fields: ['confirmers: 某radiology-resident may not review radiology for county'],
  });
  await designate(wang, ['town-a']);
  const saved = await server.kernel.db
    .selectFrom('audit')
    .select('detail')
    .where('act', '=', 'orders.saveInstitution')
    .where('outcome', '=', 'done')
    .orderBy('at', 'desc')
    .executeTakeFirst();
  expect(saved?.detail).toContain(wang);

  const accepted = async () => {
    const exam = await world.registered({}, world.township);
    const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
    await world.township.api.orders.requestRemote({ ...world.target(exam), ...ask });
    const waiting = await world.inside((work) => attachObject(work, exam.id, world.study()));
    return world.radiologist.api.orders.decideRemote({ ...world.target(waiting), act: 'accept', reason: '' });
  };
  const submitted = async (exam: ExamDocument) => {
    const draft = await world.drafted(exam);
    return world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
  };
  const release = (who: Browser, report: ExamReport) =>
    who.api.examReports.release({ ...world.about(report), content: report.content });

  const exam = await accepted();
  const report = await submitted(exam);
  expect(await detailOf(release(world.radiologist, report))).toEqual({
    code: 'CONFIRMER_ONLY',
    accessionNumber: exam.accessionNumber,
    confirmers: ['王主任'],
  });
  const open = await world.township.api.orders.exam({ examId: exam.id });
  expect(open).toMatchObject({ remote: { state: 'accepted' }, report: { state: 'submitted', authorId: resident } });
  const listed = (await world.township.api.orders.institutions()).find(({ own }) => own);
  expect(listed?.confirmers).toMatchObject([{ personId: wang, personName: '王主任', able: true }]);
  const closed = await release(confirmer, report);
  expect(closed).toMatchObject({ state: 'final', reviewer: '王主任' });
  expect(closed.signatures.map(({ role, confirms }) => [role, confirms])).toEqual([
    ['author', undefined],
    ['reviewer', true],
  ]);
  expect(await world.township.api.orders.exam({ examId: exam.id })).toMatchObject({ remote: { state: 'done' } });

  // One person never does both, whatever the hospital allows for its own exams.
  const setting = { key: onePersonSetting('radiology'), value: 'true' };
  await server.kernel.db.insertInto('setting').values(setting).execute();
  const alone = await accepted();
  const { fence } = await world.locked(alone, confirmer);
  const own = await confirmer.api.examReports.saveDraft({
    ...world.meta(),
    ...{ examId: alone.id, reportId: randomUUID(), expectedVersion: 0, fence, content: content() },
  });
  expect(await codeOf(release(confirmer, own))).toBe('STATE_REFUSED');
  const signed = await confirmer.api.examReports.submit({ ...world.about(own), content: content() });
  expect(await codeOf(release(confirmer, signed))).toBe('SAME_PERSON');
  await server.kernel.db.deleteFrom('setting').where('key', '=', setting.key).execute();

  // For another institution's requests, and for what is done here, whoever holds the right reviews.
  await designate(wang, ['town-b']);
  expect(await release(world.radiologist, await submitted(await accepted()))).toMatchObject({ state: 'final' });
  await designate(wang, []);
  const plain = await release(world.radiologist, await submitted(await world.acquired()));
  expect([plain.state, plain.signatures.map(({ confirms }) => confirms)]).toEqual(['final', [undefined, undefined]]);

  // Who left stays designated until an administrator says otherwise, and keeps nothing else from being saved.
  await server.kernel.db.updateTable('person').set({ enabled: false }).where('id', '=', wang).execute();
  expect((await designate(wang, ['town-a'])).confirmers).toMatchObject([{ personId: wang }]);
  const left = (await world.township.api.orders.institutions()).find((one) => one.own);
  expect(left?.confirmers).toMatchObject([{ personName: '王主任', able: false }]);
  expect(await detailOf(release(world.radiologist, await submitted(await accepted())))).toMatchObject({
    code: 'CONFIRMER_ONLY',
    confirmers: [],
  });
  await server.kernel.db.updateTable('institution').set({ confirmers: '[]' }).where('id', '=', 'county').execute();
});
