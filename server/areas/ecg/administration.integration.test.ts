// What an ECG administrator looks at and sets, through the real server: figures by department and time, a trial of rules, institutions.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { addPeople, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { workbook } from '../../../test/support/xlsx.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
}, 60_000);
afterAll(() => world.started.close());

test('figures by the department that asked and by time to report, and those of one department alone', async () => {
  const { manager, register, day } = world;
  await register('P900', '甲');
  await register('P901', '乙');
  const all = await manager.api.ecg.statistics({ from: day(), to: day() });
  expect(all.byDepartment.reduce((sum, { exams }) => sum + exams, 0)).toBe(all.totals.exams);
  expect(all.turnaround.map(({ priority }) => priority)).toEqual(['emergency', 'urgent', 'routine']);
  expect(all.turnaround.reduce((sum, { reported }) => sum + reported, 0)).toBe(all.totals.reported);
  const [department] = all.byDepartment;
  const one = await manager.api.ecg.statistics({
    from: day(),
    to: day(),
    departmentId: department?.departmentId || 'nobody',
  });
  expect(one.totals.exams).toBe(department?.departmentId ? department.exams : 0);
  const none = await manager.api.ecg.statistics({ from: day(), to: day(), departmentId: 'NOWHERE' });
  expect(none.totals).toMatchObject({ exams: 0, recordings: 0, positiveRate: null });
});

