// Quality through the real server: grading with its rights and conflicts, the technician's feedback, samples, and indicators from real rows.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { IndicatorDimension, IndicatorId } from '../../../core/quality/indicators.ts';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, awayFromMidnight, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { workbook } from '../../../test/support/xlsx.ts';
import { createPerson } from '../identity/module.ts';
import { attachObject } from '../orders/module.ts';

let world: ExamWorld;
let manager: Browser;
let second: Browser;

beforeAll(async () => {
  world = await startExamWorld({}, (running) => awayFromMidnight(running, 4));
  await addPeople(world.running.server, ['radiology-manager', 'auditor'], []);
  await createPerson(world.running.server.kernel, {
    ...{ user: 'resident-two', name: '住院乙', departmentId: '', roles: ['radiology-resident'], extraRights: [] },
    ...{ labGroups: [], enabled: true, password: 'Kirschbaum-27' },
  });
  manager = await loggedIn(world.running.server, 'radiology-manager');
  second = await loggedIn(world.running.server, 'resident-two');
}, 60_000);
afterAll(() => world.close());

const today = () => hospitalDay(world.running.clock.now());
const none = { reasons: [] as string[], note: '' };
const grade = (
  by: Browser,
  exam: ExamDocument,
  value: 'A' | 'B' | 'C' | 'reject' | null,
  version: number,
  reasons: string[] = [],
) =>
  by.api.quality.gradeImages({
    ...world.meta(),
    ...{ examId: exam.id, expectedVersion: version, grade: value, reasons, note: '' },
  });
const finish = (exam: ExamDocument, count: number, by: Browser = world.technician) =>
  by.api.quality.recordRepeats({
    ...world.meta(),
    ...{ examId: exam.id, expectedVersion: 0, count, reasons: count > 0 ? ['motion'] : [], note: '' },
  });

describe('grading', () => {
  test('a reader grades; a clinician neither grades nor sees; the technician sees the grade and the reason of his own exam', async () => {
    const exam = await world.acquired();
    await finish(exam, 0);
    const graded = await grade(world.resident, exam, 'B', 1, ['motion']);
    expect(graded).toMatchObject({ version: 2, images: { grade: 'B', reasons: ['motion'] } });
    expect(await codeOf(grade(world.clinician, exam, 'A', 2))).toBe('RIGHT_MISSING');
    expect(await codeOf(world.clinician.api.quality.ofExam({ examId: exam.id }))).toBe('RIGHT_MISSING');
    expect(await codeOf(grade(world.technician, exam, 'A', 2))).toBe('RIGHT_MISSING');
    const own = await world.technician.api.quality.feedback({ days: 30 });
    expect(own.find(({ examId }) => examId === exam.id)?.quality.images).toMatchObject({
      grade: 'B',
      reasons: ['motion'],
    });
    expect(await world.township.api.quality.feedback({ days: 30 })).toEqual([]);
  });

  test('two who grade at once: the second is told who was first; the same command twice is one grade', async () => {
    const exam = await world.acquired();
    const input = { ...world.meta(), examId: exam.id, expectedVersion: 0, grade: 'A' as const, ...none };
    const first = await world.radiologist.api.quality.gradeImages(input);
    expect(await world.radiologist.api.quality.gradeImages(input)).toEqual(first);
    expect(first.history).toHaveLength(1);
    expect(await detailOf(grade(world.resident, exam, 'C', 0, ['noise']))).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', by: '某radiologist', value: 'A' },
    });
    const both = await Promise.allSettled([
      grade(world.resident, exam, 'C', 1, ['noise']),
      grade(world.radiologist, exam, 'B', 1, ['motion']),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const undone = await grade(world.radiologist, exam, null, 2);
    expect(undone.images).toBeNull();
    expect(undone.history.map(({ part }) => part)).toEqual(['images', 'images', 'images']);
  });

  test('the reviewer grades the resident’s report; the report itself does not change, another resident may not, nor the author', async () => {
    const exam = await world.acquired();
    const report = await world.released(exam);
    const input = () => ({
      ...world.meta(),
      reportId: report.id,
      expectedVersion: 0,
      grade: 'B' as const,
      reasons: ['typing'],
      note: '',
    });
    expect(await codeOf(second.api.quality.gradeReport(input()))).toBe('RIGHT_MISSING');
    const graded = await world.radiologist.api.quality.gradeReport(input());
    expect(graded.reports[report.id]).toMatchObject({ grade: 'B', edition: 1 });
    const [after] = await world.radiologist.api.examReports.ofExam({ examId: exam.id });
    expect(after).toEqual(report);
    const exams = await world.reload(exam);
    expect(JSON.stringify(exams)).not.toContain('typing');
    const technician = await world.technician.api.quality.ofExam({ examId: exam.id });
    expect(technician.reports).toEqual({});
  });

  test('each act and each read of patients’ data leaves a row in the trail', async () => {
    const acts = await world.running.server.kernel.db
      .selectFrom('audit')
      .select(['act', 'patient_id'])
      .where('act', 'like', 'quality.%')
      .execute();
    const names = new Set(acts.map(({ act }) => act));
    for (const act of ['gradeImages', 'gradeReport', 'recordRepeats', 'ofExam', 'feedback'])
      expect(names).toContain(`quality.${act}`);
    expect(
      acts.filter(({ act, patient_id }) => act === 'quality.gradeImages' && patient_id !== null).length,
    ).toBeGreaterThan(3);
  });

  test('other windows hear of a grade, and what they hear is cut to what each may see', async () => {
    const { changes } = await world.radiologist.api.sync.since({ cursor: 0, limit: 2000 });
    const told = changes.filter(({ kind, document }) => kind === 'examQuality' && document !== null);
    expect(told.length).toBeGreaterThan(2);
    const clinician = await world.clinician.api.sync.since({ cursor: 0, limit: 2000 });
    expect(clinician.changes.some(({ kind, document }) => kind === 'examQuality' && document !== null)).toBe(false);
  });
});

