// Whose a tracing is when an exam is made for it: what contradicts a person on file, and what is taken over by a person's word.
import { expect, test } from 'vitest';
import type { SaidPatient } from '../../../../core/ecg/flow/recording.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { againstFile, asOnFile, walkIn } from './walk-in.ts';

const onFile: PatientBrief = { id: 'p1', number: 'N1', name: '钱七', sex: 'female', birthDate: '1950-01-02' };
const said: SaidPatient = { id: 'N1', name: '钱七', sex: 'female', birthDate: '1950-01-02', ageYears: null };
const made = (part: Partial<SaidPatient>) =>
  walkIn({ patientSaid: { ...said, ...part }, risk: { level: 'normal', findings: [], reasons: [] } });

test.each<[string, Partial<SaidPatient>, string[]]>([
  ['the same person', {}, []],
  ['what the device left open', { name: '', sex: null, birthDate: null }, []],
  ['another name', { name: '钱八' }, ['name']],
  ['another sex and day', { sex: 'male', birthDate: '1950-02-01' }, ['sex', 'birthDate']],
])('%s', (_, part, differences) => {
  expect(againstFile(made(part).patient, onFile)).toEqual(differences);
});

test('nobody on file is chosen by a number; once chosen, the person is as on file', () => {
  const form = made({ name: '钱八' });
  expect(form.knownPatientId).toBeNull();
  const after = asOnFile(form, onFile);
  expect(after).toMatchObject({ knownPatientId: 'p1', priority: 'routine' });
  expect(againstFile(after.patient, onFile)).toEqual([]);
});
