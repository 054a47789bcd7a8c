// Who may be given an exam: those who may write about it, of the caller's institution, with what they have in hand.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { codeOf, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('writers are listed with their open exams, others are not, and a stranger to the service is refused', async () => {
  const me = await world.resident.api.identity.me();
  const before = await world.radiologist.api.orders.readers({ service: 'radiology' });
  expect(before.map(({ personName }) => personName)).toEqual(
    expect.arrayContaining(['某radiologist', '某radiology-resident']),
  );
  expect(before.map(({ personName }) => personName)).not.toContain('某clinician');
  expect(before.find(({ personId }) => personId === me?.person.id)?.inHand).toBe(0);
  const exam = await world.acquired();
  await world.radiologist.api.orders.assign({
    ...world.meta(),
    examId: exam.id,
    expectedVersion: exam.version,
    personId: me?.person.id ?? '',
    reason: '',
  });
  const after = await world.radiologist.api.orders.readers({ service: 'radiology' });
  expect(after.find(({ personId }) => personId === me?.person.id)?.inHand).toBe(1);
  const { db } = world.running.server.kernel;
  await db
    .updateTable('person')
    .set({ enabled: false })
    .where('id', '=', me?.person.id ?? '')
    .execute();
  const left = await world.radiologist.api.orders.readers({ service: 'radiology' });
  expect(left.some(({ personId }) => personId === me?.person.id)).toBe(false);
  const laboratory = await loggedIn(world.running.server, 'lab-technician').catch(() => null);
  if (laboratory) expect(await codeOf(laboratory.api.orders.readers({ service: 'radiology' }))).toBe('RIGHT_MISSING');
  const looked = await db.selectFrom('audit').select('subject').where('act', '=', 'orders.readers').execute();
  expect(looked.length).toBeGreaterThanOrEqual(3);
});
