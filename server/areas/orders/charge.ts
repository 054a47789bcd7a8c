// Tells the HIS to charge an inpatient's exam when it is done (ECG-10), through the same durable outbox as everything it is told.
import { chargeOf } from '../../../core/integration/exam-charge.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { CommandWork } from '../../kernel/types.ts';

/** Another institution's patients have their account elsewhere. */
async function isOurs(work: CommandWork, exam: ExamDocument): Promise<boolean> {
  const own = await work.tx.selectFrom('institution').select('id').where('own', '=', true).execute();
  return own.length === 0 || exam.institutionId === '' || own.some(({ id }) => id === exam.institutionId);
}

export async function tellCharge(work: CommandWork, before: ExamDocument, after: ExamDocument): Promise<void> {
  const act = chargeOf(before, after);
  if (act === null || !(await isOurs(work, after))) return;
  work.outgoing({
    interface: 'hl7',
    peer: 'HIS',
    type: 'DFT^P03',
    subject: after.accessionNumber,
    payload: { kind: 'examCharge', examId: after.id, act, at: work.at.toISOString() },
  });
}
