// An exam in front of its reader: the draft that saves itself, the lock that one writer holds, a danger that is told at once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockLeaseMs } from '../../../core/orders/exam-lock.ts';
import { content, detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { codeOf, loggedIn } from '../../../test/support/server.ts';
import { escalateOverdue } from '../critical/module.ts';
import { suspectExam } from './module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('autosave: one audit row a session, replays once, and a stale version shows what is there', async () => {
  const exam = await world.acquired();
  const { fence } = await world.locked(exam);
  const reportId = randomUUID();
  const save = (expectedVersion: number, findings: string, again = world.meta()) => ({
    ...again,
    examId: exam.id,
    reportId,
    expectedVersion,
    fence,
    content: content({ findings }),
  });
  const first = save(0, '一');
  expect(await world.resident.api.examReports.saveDraft(first)).toMatchObject({ version: 1, state: 'draft' });
  expect(await world.resident.api.examReports.saveDraft(first)).toMatchObject({ version: 1 });
  for (let version = 1; version < 6; version += 1)
    expect(await world.resident.api.examReports.saveDraft(save(version, `第${version}次`))).toMatchObject({
      version: version + 1,
    });
  expect(await detailOf(world.resident.api.examReports.saveDraft(save(2, '旧')))).toMatchObject({
    code: 'VERSION_CONFLICT',
    actual: 6,
    findings: '第5次',
  });
  const rows = await world.running.server.kernel.db
    .selectFrom('audit')
    .select('outcome')
    .where('act', '=', 'examReports.saveDraft')
    .where('subject', 'in', [exam.accessionNumber, exam.id])
    .execute();
  expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'refused']);
});

test('a lost lock cannot write: both drafts are there, and the author decides', async () => {
  const exam = await world.acquired();
  const { fence } = await world.locked(exam);
  const draft = await world.resident.api.examReports.saveDraft({
    ...world.meta(),
    examId: exam.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence,
    content: content({ findings: '住院医师的文字' }),
  });
  const renewed = await world.resident.api.orders.lock({ ...world.meta(), examId: exam.id, fence });
  expect(renewed.lock?.fence).toBe(fence);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select('outcome')
    .where('act', '=', 'orders.lock')
    .where('subject', '=', exam.accessionNumber)
    .execute();
  expect(trail).toEqual([{ outcome: 'done' }]);
  expect(await detailOf(world.radiologist.api.orders.lock({ ...world.meta(), examId: exam.id }))).toMatchObject({
    code: 'EXAM_LOCKED',
    holder: '某radiology-resident',
  });
  world.running.clock.pass(lockLeaseMs + 1000);
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  world.technician = await loggedIn(world.running.server, 'radiographer');
  expect(await world.reload(exam)).toMatchObject({ lock: null });
  const taken = await world.locked(exam, world.radiologist);
  expect(taken.fence).toBeGreaterThan(fence);
  const mine = {
    ...world.meta(),
    examId: exam.id,
    reportId: draft.id,
    expectedVersion: 1,
    content: content({ findings: '主治的文字' }),
  };
  await world.radiologist.api.examReports.saveDraft({ ...mine, fence: taken.fence });
  const lost = { ...mine, ...world.meta(), fence, content: content({ findings: '迟到的文字' }) };
  expect(await detailOf(world.resident.api.examReports.saveDraft(lost))).toMatchObject({
    code: 'LOCK_LOST',
    holder: '某radiologist',
    findings: '主治的文字',
  });
  expect(await codeOf(world.resident.api.orders.lock({ ...world.meta(), examId: exam.id, fence }))).toBe('LOCK_LOST');
  const [present] = await world.radiologist.api.examReports.ofExam({ examId: exam.id });
  expect(present).toMatchObject({ version: 2, content: { findings: '主治的文字' }, author: '某radiologist' });
  expect(
    await world.radiologist.api.orders.unlock({ ...world.meta(), examId: exam.id, fence: taken.fence }),
  ).toMatchObject({
    lock: null,
  });
});

test('a window that turns to writing by itself asks only for a free lock; taking over from one’s other window is an act', async () => {
  const exam = await world.acquired();
  const { fence } = await world.locked(exam);
  const turned = () =>
    world.resident.api.orders.lock({ ...world.meta(), examId: exam.id, onlyFree: true }).then(({ lock }) => lock);
  expect(await detailOf(turned())).toMatchObject({
    code: 'EXAM_LOCKED',
    holder: '某radiology-resident',
    holderId: (await world.reload(exam)).lock?.personId,
  });
  expect((await world.reload(exam)).lock?.fence).toBe(fence);
  const taken = await world.locked(exam);
  expect(taken.fence).toBeGreaterThan(fence);
  await world.resident.api.orders.unlock({ ...world.meta(), examId: exam.id, fence: taken.fence });
  expect((await turned())?.fence).toBeGreaterThan(taken.fence);
});

test('a danger is raised once, escalates unanswered, is read back, and a false alarm of the machine is taken back', async () => {
  const exam = await world.acquired();
  const said = { level: 'critical' as const, text: '急性颅内出血', raiseCritical: true };
  const risky = await world.resident.api.orders.setRisk({ ...world.target(exam), ...said });
  await world.resident.api.orders.setRisk({ ...world.target(risky), ...said });
  const ofExam = async () =>
    (await world.resident.api.critical.list({ state: 'all', days: 1 })).rows.filter(
      ({ subjectId }) => subjectId === exam.id,
    );
  expect(await ofExam()).toMatchObject([
    { area: 'radiology', value: '急性颅内出血', barcode: exam.accessionNumber, state: 'open' },
  ]);
  world.running.clock.pass(11 * 60_000);
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  await escalateOverdue(world.running.server.kernel);
  const [open] = await ofExam();
  expect(open?.steps.map(({ kind }) => kind)).toEqual(['raised', 'escalated']);
  const called = await world.resident.api.critical.documentCall({
    ...world.meta(),
    criticalId: open?.id ?? '',
    expectedVersion: open?.version ?? 0,
    outcome: 'readBack',
    to: '王护士',
    phone: '8201',
    note: '',
  });
  const answered = { ...world.meta(), criticalId: called.id, expectedVersion: called.version, note: '已联系神经外科' };
  expect(await world.resident.api.critical.acknowledge(answered)).toMatchObject({ state: 'acknowledged' });

  const suspected = await world.acquired();
  const reason = { code: 'VT', text: '疑似室速', textEn: 'suspected VT' };
  const found = await world.inside((work) =>
    suspectExam(world.running.server.kernel, work, suspected.id, { level: 'critical', reasons: [reason] }),
  );
  expect(found.risk).toMatchObject({ level: 'critical', by: 'machine' });
  await world.inside((work) =>
    suspectExam(world.running.server.kernel, work, suspected.id, { level: 'normal', reasons: [] }),
  );
  const before = await world.resident.api.orders.exam({ examId: suspected.id });
  expect(before.risk).toMatchObject({ level: 'critical' });
  await world.resident.api.orders.setRisk({
    ...world.target(before),
    level: 'attention',
    text: '伪差，复核为窦律',
    raiseCritical: false,
  });
  const taken = (await world.resident.api.critical.list({ state: 'all', days: 1 })).rows.find(
    ({ subjectId }) => subjectId === suspected.id,
  );
  expect(taken).toMatchObject({ state: 'withdrawn', testCode: 'VT' });
  const messages = await world.running.server.kernel.db
    .selectFrom('outgoing_message')
    .select('payload')
    .where('subject', '=', suspected.accessionNumber)
    .execute();
  expect(messages).toHaveLength(2);
});
