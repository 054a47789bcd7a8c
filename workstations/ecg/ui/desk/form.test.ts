// What the desk asks for before it registers, and the order that a form becomes.
import { describe, expect, test } from 'vitest';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { emptyForm, examOf, missingOf, withItem } from './form.ts';

const item: ExamItem = {
  code: 'ECG-12',
  service: 'ecg',
  modality: 'ECG',
  bodyPart: '心脏',
  name: '常规十二导联心电图',
  nameEn: 'Resting 12-lead ECG',
  method: '12导联',
  room: '心电图1室',
  active: true,
};
const now = new Date('2026-03-01T08:00:00Z');
const slot = { resourceId: 'ecg-1', startsAt: '2026-03-02T00:30:00.000Z' };
const whole = {
  ...withItem(emptyForm, item),
  name: ' 王 ',
  sex: 'male' as const,
  birthDate: '1970-02-03',
};

describe('what is missing', () => {
  test('name, sex, birth date and item are asked for', () => {
    expect(missingOf(emptyForm, now)).toEqual(['name', 'sex', 'birthDate', 'item']);
    expect(missingOf(whole, now)).toEqual([]);
  });
  test('nobody is born tomorrow', () => {
    expect(missingOf({ ...whole, birthDate: '2030-01-01' }, now)).toEqual(['birthDate']);
    expect(missingOf({ ...whole, birthDate: '2026-02-30' }, now)).toEqual(['birthDate']);
  });
  test('who is born after midnight is born today', () => {
    const [born, early] = ['2026-07-17', new Date('2026-07-16T16:20:00Z')];
    expect(missingOf({ ...whole, birthDate: born }, early)).toEqual([]);
    expect(missingOf({ ...whole, birthDate: '2026-07-18' }, early)).toEqual(['birthDate']);
  });
  test('a visit names its department', () => {
    expect(missingOf({ ...whole, visitNumber: 'V1' }, now)).toEqual(['department']);
    expect(missingOf({ ...whole, bed: '12' }, now)).toEqual(['department']);
    expect(missingOf({ ...whole, bed: '12', departmentId: 'JZ' }, now)).toEqual([]);
  });
  test('who comes later has a slot', () => {
    expect(missingOf({ ...whole, when: 'slot' }, now)).toEqual(['slot']);
    expect(missingOf({ ...whole, when: 'slot', slot }, now)).toEqual([]);
  });
});

test('another item asks for another slot, and goes to its own room', () => {
  const chosen = withItem({ ...whole, when: 'slot', slot }, { ...item, code: 'ECG-HOLTER', room: '动态室' });
  expect(chosen).toMatchObject({ slot: null, room: '动态室' });
});

test('the department that asks counts without a visit number too: it is told of danger', () => {
  const emergency = { ...whole, departmentId: 'JZ', bed: '抢3', visitKind: 'emergency' as const };
  expect(examOf(emergency, item, null).visit).toMatchObject({
    kind: 'emergency',
    number: '',
    departmentId: 'JZ',
    bed: '抢3',
  });
});

test('without visit number, department and bed there is no visit; the item gives modality and procedure', () => {
  expect(examOf(whole, item, null)).toMatchObject({
    service: 'ecg',
    visit: null,
    modality: 'ECG',
    procedureCode: 'ECG-12',
    scheduledAt: null,
    patient: { name: '王' },
  });
});
