// A study finds its exam by number before name, and a contradiction weighs more than a likeness.
import { expect, test } from 'vitest';
import { exampleExam, exampleStudy } from '../parts/examples.ts';
import { propose } from './matching.ts';

test('the same accession wins over the same name', () => {
  const byName = exampleExam({ id: crypto.randomUUID(), accessionNumber: 'R2' });
  const byNumber = exampleExam({ id: crypto.randomUUID(), accessionNumber: 'R1' });
  const [first] = propose(exampleStudy({ accession: 'R1' }), [byName, byNumber]);
  expect(first?.exam.accessionNumber).toBe('R1');
  expect(first?.agrees).toContain('accession');
});

test('name groups in letters and characters are read; another name in characters speaks against it', () => {
  const study = exampleStudy({ patientName: 'ZHANG^SAN=张^三', accession: '', patientId: 'P1' });
  const [right] = propose(study, [exampleExam({})]);
  expect(right?.agrees).toEqual(expect.arrayContaining(['name', 'patientId']));
  const other = exampleExam({});
  const [wrong] = propose(study, [{ ...other, patient: { ...other.patient, name: '李四' } }]);
  expect(wrong?.contradicts).toContain('name');
});

test('sex, modality and day alone propose nobody', () => {
  const exam = exampleExam({});
  const stranger = { ...exam, patient: { ...exam.patient, number: 'P9', name: '王五', birthDate: null } };
  expect(propose(exampleStudy({ patientName: 'X', patientId: 'Q', birthDate: '' }), [stranger])).toEqual([]);
});
