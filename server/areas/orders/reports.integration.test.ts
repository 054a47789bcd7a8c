// The report of an exam: who may, two persons, amended and recalled, the paper and its code.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { content, detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { onePersonSetting } from '../reporting/exam/settings.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('rights: who may not see, register, write or release is refused, and the refusal is audited', async () => {
  const exam = await world.acquired();
  const ecgDoctor = await loggedIn(world.running.server, 'ecg-doctor');
  expect(await codeOf(ecgDoctor.api.orders.worklist({ service: 'radiology' }))).toBe('RIGHT_MISSING');
  expect(await codeOf(ecgDoctor.api.orders.exam({ examId: exam.id }))).toBe('RIGHT_MISSING');
  expect(await codeOf(world.resident.api.orders.register({ ...world.meta(), exam: world.entered() }))).toBe(
    'RIGHT_MISSING',
  );
  const attempt = world.meta();
  expect(await codeOf(world.clinician.api.orders.lock({ ...attempt, examId: exam.id }))).toBe('RIGHT_MISSING');
  const draft = await world.drafted(exam);
  expect(await codeOf(world.clinician.api.examReports.submit({ ...world.about(draft), content: content() }))).toBe(
    'RIGHT_MISSING',
  );
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: content() });
  expect(await codeOf(world.resident.api.examReports.release({ ...world.about(submitted), content: content() }))).toBe(
    'RIGHT_MISSING',
  );
  expect(await world.clinician.api.examReports.ofExam({ examId: exam.id })).toEqual([]);
  const rows = await world.running.server.kernel.db
    .selectFrom('audit')
    .selectAll()
    .where('command_id', '=', attempt.command.id)
    .execute();
  expect(rows).toMatchObject([{ act: 'orders.lock', outcome: 'refused', detail: 'RIGHT_MISSING' }]);
});

test('two persons sign; what the second changed stays as corrections; the first cannot do both unless the hospital says so', async () => {
  const exam = await world.acquired();
  const draft = await world.drafted(exam, { impression: '未见异常' });
  expect(await world.reload(exam)).toMatchObject({ report: { id: draft.id, state: 'draft', author: draft.author } });
  expect(
    await detailOf(
      world.resident.api.examReports.submit({ ...world.about(draft), content: content({ positive: null }) }),
    ),
  ).toMatchObject({ code: 'INPUT_INVALID', fields: ['positive'] });
  const submitted = await world.resident.api.examReports.submit({
    ...world.about(draft),
    content: content({ impression: '未见异常' }),
  });
  expect(submitted).toMatchObject({ state: 'submitted', signatures: [{ role: 'author' }] });
  const returned = await world.radiologist.api.examReports.giveBack({
    ...world.about(submitted),
    reason: '请补充所见',
  });
  expect(returned).toMatchObject({ state: 'returned', returnReason: '请补充所见', signatures: [] });
  const second = await world.resident.api.examReports.submit({
    ...world.about(returned),
    content: content({ impression: '未见异常' }),
  });
  const changed = content({ impression: '颅脑CT平扫未见明显异常。', findings: '脑沟稍增宽。' });
  const final = await world.radiologist.api.examReports.release({ ...world.about(second), content: changed });
  expect(final).toMatchObject({
    state: 'final',
    edition: 1,
    reviewer: '某radiologist',
    signatures: [{ role: 'author' }, { role: 'reviewer' }],
    verificationCode: expect.stringMatching(/^[0-9A-Z]{12}$/u),
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
  });
  expect(final.corrections.map(({ part, before, after }) => [part, before, after])).toEqual([
    ['findings', content().findings, '脑沟稍增宽。'],
    ['impression', '未见异常', '颅脑CT平扫未见明显异常。'],
  ]);
  expect(await world.reload(exam)).toMatchObject({
    report: { state: 'final', version: 1, positive: false },
    lock: null,
  });
  expect(await world.clinician.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ id: final.id }]);

  const alone = await world.acquired();
  const { fence } = await world.locked(alone, world.radiologist);
  const own = await world.radiologist.api.examReports.saveDraft({
    ...world.meta(),
    examId: alone.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence,
    content: content(),
  });
  const signed = await world.radiologist.api.examReports.submit({ ...world.about(own), content: content() });
  expect(await codeOf(world.radiologist.api.examReports.release({ ...world.about(signed), content: content() }))).toBe(
    'SAME_PERSON',
  );
  const setting = { key: onePersonSetting('radiology'), value: 'true' };
  await world.running.server.kernel.db.insertInto('setting').values(setting).execute();
  expect(await world.radiologist.api.examReports.release({ ...world.about(signed), content: content() })).toMatchObject(
    {
      state: 'final',
    },
  );
  await world.running.server.kernel.db.deleteFrom('setting').where('key', '=', setting.key).execute();
});

