// Documents that go with a request to read for another institution (远程申请附件, RAD-53): what they may be, who adds, reads and removes them, and until when.
import { z } from 'zod';
import { Id, Instant, LongText, ShortText } from '../kernel/contract.ts';
import { fail } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { liveLock } from './exam-lock.ts';
import { actsFor, type ReachHolder } from './exam-reach.ts';
import { concerns } from './exam-remote.ts';
import { type ExamContext, refused } from './exam-rules.ts';

/** 入院记录, 病程记录, 手术记录, 检验, 检查 (RAD-53), and what is none of them. */
export const attachmentKinds = ['admission', 'progress', 'operation', 'lab', 'exam', 'other'] as const;
export const AttachmentKind = z.enum(attachmentKinds);
export type AttachmentKind = z.infer<typeof AttachmentKind>;

export const AttachmentType = z.enum(['pdf', 'jpeg', 'png', 'text']);
export type AttachmentType = z.infer<typeof AttachmentType>;

/** 20 MB a file, 20 files an exam. */
export const attachmentLimits = { bytes: 20 * 1024 * 1024, files: 20 } as const;

export const ExamAttachment = z.object({
  id: Id,
  examId: Id,
  kind: AttachmentKind,
  /** As the person's computer called it. */
  name: ShortText,
  type: AttachmentType,
  byteLength: z.number().int().nonnegative(),
  addedAt: Instant,
  addedById: Id,
  addedByName: ShortText,
  /** Its bytes are gone; that it was there, and why it went, stays. */
  removed: z.object({ at: Instant, reason: LongText }).nullable(),
});
export type ExamAttachment = z.infer<typeof ExamAttachment>;

/** Names that a person may type freely: no path, no control characters, at most 120 characters with the ending kept. */
export function attachmentName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replaceAll(/\p{Cc}|\p{Cf}/gu, '').trim() || 'document';
  if (plain.length <= 120) return plain;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? '';
  return `${plain.slice(0, 119 - ending.length)}…${ending}`;
}

const isAskingSide = (exam: ExamDocument, by: ReachHolder): boolean =>
  actsFor(by, exam.service, exam.institutionId, ['register', 'acquire', 'write']);

/**
 * Before the request is sent or after it, until the report is released; a recalled report opens the exam again.
 * @throws RIGHT_MISSING for another institution than the one that asks, STATE_REFUSED
 */
export function requireMayAttach(exam: ExamDocument, { by }: ExamContext): void {
  if (!isAskingSide(exam, by))
    throw fail('RIGHT_MISSING', { act: 'addAttachment', institution: by.institutionId, expected: exam.institutionId });
  if (exam.state === 'cancelled' || exam.report.state === 'final') throw refused(exam, 'addAttachment');
}

/** Somebody reads it: what the report may lean on is not taken away any more. */
export function isReportBegun(exam: ExamDocument, now: string): boolean {
  return exam.report.state !== 'none' || exam.report.version > 0 || liveLock(exam, now) !== null;
}

/** @throws RIGHT_MISSING for anybody but who added it, STATE_REFUSED once the report is begun or it is gone already, REASON_REQUIRED */
export function requireMayRemove(
  exam: ExamDocument,
  attachment: Pick<ExamAttachment, 'id' | 'addedById' | 'removed'>,
  reason: string,
  context: ExamContext,
): void {
  if (attachment.addedById !== context.by.personId || !isAskingSide(exam, context.by))
    throw fail('RIGHT_MISSING', { act: 'removeAttachment', attachmentId: attachment.id });
  if (attachment.removed !== null || isReportBegun(exam, context.now)) throw refused(exam, 'removeAttachment');
  if (reason.trim().length < 2) throw fail('REASON_REQUIRED', { attachmentId: attachment.id });
}

/**
 * What each side must be able to do to read the documents: at the institution that asks whoever sees the exam; at the centre those who
 * read it, not everybody with a right to look at reports. Null: the exam is no business of this institution.
 */
export function readingDuties(
  exam: ExamDocument,
  institutionId: string | null,
): readonly ('view' | 'write' | 'review' | 'dispatch')[] | null {
  if (!concerns(exam, institutionId)) return null;
  return isAskingSide(exam, { institutionId }) ? ['view'] : ['write', 'review', 'dispatch'];
}
