// Whom a critical finding of images has to reach: the ward at once, a head after the escalation, both again when it is taken back.
import { expect, test } from 'vitest';
import { type CriticalPerson, concernOf, reached, waitsFor } from './concern.ts';
import { acknowledge, type CriticalDocument, documentCall, escalate, withdraw } from './flow.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 6, 17, 8, minute)).toISOString();
const id = (last: string) => `00000000-0000-4000-8000-0000000000${last}`;
const person = (last: string, name: string, departmentId: string): CriticalPerson => ({
  personId: id(last),
  name,
  departmentId,
});
const doctor = person('01', '李医生', 'W2');
const nurse = person('02', '王护士', 'W1');
const head = person('03', '唐主任', 'RAD');
const stranger = person('04', '外人', '');

const open: CriticalDocument = {
  ...{ id: id('d1'), version: 1, area: 'radiology', subjectId: id('a1'), testCode: 'person', testName: '颅脑CT平扫' },
  ...{ resultId: id('e1'), value: '脑出血', unit: '', direction: 'abnormal', limitText: '', patientName: '张三' },
  ...{ patientId: id('b1'), barcode: 'A1', departmentId: 'W1', departmentName: '心内科', orderingDoctor: '李医生' },
  ...{ doctorId: doctor.personId, heads: [{ personId: head.personId, name: head.name }], groupId: 'radiology' },
  ...{ state: 'open', raisedAt: at(0), escalateAt: at(10), steps: [{ kind: 'raised', at: at(0), by: '沈医生' }] },
};
const late = escalate(open, { now: at(11), by: 'system' });
const waits = (critical: CriticalDocument) => [doctor, nurse, head, stranger].map((one) => waitsFor(critical, one));

test('the ordering doctor and the ordering department at once, a head when nobody answered, nobody else', () => {
  expect(waits(open)).toEqual(['ward', 'ward', null, null]);
  expect(waits(late)).toEqual(['ward', 'ward', 'head', null]);
  expect(late.steps.at(-1)).toMatchObject({ kind: 'escalated', to: '唐主任' });
});

test('no department is not everybody without one; values of other areas have ways of their own', () => {
  expect(concernOf({ ...open, departmentId: '' }, stranger)).toBeNull();
  expect(concernOf({ ...late, area: 'lab' }, nurse)).toBeNull();
  expect(concernOf({ ...late, area: 'ecg' }, doctor)).toBeNull();
});

test('a telephone call leaves it on the screen until the ward answers', () => {
  const called = documentCall(
    open,
    { outcome: 'readBack', to: '王护士', phone: '', note: '' },
    { now: at(3), by: '沈医生' },
  );
  expect(waits(called)).toEqual(['ward', 'ward', null, null]);
  expect(waits(acknowledge(called, { note: '' }, { now: at(4), by: '王护士' }))).toEqual([null, null, null, null]);
});

test('it is noted once that it stood on a screen, and what is taken back comes to those who saw it, once', () => {
  const shown = reached(open, nurse, at(1));
  expect(shown.steps.at(-1)).toEqual({ kind: 'reached', at: at(1), by: '王护士', personId: nurse.personId });
  expect(reached(shown, nurse, at(2))).toBe(shown);
  const back = withdraw(shown, '误报', { now: at(5), by: '沈医生' });
  expect(waits(back)).toEqual([null, 'ward', null, null]);
  const known = reached(back, nurse, at(6));
  expect(waits(known)).toEqual([null, null, null, null]);
  expect(known.version).toBe(4);
});