test('amended by the next edition, which replaces the first at its release; recalled, both stay readable', async () => {
  const exam = await world.acquired();
  const first = await world.released(exam);
  expect(await codeOf(world.resident.api.examReports.submit({ ...world.about(first), content: content() }))).toBe(
    'STATE_REFUSED',
  );
  const second = await world.resident.api.examReports.amend({ ...world.about(first), reason: '左右写反' });
  expect(second).toMatchObject({ edition: 2, state: 'draft', amendReason: '左右写反', content: { ...first.content } });
  expect(await codeOf(world.resident.api.examReports.amend({ ...world.about(first), reason: '再次' }))).toBe(
    'STATE_REFUSED',
  );
  expect(await world.reload(exam)).toMatchObject({
    report: { state: 'draft', version: 1, releasedAt: first.releasedAt },
  });
  expect(await world.clinician.api.examReports.ofExam({ examId: exam.id })).toMatchObject([
    { id: first.id, state: 'final' },
  ]);
  const { fence } = await world.locked(exam);
  const saved = await world.resident.api.examReports.saveDraft({
    ...world.meta(),
    examId: exam.id,
    reportId: second.id,
    expectedVersion: second.version,
    fence,
    content: content({ findings: '右侧基底节低密度影。', positive: true }),
  });
  const submitted = await world.resident.api.examReports.submit({ ...world.about(saved), content: saved.content });
  const final = await world.radiologist.api.examReports.release({ ...world.about(submitted), content: saved.content });
  const [, old] = await world.radiologist.api.examReports.ofExam({ examId: exam.id });
  expect(old).toMatchObject({
    id: first.id,
    state: 'superseded',
    content: first.content,
    contentHash: first.contentHash,
  });
  expect(await codeOf(world.resident.api.examReports.recall({ ...world.about(final), reason: '患者信息有误' }))).toBe(
    'RIGHT_MISSING',
  );
  const recalled = await world.radiologist.api.examReports.recall({ ...world.about(final), reason: '患者信息有误' });
  expect(recalled).toMatchObject({ state: 'recalled', recall: { reason: '患者信息有误' }, content: final.content });
  expect(await world.reload(exam)).toMatchObject({ report: { state: 'recalled', version: 2 } });
});

test('the paper and its code: PDF of a draft and of a signed report, confirmed without a session, refused when it is altered', async () => {
  const exam = await world.acquired();
  const draft = await world.drafted(exam);
  const preview = await world.resident.fetch(`/exam-reports/pdf?id=${draft.id}`);
  expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect((await world.clinician.fetch(`/exam-reports/pdf?id=${draft.id}`)).status).toBe(404);
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
  const final = await world.radiologist.api.examReports.release({ ...world.about(submitted), content: draft.content });
  const paper = await world.clinician.fetch(`/exam-reports/pdf?id=${final.id}`);
  expect(new TextDecoder('latin1').decode((await paper.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
  await world.clinician.api.examReports.printed({ ...world.meta(), reportId: final.id });
  expect(await world.reload(exam)).toMatchObject({ report: { printed: true } });
  const stranger = browser(world.running.server.url);
  expect(await stranger.api.examReports.verify({ code: final.verificationCode })).toMatchObject({
    valid: true,
    state: 'final',
    patientName: expect.stringMatching(/^放\*+$/u),
    edition: 1,
  });
  const page = await (await stranger.fetch(`/verify/${final.verificationCode}`)).text();
  expect(page).toContain('报告有效');
  expect(page).not.toContain('检验科');
  await world.running.server.kernel.db
    .updateTable('exam_report')
    .set({ doc: JSON.stringify({ ...final, content: content({ impression: '被改过' }) }) })
    .where('id', '=', final.id)
    .execute();
  expect(await stranger.api.examReports.verify({ code: final.verificationCode })).toMatchObject({
    valid: false,
    patientName: null,
  });
});
