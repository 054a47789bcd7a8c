// What the HIS is told to charge (ECG-10): DFT^P03 (HL7 v2.5.1, 6.4.1) once an inpatient's exam is done, and its credit when the exam turns out not to be.
import { buildMessage, hl7Time } from '../hl7/index.ts';
import type { ExamDocument } from '../orders/exam.ts';
import { examPersonSegments } from './exam-message.ts';
import { head, type OutgoingHeader } from './result-message.ts';

/** Table 0017: charge, credit. */
const types = { charge: 'CG', credit: 'CD' } as const;
export type ChargeAct = keyof typeof types;
export const chargeActs = ['charge', 'credit'] as const;

/**
 * What a change of an exam means for the account of an inpatient; null for nothing. Outpatients pay before they are examined,
 * and what is paid already is not charged again.
 */
export function chargeOf(before: ExamDocument, after: ExamDocument): ChargeAct | null {
  const { visit, fee, service } = after;
  if (service !== 'ecg' || visit?.kind !== 'inpatient' || visit.number === '') return null;
  const was = before.state === 'acquired';
  const is = after.state === 'acquired';
  if (was === is) return null;
  if (is) return fee.state === 'paid' ? null : 'charge';
  return fee.state === 'paid' || fee.state === 'refunded' ? null : 'credit';
}

/**
 * FT1-2 names the transaction: the same when a message is sent again, another one for an exam that is done again after a credit.
 * @param at when it was done, or found not to be
 */
export function examChargeMessage(header: OutgoingHeader, exam: ExamDocument, act: ChargeAct, at: string): string {
  const time = hl7Time(at);
  const { amountCent } = exam.fee;
  const procedure = [exam.procedureCode, exam.procedureName];
  return buildMessage([
    head(header, ['DFT', 'P03', 'DFT_P03']),
    ['EVN', { 1: 'P03', 2: time }],
    ...examPersonSegments(exam),
    [
      'FT1',
      {
        1: '1',
        2: `${exam.accessionNumber}-${time}`,
        4: time,
        6: types[act],
        7: procedure,
        10: '1',
        // Yuan; without a price the HIS takes that of its own list.
        11: amountCent === null ? undefined : (amountCent / 100).toFixed(2),
        16: [exam.visit?.departmentId ?? '', '', exam.visit?.bed ?? ''],
        21: ['', exam.requestedBy],
        23: exam.requestNumber || undefined,
        25: procedure,
      },
    ],
  ]);
}
