// Earlier remote requests of the same human being across institutions (RAD-56); who accepts a request reads it (RAD-63).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { codeOf, loggedIn } from '../../../test/support/server.ts';
import { attachObject } from './module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('an earlier request is found by name and birth date across institutions; who accepts is the reader', async () => {
  const elsewhere = await loggedIn(world.running.server, 'other-town');
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const patient = (number: string) => ({ number, name: '会诊老人', sex: 'male' as const, birthDate: '1950-01-02' });
  const first = await world.registered({ patient: patient('E1') }, elsewhere);
  expect((await elsewhere.api.orders.requestRemote({ ...world.target(first), ...ask })).remote?.earlier).toBe(0);
  const second = await world.registered({ patient: patient('E2') }, world.township);
  // The township does not see what another one asked; the centre does.
  expect(await world.township.api.orders.earlierRequests({ examId: second.id })).toEqual([]);
  const uploading = await world.township.api.orders.requestRemote({ ...world.target(second), ...ask });
  expect(uploading.remote?.earlier).toBe(1);
  expect(await world.radiologist.api.orders.earlierRequests({ examId: second.id })).toMatchObject([
    { examId: first.id, fromInstitutionName: '乙镇卫生院', by: 'nameAndBirth' },
  ]);
  expect(await codeOf(elsewhere.api.orders.earlierRequests({ examId: second.id }))).toBe('NOT_FOUND');
  const waiting = await world.inside((work) => attachObject(work, second.id, world.study()));
  const accepted = await world.radiologist.api.orders.decideRemote({
    ...world.target(waiting),
    ...{ act: 'accept', reason: '' },
  });
  expect(accepted.assignedTo?.personName).toContain('radiologist');
});