describe('dictionary and limits', () => {
  test('a manager adds, renames and switches off reasons; a reason that is off is not given any more', async () => {
    const reason = {
      ...{ kind: 'images' as const, code: 'jewellery', name: '首饰未取', nameEn: 'Jewellery' },
      ...{ position: 65, active: true, version: 0 },
    };
    expect(await codeOf(world.radiologist.api.quality.saveReason({ ...world.meta(), reason }))).toBe('RIGHT_MISSING');
    const made = await manager.api.quality.saveReason({ ...world.meta(), reason });
    expect(await codeOf(manager.api.quality.saveReason({ ...world.meta(), reason }))).toBe('DUPLICATE');
    const exam = await world.acquired();
    await grade(world.resident, exam, 'C', 0, ['jewellery']);
    await manager.api.quality.saveReason({ ...world.meta(), reason: { ...made, active: false } });
    expect(await codeOf(manager.api.quality.saveReason({ ...world.meta(), reason: made }))).toBe('VERSION_CONFLICT');
    const other = await world.acquired();
    expect(await codeOf(grade(world.resident, other, 'C', 0, ['jewellery']))).toBe('INPUT_INVALID');
    expect((await world.resident.api.quality.reasons()).filter(({ code }) => code === 'jewellery')).toMatchObject([
      { active: false },
    ]);
  });

  test('limits ship unconfirmed; saving them says whose they are', async () => {
    const shipped = await manager.api.quality.settings();
    expect(shipped).toMatchObject({ confirmed: null, criticalMinutes: 10, version: 1 });
    const { confirmed: _confirmed, ...settings } = shipped;
    const dead = [{ priority: '' as const, modality: '', minutes: 5 }, ...settings.limits];
    expect(
      await codeOf(manager.api.quality.saveSettings({ ...world.meta(), settings: { ...settings, limits: dead } })),
    ).toBe('INPUT_INVALID');
    const saved = await manager.api.quality.saveSettings({ ...world.meta(), settings });
    expect(saved.confirmed?.by).toBe('某radiology-manager');
    expect(await codeOf(manager.api.quality.saveSettings({ ...world.meta(), settings }))).toBe('VERSION_CONFLICT');
  });
});

