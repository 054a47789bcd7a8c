// Rows that changed: a person gets those that are for these eyes, as they come and go, and asking for the others is no refusal on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { type Browser, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
let ecgDoctor: Browser;
beforeAll(async () => {
  world = await startExamWorld();
  ecgDoctor = await loggedIn(world.running.server, 'ecg-doctor');
});
afterAll(() => world.close());

const trail = () =>
  world.running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'outcome', 'detail'])
    .where((at) => at.or([at('act', 'like', 'orders.exam%'), at('outcome', '=', 'refused')]))
    .execute();

test('an exam shows when its reading is asked for and goes when the request is withdrawn', async () => {
  const town = await world.registered({}, world.township);
  const county = await world.registered();
  const ids = [town.id, county.id];
  const rowsOf = async (who: Browser) => (await who.api.orders.exams({ ids })).map(({ id }) => id).toSorted();
  expect(await rowsOf(world.radiologist)).toEqual([county.id]);
  expect(await rowsOf(world.township)).toEqual([town.id]);
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const asked = await world.township.api.orders.requestRemote({ ...world.target(town), ...ask });
  expect(await rowsOf(world.radiologist)).toEqual(ids.toSorted());
  await world.township.api.orders.decideRemote({ ...world.target(asked), act: 'withdraw', reason: '' });
  expect(await rowsOf(world.radiologist)).toEqual([county.id]);
  expect(await rowsOf(world.township)).toEqual([town.id]);
  expect(await trail()).toEqual(Array(5).fill({ act: 'orders.exams', outcome: 'done', detail: '2 asked for' }));
});

test('of another service there is nothing, and a row is what one exam read alone would be', async () => {
  const county = await world.registered({ visit: null });
  expect(await ecgDoctor.api.orders.exams({ ids: [county.id] })).toEqual([]);
  const [row] = await world.radiologist.api.orders.exams({ ids: [county.id, county.id] });
  expect(row).toEqual(await world.radiologist.api.orders.exam({ examId: county.id }));
});
