// A page of ours in another campus's radiology system: the request form of one exam, opened by a link that the system signed for its user (RAD-70).
import { z } from 'zod';
import { type SignedLook, signedForSeconds } from '../imaging/link-signature.ts';
import { CommandMeta, Instant, LongText, Version } from '../kernel/contract.ts';
import { ExamAttachment } from './attachment.ts';
import { ExamDocument, RemoteEcg } from './exam.ts';
import { InstitutionListed } from './institution.ts';

/** The text under the HMAC-SHA256: the lines of the other links under a title of their own, so that none of them opens what another is for. */
export function remoteSignedText({ system, value, user, ts }: SignedLook): string {
  return ['yishu-remote-request-1', system, `accession=${value}`, `user=${user}`, `ts=${ts}`].join('\n');
}

/** A signature is taken once; it is kept for a little longer than it could be used. */
export const signatureKeptMs = (signedForSeconds.after + signedForSeconds.before) * 1000 + 600_000;

/**
 * malformed: a part is missing. expired: signed too long ago. signature: unknown system, or wrong. reused: taken before.
 * notAllowed: the system may not ask. exam: no such exam of its institution.
 */
export const remoteLinkRefusals = ['malformed', 'expired', 'signature', 'reused', 'notAllowed', 'exam'] as const;
export type RemoteLinkRefusal = (typeof remoteLinkRefusals)[number];

/** What the page shows: the exam without what the form has no use for, and whom it can ask. */
export const RemoteForm = z.object({
  exam: ExamDocument,
  system: z.string(),
  user: z.string(),
  institutions: z.array(InstitutionListed),
  attachments: z.array(ExamAttachment),
  /** For an ECG: filled in from its recording. */
  ecg: RemoteEcg.nullable(),
  now: Instant,
  expiresAt: Instant,
});
export type RemoteForm = z.infer<typeof RemoteForm>;

export const RemoteFormSend = z.object({
  command: CommandMeta,
  expectedVersion: Version,
  toInstitutionId: z.string().min(1).max(64),
  toDepartmentId: z.string().min(1).max(64).optional(),
  preliminaryFindings: LongText,
  preliminaryImpression: LongText,
  ecg: RemoteEcg.optional(),
});
export type RemoteFormSend = z.infer<typeof RemoteFormSend>;

export const RemoteFormRemove = z.object({ command: CommandMeta, attachmentId: z.uuid(), reason: LongText });