test('figures by ECG type and by the upload point where the tracing came in, each exam once; in the workbook too', async () => {
  const { manager, technician, started, day } = world;
  const [institution] = await manager.api.orders.institutions();
  const person = await started.server.kernel.db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('user_name', '=', 'ecg-technician')
    .executeTakeFirstOrThrow();
  const point = {
    ...{ name: '东院区采集点', institutionId: institution?.id ?? '', departmentId: '', folders: [], active: true },
    people: [{ personId: person.id, name: person.name }],
  };
  const command1 = command(started.clock);
  await manager.api.ecg.saveUploadPoint({ command: command1, pointId: null, expectedVersion: 0, point });
  const exam = await world.register('P920', '戊');
  await world.register('P921', '己');
  for (const seed of [71, 72])
    await technician.fetch(`/ecg/manual?name=a.json&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ patient: { id: 'P920' }, seed }),
    });
  const span = { from: day(), to: day() };
  const { byUploadPoint, byType, totals } = await manager.api.ecg.statistics(span);
  expect(byUploadPoint.find(({ name }) => name === '东院区采集点')).toMatchObject({
    exams: 1,
    recordings: 2,
    reported: 0,
  });
  expect(byUploadPoint.find(({ id }) => id === '')?.exams).toBe(totals.exams - 1);
  expect(byType).toMatchObject([{ code: 'resting', name: '静息心电', nameEn: 'Resting ECG', exams: totals.exams }]);
  const file = await manager.fetch(`/ecg/statistics.xlsx?${new URLSearchParams(span)}`);
  const sheets = workbook(Buffer.from(await file.arrayBuffer()));
  expect(sheets.get('上传点')?.flat()).toContain('东院区采集点');
  expect(sheets.get('心电类型')?.[1]).toEqual(expect.arrayContaining(['静息心电', 'resting', totals.exams]));
});

test('by role level: the ward sees what it asked for, without fees and work; who reads sees the own line of the work', async () => {
  const { manager, doctor, clinician, register, day } = world;
  await register('P905', '丁', { departmentId: 'CARD' });
  const span = { from: day(), to: day() };
  const whole = await manager.api.ecg.statistics(span);
  expect(whole.level).toBe('department');
  expect(whole.diseases).toContainEqual(expect.objectContaining({ text: '胸闷' }));
  expect((await doctor.api.ecg.statistics(span)).level).toBe('staff');
  // Without any ECG right there are no figures at all.
  expect(await codeOf(clinician.api.ecg.statistics(span))).toBe('RIGHT_MISSING');
  const { server } = world.started;
  for (const [user, departmentId] of [
    ['ward-viewer', 'CARD'],
    ['roaming', ''],
  ] as const)
    await createPerson(server.kernel, {
      ...{ user, name: user, departmentId, roles: [], extraRights: ['ecg.view'], labGroups: [] },
      ...{ enabled: true, password: testPassword },
    });
  const viewer = await loggedIn(server, 'ward-viewer');
  const seen = await viewer.api.ecg.statistics({ ...span, departmentId: 'ECGROOM' });
  expect(seen).toMatchObject({ level: 'requester', workload: [], totals: { feeCent: null } });
  expect(seen.byDepartment.map(({ departmentId }) => departmentId)).toEqual(['CARD']);
  const book = await viewer.fetch(`/ecg/statistics.xlsx?${new URLSearchParams(span)}`);
  expect(book.status).toBe(200);
  const roaming = await loggedIn(server, 'roaming');
  expect(await codeOf(roaming.api.ecg.statistics(span))).toBe('RIGHT_MISSING');
});

test('a trial says which recordings would alarm, changes nothing, and is written down', async () => {
  const { manager, doctor, register, upload, started } = world;
  await register('P910', '丙');
  await upload(ecgFile({ patient: { id: 'P910', name: '丙' }, rrS: 1, seed: 5 }));
  const active = (await manager.api.ecg.ruleSets()).find((one) => one.active);
  if (!active) throw new Error('no rule set is in force');
  const { version: _version, ...ruleSet } = active.ruleSet;
  const rules = ruleSet.rules.map((rule) =>
    rule.when.kind === 'mean-rate-low' ? { ...rule, when: { ...rule.when, maxRateBpm: 70 } } : rule,
  );
  const asIs = await manager.api.ecg.previewRuleSet({ ruleSet, limit: 50 });
  for (const { now, tried } of asIs.rows) expect(tried).toEqual(now);
  const wider = await manager.api.ecg.previewRuleSet({ ruleSet: { ...ruleSet, rules }, limit: 50 });
  const row = wider.rows.find(({ name }) => name === '丙');
  expect(row?.now.map(({ rule }) => rule)).not.toContain('severe-bradycardia');
  expect(row?.tried.find(({ rule }) => rule === 'severe-bradycardia')?.evidenceZh).toContain('60次/分');
  expect(await codeOf(doctor.api.ecg.previewRuleSet({ ruleSet, limit: 5 }))).toBe('RIGHT_MISSING');
  expect((await manager.api.ecg.ruleSets()).find((one) => one.active)?.ruleSet).toEqual(active.ruleSet);
  const trail = await started.server.kernel.db
    .selectFrom('audit')
    .select('act')
    .where('act', '=', 'ecg.previewRules')
    .execute();
  expect(trail.length).toBeGreaterThanOrEqual(2);
});

test('a shipped set is nobody’s word until a person confirms it, puts it in force or saves an own one; the trail says who', async () => {
  const { manager, doctor, started } = world;
  const find = async (id: string) => {
    const found = (await manager.api.ecg.ruleSets()).find(({ ruleSet }) => ruleSet.id === id);
    if (!found) throw new Error(`no set ${id}`);
    return found;
  };
  const sets = await manager.api.ecg.ruleSets();
  const active = sets.find((one) => one.active);
  const other = sets.find((one) => !one.active && one.shipped && one.ruleSet.id !== active?.ruleSet.id);
  if (!active || !other) throw new Error('two shipped sets are needed');
  expect(sets.map(({ confirmed }) => confirmed)).toEqual(sets.map(() => null));
  const { id, version } = active.ruleSet;
  const confirm = { id, version, reason: '医务处 2026 年清单，逐条核对' };
  const { confirmRuleSet } = doctor.api.ecg;
  expect(await codeOf(confirmRuleSet({ command: command(started.clock), ...confirm }))).toBe('RIGHT_MISSING');
  const by = (await manager.api.identity.me())?.person.name;
  const first = await manager.api.ecg.confirmRuleSet({ command: command(started.clock), ...confirm });
  expect(first).toMatchObject({ active: true, confirmed: { by }, ruleSet: active.ruleSet });
  started.clock.pass(60_000);
  // Confirmed once: the first word stands.
  const again = await manager.api.ecg.confirmRuleSet({ command: command(started.clock), ...confirm });
  expect(again.confirmed).toEqual(first.confirmed);
  await manager.api.ecg.activateRuleSet({ command: command(started.clock), ...other.ruleSet, reason: '改用本省清单' });
  expect(await find(other.ruleSet.id)).toMatchObject({ active: true, confirmed: { by } });
  const { version: _version, ...ruleSet } = active.ruleSet;
  const own = await manager.api.ecg.saveRuleSet({
    command: command(started.clock),
    ruleSet,
    activate: true,
    reason: '本院',
  });
  expect(own).toMatchObject({ shipped: false, confirmed: { by } });
  const trail = await started.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail', 'person_name'])
    .where('act', '=', 'ecg.confirmRuleSet')
    .where('outcome', '=', 'done')
    .execute();
  expect(trail[0]).toMatchObject({ subject: `${id} ${version}`, detail: confirm.reason });
});

test('institutions: entered, changed, switched off; a department is one institution’s; the own one stays', async () => {
  const { started, manager } = world;
  await addPeople(started.server, ['system-admin']);
  const admin = await loggedIn(started.server, 'system-admin');
  const institution = {
    id: 'township',
    name: '乡镇卫生院',
    nameEn: '',
    reads: [],
    own: false,
    active: true,
    departmentIds: ['TS1'],
    hl7Peer: '',
    openDepartments: [],
    superiorIds: [],
    address: '',
    level: '',
    contact: '',
    phone: '',
  };
  const save = (part: object, isNew = false) =>
    admin.api.orders.saveInstitution({
      command: command(started.clock),
      institution: { ...institution, ...part },
      isNew,
    });
  await save({}, true);
  expect(await codeOf(save({}, true))).toBe('DUPLICATE');
  expect(await codeOf(save({ id: 'other' }, true))).toBe('DUPLICATE');
  expect(await codeOf(save({ id: 'unknown' }))).toBe('NOT_FOUND');
  expect(await codeOf(save({ own: true }))).toBe('STATE_REFUSED');
  expect((await manager.api.orders.institutions()).map(({ id }) => id)).toContain('township');
  await save({ active: false });
  expect((await manager.api.orders.institutions()).map(({ id }) => id)).not.toContain('township');
  const register = await admin.api.orders.institutionRegister();
  expect(register[0]?.own).toBe(true);
  expect(register.at(-1)).toMatchObject({ id: 'township', active: false });
  expect(await codeOf(manager.api.orders.institutionRegister())).toBe('RIGHT_MISSING');
  const trail = await started.server.kernel.db
    .selectFrom('audit')
    .select('detail')
    .where('act', '=', 'orders.saveInstitution')
    .execute();
  expect(trail.some(({ detail }) => detail?.includes('active: true -> false'))).toBe(true);
});
