// An exam at the desk and on the way to its reader: registered, changed, cancelled, assigned, found by its study.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { codeOf } from '../../../test/support/server.ts';
import { linkStudy } from './module.ts';

let world: ExamWorld;
beforeAll(async () => {
  world = await startExamWorld();
});
afterAll(() => world.close());

test('registered at the desk: numbers of its own, once, on the worklist by danger, priority and waiting time', async () => {
  const booked = await world.registered({
    scheduledAt: new Date(world.running.clock.now().getTime() + 86_400_000).toISOString(),
  });
  expect(booked).toMatchObject({ state: 'booked', registeredAt: null, institutionId: 'county', priorCount: 0 });
  const here = await world.technician.api.orders.arrive({ ...world.target(booked), room: 'CT2', deviceId: '' });
  expect(here).toMatchObject({ state: 'registered', room: 'CT2' });
  const input = { ...world.meta(), exam: world.entered({ priority: 'emergency' }) };
  const urgent = await world.technician.api.orders.register(input);
  expect(await world.technician.api.orders.register(input)).toEqual(urgent);
  expect(urgent.accessionNumber).toMatch(/^\d{14}$/u);
  expect(urgent.accessionNumber).not.toBe(booked.accessionNumber);
  const { rows, counts } = await world.technician.api.orders.worklist({ service: 'radiology' });
  expect(rows.findIndex(({ id }) => id === urgent.id)).toBeLessThan(rows.findIndex(({ id }) => id === here.id));
  expect(counts).toMatchObject({ waiting: 0, final: 0 });
  const offline = { ...world.meta(), exam: world.entered(), examId: randomUUID(), accessionNumber: '20260717900001' };
  expect(await world.technician.api.orders.register(offline)).toMatchObject({
    id: offline.examId,
    accessionNumber: '20260717900001',
  });
  const again = { ...offline, ...world.meta(), examId: randomUUID(), exam: world.entered() };
  expect(await codeOf(world.technician.api.orders.register(again))).toBe('DUPLICATE');
});

test('the desk changes and cancels what nobody has reported, with the version that it saw and a reason', async () => {
  const exam = await world.registered();
  const wrong = {
    ...world.entered(),
    patient: { ...world.entered().patient, number: exam.patient.number, name: '别人' },
  };
  expect(await codeOf(world.technician.api.orders.amendRegistration({ ...world.target(exam), exam: wrong }))).toBe(
    'IDENTITY_CLASH',
  );
  const right = {
    ...world.entered(),
    patient: { number: exam.patient.number, name: exam.patient.name, sex: 'male' as const, birthDate: '1970-02-03' },
  };
  const amended = await world.technician.api.orders.amendRegistration({
    ...world.target(exam),
    exam: { ...right, bodyPart: '胸部', procedureName: '胸部CT平扫' },
  });
  expect(amended).toMatchObject({ bodyPart: '胸部', accessionNumber: exam.accessionNumber });
  expect(await codeOf(world.technician.api.orders.cancel({ ...world.target(exam), reason: '患者拒绝' }))).toBe(
    'VERSION_CONFLICT',
  );
  const gone = await world.technician.api.orders.cancel({ ...world.target(amended), reason: '患者拒绝' });
  expect(gone).toMatchObject({ state: 'cancelled', cancelReason: '患者拒绝' });
  // Taken back by who may cancel, with a reason that stands in the trail.
  expect(await codeOf(world.resident.api.orders.reinstate({ ...world.target(gone), reason: '患者仍要检查' }))).toBe(
    'RIGHT_MISSING',
  );
  const back = await world.technician.api.orders.reinstate({ ...world.target(gone), reason: '患者仍要检查' });
  expect(back).toMatchObject({ state: 'registered', cancelReason: '', version: gone.version + 1 });
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'orders.reinstate')
    .where('outcome', '=', 'done')
    .execute();
  expect(trail).toEqual([{ subject: exam.accessionNumber, detail: '患者仍要检查' }]);
});

test('the earlier exams of the same person are counted and listed; assigning needs the right, a reader and a reason', async () => {
  const first = await world.registered();
  const { number, name, birthDate } = first.patient;
  const again = await world.registered({ patient: { number, name, sex: 'male', birthDate } });
  expect(again.priorCount).toBe(1);
  expect((await world.radiologist.api.orders.priors({ examId: again.id })).map(({ id }) => id)).toEqual([first.id]);
  const people = await world.running.server.kernel.db.selectFrom('person').select(['id', 'user_name']).execute();
  const idOf = (user: string) => people.find(({ user_name }) => user_name === user)?.id ?? '';
  const give = (exam: ExamDocument, personId: string | null, reason = '') => ({
    ...world.target(exam),
    personId,
    reason,
  });
  expect(await codeOf(world.resident.api.orders.assign(give(again, idOf('radiologist'))))).toBe('RIGHT_MISSING');
  expect(await codeOf(world.radiologist.api.orders.assign(give(again, idOf('clinician'))))).toBe('INPUT_INVALID');
  const given = await world.radiologist.api.orders.assign(give(again, idOf('radiology-resident')));
  expect(given.assignedTo).toMatchObject({ personName: '某radiology-resident' });
  expect(await codeOf(world.radiologist.api.orders.assign(give(given, null)))).toBe('REASON_REQUIRED');
  expect(await world.resident.api.orders.assign(give(given, idOf('radiologist')))).toMatchObject({
    assignedTo: { personName: '某radiologist' },
  });
});

test('a study finds its exam by accession and patient, and never by the accession alone', async () => {
  const exam = await world.registered();
  const grown = (part: Partial<Parameters<typeof linkStudy>[1]>) => ({
    uid: `1.2.9.${exam.accessionNumber}`,
    accession: exam.accessionNumber,
    patientId: exam.patient.number,
    description: '头颅',
    instanceCount: 3,
    examId: null,
    ...part,
  });
  expect(await world.inside((work) => linkStudy(work, grown({ patientId: 'SOMEBODY' })))).toBeNull();
  expect(await world.inside((work) => linkStudy(work, grown({ accession: '' })))).toBeNull();
  const linked = await world.inside((work) => linkStudy(work, grown({})));
  expect(linked).toEqual({ examId: exam.id, patientId: exam.patient.id });
  await world.inside((work) => linkStudy(work, grown({ examId: exam.id, instanceCount: 30 })));
  const after = await world.reload(exam);
  expect(after).toMatchObject({ state: 'acquired', objects: [{ kind: 'study', count: 30 }] });
});
