// What is paid and whether it may be refunded, in words: the HIS's charge state, and what confirmation or cancellation makes of it (RAD-12, RAD-13).
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { executionOf } from '../../../../core/orders/execution.ts';
import { useListText } from '../worklist/texts.ts';
import { useSettleText } from './settle-texts.ts';

/** `已缴 ¥120.00 不可退费`; empty where nobody said anything. */
export function useFeeWords(): (exam: ExamDocument) => string {
  const list = useListText();
  const settle = useSettleText();
  return ({ fee, state }) =>
    [
      fee.state === 'unknown' ? '' : list(`fee.${fee.state}`),
      fee.amountCent === null ? '' : `¥${(fee.amountCent / 100).toFixed(2)}`,
      settle(`refund.${executionOf({ state })}`),
    ]
      .filter(Boolean)
      .join(' ');
}
