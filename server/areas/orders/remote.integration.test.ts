// An exam of a township that the centre reads: asked, returned, asked again, read, the report goes back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { attachObject } from './module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('a township asks, is returned with a reason, asks again; the centre reads, and the report goes back', async () => {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const exam = await world.registered({}, world.township);
  expect(exam).toMatchObject({ institutionId: 'town-a', institutionName: '甲镇卫生院' });
  const other = await loggedIn(world.running.server, 'other-town');
  expect(await codeOf(other.api.orders.exam({ examId: exam.id }))).toBe('RIGHT_MISSING');
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
    act: 'accept' | 'return' | 'withdraw' | 'resubmit',
    version: ExamDocument,
    reason = '',
  ) => at.api.orders.decideRemote({ ...world.target(version), act, reason });
  expect(await codeOf(decide(world.radiologist, 'return', waiting))).toBe('REASON_REQUIRED');
  expect(await codeOf(decide(world.township, 'accept', waiting))).toBe('RIGHT_MISSING');
  expect(await codeOf(world.radiologist.api.orders.lock({ ...world.meta(), examId: exam.id }))).toBe('STATE_REFUSED');
  const returned = await decide(world.radiologist, 'return', waiting, '缺少骨窗');
  expect(returned.remote).toMatchObject({ state: 'returned' });
  const again = await decide(world.township, 'resubmit', returned);
  const accepted = await decide(world.radiologist, 'accept', again);
  expect(await codeOf(decide(world.township, 'withdraw', accepted))).toBe('STATE_REFUSED');
  expect(accepted.remote?.history.map(({ act, reason }) => [act, reason])).toEqual([
    ['request', ''],
    ['uploaded', ''],
    ['return', '缺少骨窗'],
    ['resubmit', ''],
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
