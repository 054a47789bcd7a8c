// A print of a report: kept with its time and person; where the report was asked for it closes the remote request (RAD-58).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isClosed } from '../../../../core/orders/remote-close.ts';
import { toldState } from '../../../../core/orders/remote-told.ts';
import { type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { attachObject } from '../../orders/module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('the first print of an edition is remembered with who made it; an amendment was not printed yet', async () => {
  const exam = await world.acquired();
  const first = await world.released(exam);
  const print = (reportId: string, by = world.radiologist) => by.api.examReports.printed({ ...world.meta(), reportId });
  await print(first.id);
  const { report } = await world.reload(exam);
  expect(report).toMatchObject({ printed: true, printedBy: '某radiologist', printedAt: expect.stringMatching(/Z$/u) });
  await print(first.id, world.technician);
  expect((await world.reload(exam)).report).toEqual(report);
  const draft = await world.resident.api.examReports.amend({ ...world.about(first), reason: '左右写反' });
  expect((await world.reload(exam)).report).toMatchObject({ printed: true, printedBy: '某radiologist' });
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
  await world.radiologist.api.examReports.release({ ...world.about(submitted), content: draft.content });
  const after = (await world.reload(exam)).report;
  expect([after.printed, after.printedAt, after.printedBy]).toEqual([false, undefined, undefined]);
});

test('the reader’s print closes nothing; that of who asked closes the request, a corrected report opens it again', async () => {
  const exam = await world.registered({}, world.township);
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  await world.township.api.orders.requestRemote({ ...world.target(exam), ...ask });
  const waiting = await world.inside((work) => attachObject(work, exam.id, world.study()));
  const accepted = await world.radiologist.api.orders.decideRemote({
    ...world.target(waiting),
    act: 'accept',
    reason: '',
  });
  const report = await world.released(accepted);
  const seen = () => world.township.api.orders.exam({ examId: exam.id });
  await world.radiologist.api.examReports.printed({ ...world.meta(), reportId: report.id });
  expect(isClosed(await seen())).toBe(false);
  await world.township.api.examReports.printed({ ...world.meta(), reportId: report.id });
  const closed = await seen();
  expect(isClosed(closed)).toBe(true);
  expect(closed.remote).toMatchObject({
    state: 'done',
    closed: { by: 'town-radiographer', reportId: report.id },
    history: expect.arrayContaining([expect.objectContaining({ act: 'closed', by: 'town-radiographer' })]),
  });
  // Whoever read it printed first: that is the first print.
  expect(closed.report.printedBy).toBe('某radiologist');
  await world.township.api.examReports.printed({ ...world.meta(), reportId: report.id });
  expect((await seen()).version).toBe(closed.version);
  // Who asked says that the patient was told to collect it; the reader cannot, and the trail has it.
  const told = { way: 'phone' as const, note: '家属接听' };
  await expect(world.radiologist.api.orders.tellPatient({ ...world.target(closed), ...told })).rejects.toMatchObject({
    code: 'RIGHT_MISSING',
  });
  const after = await world.township.api.orders.tellPatient({ ...world.target(closed), ...told });
  expect(after.remote?.told).toMatchObject({ by: 'town-radiographer', reportId: report.id, ...told });
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['person_name', 'detail', 'outcome'])
    .where('act', '=', 'orders.tellPatient')
    .where('outcome', '=', 'done')
    .execute();
  expect(trail).toEqual([{ person_name: 'town-radiographer', detail: 'phone', outcome: 'done' }]);
  expect(toldState(await seen())).toBe('told');
  await world.resident.api.examReports.amend({ ...world.about(report), reason: '左右写反' });
  expect(isClosed(await seen())).toBe(false);
});
