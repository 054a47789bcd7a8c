// What is to be told by short message is written down in the transaction that made it so, while notices are on; what they say is made later.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { noticesDue } from '../../../../core/orders/notice.ts';
import type { CommandWork } from '../../../kernel/types.ts';

/** Called with each change of an exam. Off, nothing is kept: nobody is told weeks later when somebody switches it on. */
export async function noticeWaiting(work: CommandWork, before: ExamDocument, after: ExamDocument): Promise<void> {
  const due = noticesDue(before, after);
  if (due.length === 0) return;
  const gateway = await work.tx.selectFrom('notice_gateway').select('enabled').where('id', '=', 1).executeTakeFirst();
  if (!gateway?.enabled) return;
  await work.tx
    .insertInto('notice_request')
    .values(due.map(({ kind, round }) => ({ exam_id: after.id, kind, round, at: work.now, taken_up_at: null })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