describe('samples', () => {
  test('drawn by a seed, graded without names, closed, and only then counted', async () => {
    for (let count = 0; count < 3; count += 1) {
      const report = await world.released(await world.acquired({ modality: 'CR' }));
      await world.radiologist.api.quality.gradeReport({
        ...world.meta(),
        ...{ reportId: report.id, expectedVersion: 0, grade: 'A', ...none },
      });
    }
    const criteria = { from: today(), to: today(), modality: 'CR', doctors: [], perDoctor: 2 };
    expect(await codeOf(world.radiologist.api.quality.drawSample({ ...world.meta(), criteria, seed: 7 }))).toBe(
      'RIGHT_MISSING',
    );
    const doctors = await manager.api.quality.sampleDoctors(criteria);
    expect(doctors).toMatchObject([{ personName: '某radiology-resident' }]);
    const sample = await manager.api.quality.drawSample({ ...world.meta(), criteria, seed: 7 });
    const again = await manager.api.quality.drawSample({ ...world.meta(), criteria, seed: 7 });
    expect(sample).toMatchObject({ state: 'open', size: 2, graded: 0, seed: 7 });
    const readings = async (id: string) => (await manager.api.quality.sample({ sampleId: id })).items;
    const rows = await world.running.server.kernel.db.selectFrom('quality_sample_item').selectAll().execute();
    const reportsOf = (id: string) =>
      rows
        .filter(({ sample_id }) => sample_id === id)
        .toSorted((left, right) => left.number - right.number)
        .map(({ report_id }) => report_id);
    expect(reportsOf(again.id)).toEqual(reportsOf(sample.id));

    const blind = await readings(sample.id);
    expect(blind.map(({ shown }) => shown)).toEqual([null, null]);
    expect(JSON.stringify(blind)).not.toContain('某radiol');
    expect(JSON.stringify(blind)).not.toContain('放射');
    expect(blind[0]?.impression).toContain('未见明显异常');
    const give = (number: number, value: 'A' | 'B', expectedGrades = 0, note = '') =>
      manager.api.quality.gradeSample({
        ...world.meta(),
        ...{ sampleId: sample.id, number, expectedGrades, grade: value, reasons: value === 'B' ? ['terms'] : [], note },
      });
    expect(await give(1, 'A')).toMatchObject({ state: 'open', graded: 1 });
    expect(await codeOf(give(1, 'B'))).toBe('VERSION_CONFLICT');
    expect(await codeOf(give(1, 'B', 1))).toBe('REASON_REQUIRED');
    expect((await readings(sample.id))[0]?.shown).toMatchObject({ author: '某radiology-resident', reviewGrade: 'A' });
    const close = (expectedVersion: number) =>
      manager.api.quality.closeSample({ ...world.meta(), sampleId: sample.id, expectedVersion });
    expect(await codeOf(close(2))).toBe('STATE_REFUSED');
    const full = await give(2, 'B');
    expect(full.state).toBe('graded');
    const agreement = async () =>
      (await manager.api.quality.indicators({ from: today(), to: today() })).total.values.sampleAgreement;
    expect(await agreement()).toEqual({ counts: 0, of: 0 });
    expect(await close(full.version)).toMatchObject({ state: 'done', closedBy: { personName: '某radiology-manager' } });
    expect(await agreement()).toEqual({ counts: 1, of: 2 });
    expect(await codeOf(give(2, 'A', 1, '再看'))).toBe('STATE_REFUSED');
  });

  test('nothing released, nothing drawn', async () => {
    const criteria = { from: '2020-01-01', to: '2020-01-02', modality: '', doctors: [], perDoctor: 2 };
    expect(await codeOf(manager.api.quality.drawSample({ ...world.meta(), criteria, seed: null }))).toBe('NOT_FOUND');
  });
});

