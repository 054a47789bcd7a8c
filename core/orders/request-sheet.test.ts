// The request form's line of the patient type: as it was registered, else by the kind of visit, else left open for the pen.
import { expect, test } from 'vitest';
import { sampleExam } from '../../test/support/exam-samples.ts';
import { shippedBooking } from './booking-shipped.ts';
import { requestSheet } from './request-sheet.ts';

const visit = {
  ...{ id: 'v', kind: 'emergency' as const, number: 'E1', departmentId: 'JZ', departmentName: '急诊科' },
  ...{ bed: '', diagnosis: '' },
};
const staff = { code: 'STAFF', name: '职工体检', nameEn: '', exchangeCode: 'T8' };

test.each([
  ['what was registered', { ...sampleExam(), visit, patientType: staff }, '职工体检'],
  [
    'the kind of visit, for exams from before there were types',
    { ...sampleExam(), visit, patientType: undefined },
    '急诊',
  ],
  ['nothing, without a visit', { ...sampleExam(), visit: null, patientType: undefined }, ''],
])('%s', (_, exam, line) => {
  const { fields } = requestSheet({
    ...{ exam, settings: shippedBooking('ecg'), hospital: '示范人民医院' },
    ...{ now: '2026-07-17T03:00:00.000Z', printedBy: '周打印' },
  });
  expect(fields.find(({ label }) => label === '病人类型')?.value).toBe(line);
});
