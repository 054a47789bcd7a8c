// What is offered for a recording without an exam, and what is pointed out before it is given away.
import { expect, test } from 'vitest';
import { sampleExam } from '../../../../test/support/exam-samples.ts';
import { candidatesOf, differencesOf } from './candidates.ts';

const nobody = { id: '', name: '', sex: null, birthDate: null, ageYears: null };
const exam = sampleExam();
const { patient } = exam;

test('what the device did not say differs from nothing; what it said otherwise is named', () => {
  expect(differencesOf(nobody, exam)).toEqual([]);
  const same = { ...nobody, id: patient.number, name: patient.name, birthDate: patient.birthDate };
  expect(differencesOf(same, exam)).toEqual([]);
  const sex = patient.sex === 'male' ? 'female' : 'male';
  expect(differencesOf({ ...nobody, id: 'X', name: '别人', sex, birthDate: '1900-01-01' }, exam)).toEqual([
    'number',
    'name',
    'sex',
    'birthDate',
  ]);
});

test('the likeliest exam is first; cancelled ones are not offered; the search looks at names and numbers', () => {
  const other = {
    ...exam,
    id: 'other',
    accessionNumber: '2026111100777',
    patient: { ...patient, name: '别人', number: 'P9' },
  };
  const cancelled = { ...exam, id: 'cancelled', state: 'cancelled' as const };
  const said = { patientSaid: { ...nobody, name: '别人' }, accessionSaid: '' };
  expect(candidatesOf(said, [exam, other, cancelled], '').map(({ id }) => id)).toEqual(['other', exam.id]);
  expect(candidatesOf(said, [exam, other], '00777').map(({ id }) => id)).toEqual(['other']);
  expect(candidatesOf(said, [exam, other], '没有的')).toEqual([]);
});