describe('indicators', () => {
  test('one known world, counted', async () => {
    const before = await manager.api.quality.indicators({ from: today(), to: today(), modality: 'MG' });
    expect(before.total.exams).toBe(0);
    for (const id of IndicatorId.options) expect(before.total.values[id]).toEqual({ counts: 0, of: 0 });
    const at = { modality: 'DX', priority: 'emergency' as const, deviceId: 'DR9', room: 'DR9' };
    const good = await world.acquired(at);
    await finish(good, 0);
    await grade(world.resident, good, 'A', 1);
    const report = await world.released(good);
    const bad = await world.acquired(at);
    await finish(bad, 2);
    await grade(world.resident, bad, 'reject', 1, ['motion']);
    const amended = await world.radiologist.api.examReports.amend({ ...world.about(report), reason: '补充' });
    const { fence } = await world.locked(good, world.radiologist);
    const draft = await world.radiologist.api.examReports.saveDraft({
      ...world.meta(),
      ...{ examId: good.id, reportId: amended.id, expectedVersion: amended.version, fence, content: amended.content },
    });
    const written = await world.radiologist.api.examReports.submit({ ...world.about(draft), content: draft.content });
    const other = await world.running.server.kernel;
    await createPerson(other, {
      ...{ user: 'reviewer-two', name: '审核乙', departmentId: '', roles: ['radiologist'], extraRights: [] },
      ...{ labGroups: [], enabled: true, password: 'Kirschbaum-27' },
    });
    const reviewer = await loggedIn(world.running.server, 'reviewer-two');
    await reviewer.api.examReports.release({ ...world.about(written), content: written.content });
    const critical = await reviewer.api.orders.setRisk({
      ...world.target(await world.reload(bad)),
      ...{ level: 'critical', text: '张力性气胸', raiseCritical: true },
    });
    expect(critical.risk?.level).toBe('critical');
    const scope = { from: today(), to: today(), device: 'DR9' };
    const now = (await manager.api.quality.indicators(scope)).total;
    expect(now).toMatchObject({ exams: 2, reported: 1, repeats: 2, grades: { A: 1, B: 0, C: 0, reject: 1 } });
    expect(now.values).toMatchObject({
      imageGradeA: { counts: 1, of: 2 },
      imageReject: { counts: 1, of: 2 },
      repeat: { counts: 1, of: 2 },
      doubleSign: { counts: 1, of: 1 },
      // The other one is not late yet.
      timely: { counts: 1, of: 1 },
      criticalTimely: { counts: 0, of: 0 },
      positive: { counts: 0, of: 1 },
      amended: { counts: 1, of: 1 },
      recalled: { counts: 0, of: 1 },
    });
    const list = await reviewer.api.critical.list({ state: 'all', days: 1 });
    const value = list.rows.find(({ subjectId }) => subjectId === bad.id);
    expect(value).toBeDefined();
    world.running.clock.pass(11 * 60_000);
    expect((await manager.api.quality.indicators(scope)).total.values.criticalTimely).toEqual({ counts: 0, of: 1 });
    world.running.clock.pass(20 * 60_000);
    manager = await loggedIn(world.running.server, 'radiology-manager');
    expect((await manager.api.quality.indicators(scope)).total.values.timely).toEqual({ counts: 1, of: 2 });
    const late = await manager.api.quality.indicatorExams({ ...scope, indicator: 'timely', part: 'rest' });
    expect(late.rows).toMatchObject([{ examId: bad.id, minutes: null, limitMinutes: 30, counts: 0, of: 1 }]);
    const rejected = await manager.api.quality.indicatorExams({ ...scope, indicator: 'imageReject', part: 'counts' });
    expect(rejected.rows.map(({ examId }) => examId)).toEqual([bad.id]);
  });

  test('images that come after the report give no time to report, neither in time nor late, and are said to be so', async () => {
    const at = { modality: 'DX', priority: 'emergency' as const, deviceId: 'DR8', room: 'DR8' };
    world.technician = await loggedIn(world.running.server, 'radiographer');
    world.resident = await loggedIn(world.running.server, 'radiology-resident');
    world.radiologist = await loggedIn(world.running.server, 'radiologist');
    const [timed, first] = [await world.acquired(at), await world.registered(at)];
    world.running.clock.pass(5 * 60_000);
    await world.released(timed);
    await world.released(first);
    const scope = { from: today(), to: today(), device: 'DR8' };
    const before = (await manager.api.quality.indicators(scope)).total;
    expect(before).toMatchObject({ exams: 2, reported: 2, medianMinutes: 5, untimed: 1 });
    world.running.clock.pass(3 * 60_000);
    await world.inside((work) => attachObject(work, first.id, world.study()));
    const now = (await manager.api.quality.indicators(scope)).total;
    expect(now).toMatchObject({ exams: 2, reported: 2, medianMinutes: 5, p90Minutes: 5, untimed: 1 });
    expect(now.values.timely).toEqual({ counts: 1, of: 1 });
    const { rows } = await manager.api.quality.indicatorExams({ ...scope, indicator: 'doubleSign', part: 'of' });
    expect(rows.map(({ examId, minutes, untimed }) => [examId, minutes, untimed])).toEqual(
      expect.arrayContaining([
        [timed.id, 5, false],
        [first.id, null, true],
      ]),
    );
  });

  test('parts sum to the whole in every dimension; each number is the exams behind it', async () => {
    const span = { from: today(), to: today() };
    const add = (rows: readonly { counts: number; of: number }[]) =>
      rows.reduce((sum, { counts, of }) => ({ counts: sum.counts + counts, of: sum.of + of }), { counts: 0, of: 0 });
    for (const by of IndicatorDimension.options) {
      const { total, groups, choices } = await manager.api.quality.indicators({ ...span, by });
      expect(groups.reduce((sum, { exams }) => sum + exams, 0)).toBe(total.exams);
      expect(new Set(choices[by].map(({ key }) => key))).toEqual(new Set(groups.map(({ key }) => key)));
      for (const id of IndicatorId.options) {
        expect(add(groups.map(({ values }) => values[id]))).toEqual(total.values[id]);
        expect(total.values[id].counts).toBeLessThanOrEqual(total.values[id].of);
      }
      for (const { key, values } of groups) {
        const alone = (await manager.api.quality.indicators({ ...span, by, [by]: key })).total;
        expect(alone.values).toEqual(values);
      }
    }
    const { total } = await manager.api.quality.indicators(span);
    expect(Object.values(total.grades).reduce((sum, count) => sum + count, 0)).toBe(total.values.imageGradeA.of);
    for (const indicator of IndicatorId.options) {
      const whole = await manager.api.quality.indicatorExams({ ...span, indicator, part: 'of' });
      expect(add(whole.rows)).toEqual(total.values[indicator]);
    }
    const months = await manager.api.quality.trend(span);
    expect(months).toHaveLength(12);
    expect(months.at(-1)?.values).toEqual(total.values);
    expect(months[0]).toMatchObject({ exams: 0, medianMinutes: null });
  });

  test('an institution sees its own alone; without the right nobody sees figures', async () => {
    await createPerson(world.running.server.kernel, {
      ...{
        user: 'town-manager',
        name: '镇管理',
        departmentId: 'TOWN-A',
        roles: ['radiology-manager'],
        extraRights: [],
      },
      ...{ labGroups: [], enabled: true, password: 'Kirschbaum-27' },
    });
    const town = await loggedIn(world.running.server, 'town-manager');
    const answer = await town.api.quality.indicators({ from: today(), to: today(), institution: 'county' });
    expect(answer.scope.institution).toBe('town-a');
    expect(answer.total.exams).toBe(0);
    expect(await codeOf(world.radiologist.api.quality.indicators({ from: today(), to: today() }))).not.toBe('done');
  });

  test('the workbook says the same as the screen', async () => {
    const { total } = await manager.api.quality.indicators({ from: today(), to: today() });
    const answer = await manager.fetch(`/quality/indicators.xlsx?from=${today()}&to=${today()}`);
    expect(answer.status).toBe(200);
    const sheets = workbook(Buffer.from(await answer.arrayBuffer()));
    expect([...sheets.keys()]).toEqual([
      '范围',
      '指标',
      '检查类型',
      '设备',
      '技师',
      '报告医师',
      '机构',
      '月份',
      '时限',
    ]);
    const row = sheets.get('指标')?.find(([name]) => name === '甲级片率');
    const { counts, of } = total.values.imageGradeA;
    expect(row?.slice(0, 4)).toEqual(['甲级片率', counts / of, counts, of]);
    expect(sheets.get('指标')?.find(([name]) => name === '危急值通报及时率')?.[1]).toBe(0);
    expect(sheets.get('月份')?.[1]?.slice(0, 3)).toContain(0);
    const refused = await world.running.server.fetch(
      new Request(`${world.running.server.url}/quality/indicators.xlsx`),
    );
    expect(refused.status).toBe(401);
  });
});
