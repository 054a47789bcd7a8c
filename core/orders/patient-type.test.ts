// Which patient type is meant: by code, by what other systems call it, by the kind of visit.
import { expect, test } from 'vitest';
import { chooseableTypes, type PatientType, patientTypeMeant } from './patient-type.ts';

const type = (code: string, part: Partial<PatientType> = {}): PatientType => ({
  ...{ code, name: code, nameEn: code, kind: 'outpatient', exchangeCode: '', active: true, position: 50 },
  ...{ version: 1, shipped: false, ...part },
});
const types = [
  type('outpatient', { exchangeCode: '1', position: 10, shipped: true }),
  type('inpatient', { kind: 'inpatient', exchangeCode: '3', position: 30, shipped: true }),
  type('checkup', { kind: 'checkup', exchangeCode: '9', position: 40, shipped: true }),
  type('green', { exchangeCode: '9' }),
  type('vip', { exchangeCode: 'V', active: false }),
];

test.each([
  ['its code', 'green', 'outpatient', 'green'],
  ['its exchange code', '3', 'inpatient', 'inpatient'],
  ['an exchange code of two, by the kind', '9', 'checkup', 'checkup'],
  ['one that is switched off, for orders that carry it', 'V', 'outpatient', 'vip'],
  ['nothing: the kind', '', 'inpatient', 'inpatient'],
  ['what nobody entered: the kind', 'X7', 'outpatient', 'outpatient'],
  ['an exchange code of two, of another kind', '9', 'inpatient', 'inpatient'],
  ['nothing, without a visit', '', null, undefined],
] as const)('%s', (_, said, kind, code) => {
  expect(patientTypeMeant(types, said, kind)?.code).toBe(code);
});

test('lists are in order, what is switched off only where it stands already', () => {
  const codes = (present?: string) => chooseableTypes(types, present).map(({ code }) => code);
  expect(codes()).toEqual(['outpatient', 'inpatient', 'checkup', 'green']);
  expect(codes('vip')).toEqual(['outpatient', 'inpatient', 'checkup', 'green', 'vip']);
});
