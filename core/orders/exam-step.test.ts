// Steps of devices: they bring a person in, carry an exam out, give it up; what a person or another step said stays.
import { expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleNow, sampleStudy } from '../../test/support/exam-samples.ts';
import { acquire, cancel } from './exam-flow.ts';
import { beginStep, completeStep, discontinueStep } from './exam-step.ts';

const context = actingAs(personA);
const requested = () => sampleExam({ deviceId: '' }, 'request');

test('begun: the person is here, at this device', () => {
  expect(beginStep(requested(), 'CT2', context)).toMatchObject({
    state: 'registered',
    registeredAt: sampleNow,
    deviceId: 'CT2',
  });
  const here = sampleExam({ deviceId: 'CT1' });
  expect(beginStep(here, 'CT2', context)).toBe(here);
  expect(beginStep({ ...here, deviceId: '' }, 'CT2', context).deviceId).toBe('CT2');
});

test('completed: carried out without images, once', () => {
  const done = completeStep(beginStep(requested(), 'CT2', context), context);
  expect(done).toMatchObject({ state: 'acquired', acquiredAt: sampleNow, objects: [] });
  expect(completeStep(done, context)).toBe(done);
});

test('given up: waits as before, unless images came or a person had registered it', () => {
  const begun = beginStep(requested(), 'CT2', context);
  expect(discontinueStep({ ...begun, queueNumber: 7 }, 'requested')).toMatchObject({
    state: 'requested',
    registeredAt: null,
    deviceId: '',
  });
  expect(discontinueStep(begun, 'registered')).toBe(begun);
  expect(discontinueStep(begun, 'booked')).toBe(begun);
  const examined = acquire(begun, sampleStudy, context);
  expect(discontinueStep(examined, 'requested')).toBe(examined);
});

test('a cancelled exam is nobody’s but a person’s', () => {
  const gone = cancel(requested(), '已退费');
  expect([beginStep(gone, 'CT2', context), completeStep(gone, context), discontinueStep(gone, 'requested')]).toEqual([
    gone,
    gone,
    gone,
  ]);
});
