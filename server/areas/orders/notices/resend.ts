// An administrator sends a failed message once more: back into the queue under its own id, a bounded number of times, audited.
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { type NoticeMessage, resendProblem } from '../../../../core/orders/notice.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { NoticeOutbox } from './outbox.ts';
import { shownMessage } from './queries.ts';
import { gatewayRow, noticeRight } from './settings.ts';

/** The queue decides again whether somebody still needs to be told. @throws RIGHT_MISSING, NOT_FOUND, STATE_REFUSED with why */
export async function resendNotice(
  kernel: Kernel,
  caller: Caller,
  outbox: NoticeOutbox,
  { command, messageId }: { command: CommandMeta; messageId: string },
): Promise<NoticeMessage> {
  const name = 'orders.resendNotice';
  const request = { ...command, name, right: noticeRight, subject: messageId, input: { messageId } };
  const queued = await kernel.command(caller, request, async (work) => {
    const row = await work.tx
      .selectFrom('notice_message')
      .selectAll()
      .where('id', '=', messageId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw fail('NOT_FOUND', { what: 'message', messageId });
    const gateway = await gatewayRow(work.tx);
    const asked = { ...row, at: row.at.toISOString(), isTest: row.exam_id === null };
    const problem = gateway?.enabled ? resendProblem(asked, work.now.getTime()) : 'off';
    if (problem !== null) throw fail('STATE_REFUSED', { act: name, reason: problem });
    const after = await work.tx
      .updateTable('notice_message')
      .set({ state: 'queued', next_attempt_at: work.now, settled_at: null })
      .where('id', '=', messageId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const exam = await work.tx
      .selectFrom('exam')
      .select(['accession', 'patient_id'])
      .where('id', '=', row.exam_id)
      .executeTakeFirst();
    work.audit({
      act: name,
      subject: exam?.accession ?? messageId,
      patientId: exam?.patient_id ?? null,
      detail: `${row.recipient}: try ${row.attempts + 1}, ${messageId}`,
    });
    return shownMessage(kernel.fields, { ...after, accession: exam?.accession ?? null });
  });
  void outbox.run();
  return queued;
}
