// Who is charged when: inpatients' ECGs once they are done, never twice, and back when they turn out not to be.
import { expect, test } from 'vitest';
import { sampleExam } from '../../test/support/exam-samples.ts';
import type { ExamDocument } from '../orders/exam.ts';
import { chargeOf, examChargeMessage } from './exam-charge.ts';

const visit = {
  id: 'v',
  kind: 'inpatient',
  number: 'Z9',
  departmentId: 'CARD',
  departmentName: '心内科',
  bed: '12',
} as const;
const unpaid = { state: 'unpaid', amountCent: 3550 } as const;
const sample = sampleExam();
const waiting: ExamDocument = {
  ...sample,
  service: 'ecg',
  state: 'registered',
  visit,
  fee: unpaid,
  requestNumber: 'R7',
};
const done: ExamDocument = { ...waiting, state: 'acquired' };

test.each<[string, ExamDocument, ExamDocument, ReturnType<typeof chargeOf>]>([
  ['done', waiting, done, 'charge'],
  ['done, and no price is known', waiting, { ...done, fee: { state: 'unknown', amountCent: null } }, 'charge'],
  ['a second recording of it', done, { ...done, version: 9 }, null],
  ['its recording belonged to somebody else', done, waiting, 'credit'],
  ['cancelled before it was done', waiting, { ...waiting, state: 'cancelled' }, null],
  ['paid already', waiting, { ...done, fee: { state: 'paid', amountCent: 1 } }, null],
  ['refunded already', done, { ...waiting, fee: { state: 'refunded', amountCent: 1 } }, null],
  ['an outpatient', waiting, { ...done, visit: { ...visit, kind: 'outpatient' } }, null],
  ['without a visit', waiting, { ...done, visit: null }, null],
  ['radiology', waiting, { ...done, service: 'radiology' }, null],
])('%s', (_, before, after, act) => expect(chargeOf(before, after)).toBe(act));

test('DFT^P03 names the transaction, the item, its price and the request', () => {
  const header = {
    controlId: 'C1',
    time: '20260717100000',
    sendingFacility: 'Demo',
    receivingApplication: 'HIS',
    charset: 'UNICODE UTF-8',
  };
  const text = examChargeMessage(header, done, 'charge', '2026-07-17T02:00:00.000Z');
  const [msh = [], , , pv1 = [], ft1 = []] = text.split('\r').map((line) => line.split('|'));
  expect(msh[8]).toBe('DFT^P03^DFT_P03');
  expect(pv1[19]).toBe('Z9');
  expect(ft1[2]).toBe(`${done.accessionNumber}-20260717100000`);
  expect(ft1[6]).toBe('CG');
  expect(ft1[7]).toBe(`${done.procedureCode}^${done.procedureName}`);
  expect(ft1[11]).toBe('35.50');
  expect(ft1[23]).toBe('R7');
});
