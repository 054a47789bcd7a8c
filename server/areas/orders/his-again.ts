// An order of the HIS under a number that is known already: what is there stands, what is new is made, what was changed is changed. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { IncomingOrder } from '../../../core/integration/order-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { withdrawnByHis } from '../../../core/orders/exam-flow.ts';
import { next } from '../../../core/orders/exam-rules.ts';

type Item = IncomingOrder['items'][number];

export interface OrderAgain {
  /** Exams that the order speaks of again, with what it says of them. */
  again: { exam: ExamDocument; item: Item }[];
  /** Items that no exam stands for. */
  made: Item[];
  /** The exam in whose place another item was ordered. */
  replaced: ExamDocument | null;
}

/**
 * `known` are all exams of the number at the institution. Nothing is taken without an effect: what cannot be carried out is refused, so that
 * the HIS does not hold it for done.
 * @throws STATE_REFUSED for an exam that the department cancelled, and for a change that does not say which of several exams it is of
 */
export function orderAgain(order: IncomingOrder, known: readonly ExamDocument[]): OrderAgain {
  const live = known.filter(({ state }) => state !== 'cancelled');
  const result: OrderAgain = { again: [], made: [], replaced: null };
  const refuse = (item: Item, exam: ExamDocument | undefined) =>
    fail('STATE_REFUSED', {
      orderNumber: order.number,
      item: item.code,
      ...(exam && { accession: exam.accessionNumber, state: exam.state, reason: exam.cancelReason }),
    });
  for (const item of order.items) {
    const same = known.filter(({ procedureCode }) => procedureCode === item.code);
    const standing = same.find(({ state }) => state !== 'cancelled');
    // Charges are told of cancelled exams, too: the money goes back.
    const onlyCharges = item.fee !== undefined && (order.changes === true || item.fee.state === 'refunded');
    if (standing) result.again.push({ exam: standing, item });
    else if (same.length > 0 && onlyCharges) result.again.push(...same.map((exam) => ({ exam, item })));
    else if (same.length > 0) {
      // What the HIS withdrew it may order anew; what the department cancelled, the department takes back.
      const withdrawn = same.every(({ cancelReason }) => cancelReason === withdrawnByHis);
      if (!withdrawn || order.changes) throw refuse(item, same.at(-1));
      result.made.push(item);
    } else if (!order.changes || known.length === 0) result.made.push(item);
    else if (order.items.length === 1 && live.length === 1) {
      result.made.push(item);
      result.replaced = live[0] ?? null;
    } else throw refuse(item, undefined);
  }
  return result;
}

/** The exam as a change order (RP, XO) wants it: what it says is new, what it leaves out stands; a priority is only raised. Null: nothing new. */
export function changedBy(
  exam: ExamDocument,
  order: IncomingOrder,
  said: Pick<ExamDocument, 'clinicalDiagnosis' | 'history' | 'purpose' | 'priority'>,
  stay: Pick<ExamDocument, 'visit' | 'departmentId' | 'departmentName' | 'departmentPhone'> | null,
): ExamDocument | null {
  const urgency: readonly string[] = ['routine', 'urgent', 'emergency'];
  const raised = urgency.indexOf(said.priority) > urgency.indexOf(exam.priority);
  const wanted = {
    clinicalDiagnosis: said.clinicalDiagnosis || exam.clinicalDiagnosis,
    history: said.history || exam.history,
    purpose: said.purpose || exam.purpose,
    requestedBy: order.doctor || exam.requestedBy,
    priority: raised ? said.priority : exam.priority,
    ...stay,
  };
  return isDeepStrictEqual({ ...exam, ...wanted }, exam) ? null : next(exam, wanted);
}
