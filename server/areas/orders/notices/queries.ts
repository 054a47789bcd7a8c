// What an administrator sees of short messages, and what the two sides of a request may know of theirs.
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { maskedPhone, type NoticeMessage, type RemoteNotices, testNoticeText } from '../../../../core/orders/notice.ts';
import { viewRight } from '../../../kernel/access.ts';
import type { AuditEntry, Caller, FieldCrypto, Kernel } from '../../../kernel/types.ts';
import { beyondReach, examRight, maySeeExam } from '../access.ts';
import { actorOf } from '../institutions.ts';
import { examById } from '../store.ts';
import type { MessageRow, NoticeOutbox } from './outbox.ts';
import { noticeRight } from './settings.ts';

export function shownMessage(fields: FieldCrypto, row: MessageRow & { accession: string | null }): NoticeMessage {
  const waits = row.state === 'queued' || row.state === 'sending';
  return {
    id: row.id,
    accession: row.accession ?? '',
    service: row.service,
    kind: row.kind,
    institutionId: row.institution_id,
    recipient: row.recipient,
    phone: maskedPhone(fields.decrypt(row.phone)),
    state: row.state,
    attempts: row.attempts,
    at: row.at.toISOString(),
    nextAttemptAt: waits ? row.next_attempt_at.toISOString() : null,
    settledAt: row.settled_at?.toISOString() ?? null,
    answer: row.answer === '' ? '' : fields.decrypt(row.answer),
  };
}

export function noticeMessages(kernel: Kernel, caller: Caller): Promise<NoticeMessage[]> {
  return kernel.read(caller, noticeRight, { act: 'orders.noticeMessages', subject: '' }, async (db) => {
    const rows = await db
      .selectFrom('notice_message')
      .leftJoin('exam', 'exam.id', 'notice_message.exam_id')
      .selectAll('notice_message')
      .select('exam.accession')
      .orderBy('notice_message.at', 'desc')
      .orderBy('notice_message.id')
      .limit(300)
      .execute();
    return rows.map((row) => shownMessage(kernel.fields, row));
  });
}

/** @throws RIGHT_MISSING, STATE_REFUSED when the gateway was never set up */
export function tryNoticeGateway(
  kernel: Kernel,
  caller: Caller,
  outbox: NoticeOutbox,
  { command, phone }: { command: CommandMeta; phone: string },
): Promise<NoticeMessage> {
  const entry = { act: 'orders.tryNoticeGateway', subject: maskedPhone(phone), detail: command.id };
  return kernel.read(caller, noticeRight, entry, async () => {
    const row = await outbox.sendTest({ id: command.id, phone, text: testNoticeText });
    return shownMessage(kernel.fields, { ...row, accession: null });
  });
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export function remoteNotices(kernel: Kernel, caller: Caller, examId: string): Promise<RemoteNotices> {
  const entry: AuditEntry = { act: 'orders.remoteNotices', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const exam = await examById(db, examId);
    if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
    entry.patientId = exam.patient.id;
    const actor = await actorOf(kernel, db, caller);
    if (!maySeeExam(caller, actor, exam)) throw beyondReach(caller, actor, exam, examRight(exam.service, 'view'));
    const rows = await db
      .selectFrom('notice_message')
      .select(['state', 'settled_at', 'round'])
      .where('exam_id', '=', examId)
      .where('kind', '=', 'request')
      .execute();
    const last = Math.max(0, ...rows.map(({ round }) => round));
    const now = rows.filter(({ round }) => round === last);
    const count = (...states: string[]) => now.filter(({ state }) => states.includes(state)).length;
    const sentAt = now
      .flatMap(({ state, settled_at }) => (state === 'sent' && settled_at ? [settled_at.toISOString()] : []))
      .toSorted();
    return {
      queued: count('queued', 'sending'),
      sent: count('sent'),
      failed: count('failed'),
      sentAt: sentAt.at(-1) ?? null,
    };
  });
}
