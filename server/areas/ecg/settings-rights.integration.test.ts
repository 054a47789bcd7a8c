// Divided rights of the ECG department (ECG-51): who keeps upload points, hospital groups, settings, data types, cases or the summary does
// that and nothing else, and without seeing a patient where it needs none.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Right } from '../../../core/identity/rights.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { type Browser, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { caseRights } from '../../db/migrations/0293-case-rights.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;
let points: Browser;
let groups: Browser;
const meta = () => ({ command: command(world.started.clock) });

async function personWith(user: string, ...rights: Right[]): Promise<Browser> {
  const { server } = world.started;
  const more = { departmentId: '', roles: [], extraRights: rights, labGroups: [], enabled: true };
  await createPerson(server.kernel, { user, name: user, password: testPassword, ...more });
  return loggedIn(server, user);
}

beforeAll(async () => {
  world = await startEcgWorld();
  points = await personWith('points', 'ecg.uploadPoints');
  groups = await personWith('groups', 'institution.groups');
}, 60_000);
afterAll(() => world.started.close());

test('the keeper of upload points lists them, names staff and saves one; plans, devices and patients stay closed', async () => {
  const { ecg, orders } = points.api;
  const [institution] = await orders.institutions();
  expect((await orders.staff({ service: 'ecg' })).length).toBeGreaterThan(0);
  const point = { name: '一病区', institutionId: institution?.id ?? '', departmentId: '', folders: [], people: [] };
  await ecg.saveUploadPoint({ ...meta(), pointId: null, expectedVersion: 0, point: { ...point, active: true } });
  expect(await ecg.uploadPoints()).toMatchObject([{ name: '一病区' }]);
  const refused = [
    () => orders.staff({ service: 'radiology' }),
    () => orders.forwardingPlan({ service: 'ecg' }),
    () => ecg.devices(),
    () => ecg.settings(),
    () => ecg.recordings({}),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
});

test('groups of hospitals and what is forwarded between them have a keeper each; upload points, staff and patients stay closed to both', async () => {
  const { ecg, orders } = groups.api;
  const plan = await orders.forwardingPlan({ service: 'ecg' });
  const group = { id: 'g1', name: '东片', institutionIds: [] };
  const saved = await orders.saveForwardingPlan({ ...meta(), plan: { ...plan, groups: [group] } });
  expect(saved).toMatchObject({ version: plan.version + 1, groups: [group] });
  const later = { ...saved, unattendedMinutes: 7 };
  expect(await codeOf(orders.saveForwardingPlan({ ...meta(), plan: later }))).toBe('RIGHT_MISSING');
  const forwarding = await personWith('forwarding', 'institution.forwarding');
  const regrouped = { ...later, groups: [] };
  expect(await codeOf(forwarding.api.orders.saveForwardingPlan({ ...meta(), plan: regrouped }))).toBe('RIGHT_MISSING');
  expect(await forwarding.api.orders.saveForwardingPlan({ ...meta(), plan: later })).toMatchObject({
    ...{ groups: [group], unattendedMinutes: 7 },
  });
  expect(await codeOf(forwarding.api.ecg.uploadPoints())).toBe('RIGHT_MISSING');
  const refused = [
    () => ecg.uploadPoints(),
    () => orders.staff({ service: 'ecg' }),
    () => ecg.devices(),
    () => ecg.recordings({}),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
});

test('the keeper of settings changes time limits and rules; points, devices, figures, a trial on recordings and patients stay closed', async () => {
  const { ecg, orders } = (await personWith('settings', 'ecg.settings')).api;
  const before = await ecg.settings();
  const saved = await ecg.saveSettings({ ...meta(), settings: { ...before, acknowledgeMinutes: 9 } });
  expect(saved).toMatchObject({ version: before.version + 1, acknowledgeMinutes: 9 });
  expect((await orders.staff({ service: 'ecg' })).length).toBeGreaterThan(0);
  const inForce = (await ecg.ruleSets()).find(({ active }) => active);
  if (!inForce) throw new Error('no rule set');
  const { version, ...ruleSet } = inForce.ruleSet;
  const made = await ecg.saveRuleSet({ ...meta(), ruleSet, activate: false, reason: '会议决定' });
  expect(made).toMatchObject({ active: false, savedBy: 'settings' });
  const booking = await world.manager.api.orders.bookingSettings({ service: 'ecg' });
  const span = { from: world.day(), to: world.day() };
  const refused = [
    () => ecg.previewRuleSet({ ruleSet, limit: 10 }),
    () => orders.saveBookingSettings({ ...meta(), settings: booking }),
    () => ecg.uploadPoints(),
    () => ecg.devices(),
    () => ecg.statistics(span),
    () => ecg.recordings({}),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
  const devices = (await personWith('devices', 'ecg.admin', 'ecg.view')).api.ecg;
  expect(await devices.devices()).toEqual(expect.any(Array));
  expect(await codeOf(devices.saveSettings({ ...meta(), settings: saved }))).toBe('RIGHT_MISSING');
  const put = { ...meta(), id: ruleSet.id, version, reason: '会议决定' };
  expect(await codeOf(devices.activateRuleSet(put))).toBe('RIGHT_MISSING');
});

test('ECG types are saved by who keeps data types, not by who keeps the other dictionaries', async () => {
  const types = await personWith('types', 'ecg.types');
  const others = await personWith('dictionary', 'dictionary.edit');
  const type = { code: 'stress-mri', name: '药物负荷', nameEn: '', active: true, position: 90 };
  const save = (at: Browser) => at.api.orders.saveEcgType({ ...meta(), type, expectedVersion: 0 });
  expect(await codeOf(save(others))).toBe('RIGHT_MISSING');
  expect(await save(types)).toMatchObject({ code: 'stress-mri', version: 1 });
  expect((await types.api.orders.ecgTypes()).map(({ code }) => code)).toContain('stress-mri');
  expect(await codeOf(types.api.orders.items({ service: 'ecg' }))).toBe('RIGHT_MISSING');
});

test('who sums up cases has the figures of the whole department and their workbook, and no list of patients', async () => {
  await world.register('P700', '甲');
  const summary = await personWith('summary', 'ecg.statistics');
  const span = { from: world.day(), to: world.day() };
  const figures = await summary.api.ecg.statistics(span);
  expect(figures.level).toBe('department');
  expect(figures.totals.exams).toBeGreaterThan(0);
  expect(figures.totals).toEqual((await world.manager.api.ecg.statistics(span)).totals);
  expect((await summary.fetch(`/ecg/statistics.xlsx?${new URLSearchParams(span)}`)).status).toBe(200);
  const { orders, ecg } = summary.api;
  const refused = [
    () => orders.worklist({ service: 'ecg' }),
    () => ecg.recordings({}),
    () => orders.requestNumberGaps({ service: 'ecg', ...span, text: '' }),
  ];
  for (const one of refused) expect(await codeOf(one())).toBe('RIGHT_MISSING');
});

test('the manager of cases corrects, cancels and reinstates an exam and moves a recording; who only sees them does not, nor registers', async () => {
  const cases = await personWith('cases', 'ecg.cases', 'ecg.view');
  const viewer = await personWith('viewer', 'ecg.view');
  const exam = await world.register('P701', '乙');
  const at = ({ id, version }: { id: string; version: number }) => ({
    ...meta(),
    examId: id,
    expectedVersion: version,
  });
  const reason = '重复登记';
  expect(await codeOf(viewer.api.orders.cancel({ ...at(exam), reason }))).toBe('RIGHT_MISSING');
  const cancelled = await cases.api.orders.cancel({ ...at(exam), reason });
  const back = await cases.api.orders.reinstate({ ...at(cancelled), reason: '取消有误' });
  expect([cancelled.state, back.state]).toEqual(['cancelled', 'registered']);
  expect(await codeOf(cases.api.orders.arrive({ ...at(back), room: '', deviceId: '' }))).toBe('RIGHT_MISSING');
  await world.approveDevice();
  const { recordingId } = await world.upload(
    ecgFile({ patient: { id: 'P701', name: '乙' }, seed: 71 }),
    `/ecg/upload?name=a.json&accession=${exam.accessionNumber}`,
  );
  const { recording } = await cases.api.ecg.recording({ recordingId });
  const of = { ...meta(), recordingId, expectedVersion: recording.version };
  const away = { ...of, examId: null, reason: '归错' };
  expect(await codeOf(viewer.api.ecg.assign(away))).toBe('RIGHT_MISSING');
  const loose = await cases.api.ecg.assign({ ...away, ...meta() });
  expect(loose).toMatchObject({ state: 'unmatched', examId: null });
  const undo = { ...meta(), recordingId: loose.id, expectedVersion: loose.version, reason: '误操作' };
  expect(await cases.api.ecg.undoAssign(undo)).toMatchObject({ state: 'matched', examId: exam.id });
});

test('at the upgrade whoever managed the department, or kept dictionaries, goes on to, by name; nobody else gets anything', async () => {
  const { db } = world.started.server.kernel;
  const roles: [string, Right[]][] = [
    ['old-manager', ['ecg.admin', 'ecg.view']],
    ['old-dictionaries', ['dictionary.edit']],
    ['old-doctor', ['ecg.view', 'ecg.write']],
  ];
  for (const [id, rights] of roles)
    await db.insertInto('role').values({ id, name: id, name_en: '', rights, version: 1 }).execute();
  await caseRights.up(db);
  await caseRights.up(db);
  const rows = await db.selectFrom('role').select(['id', 'rights', 'version']).where('id', 'like', 'old-%').execute();
  expect(Object.fromEntries(rows.map(({ id, rights }) => [id, rights]))).toEqual({
    'old-manager': ['ecg.admin', 'ecg.cases', 'ecg.settings', 'ecg.statistics', 'ecg.view'],
    'old-dictionaries': ['dictionary.edit', 'ecg.types'],
    'old-doctor': ['ecg.view', 'ecg.write'],
  });
});
