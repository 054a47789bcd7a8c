// A link that another campus's system signed becomes a short-lived token of one exam's request form; a signature is taken once (RAD-70).
import { createHash, randomBytes } from 'node:crypto';
import { readSignedLook } from '../../../../core/imaging/link-signature.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamActor } from '../../../../core/orders/exam-rules.ts';
import { type RemoteLinkRefusal, remoteSignedText } from '../../../../core/orders/remote-link.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { checkSystemSignature, requestsFor } from '../../imaging/module.ts';
import { examById } from '../store.ts';

const openMs = 30 * 60_000;
const act = 'orders.signedRequest';
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** @throws what the database throws; every refusal is a value */
export async function exchangeRemoteLink(
  kernel: Kernel,
  caller: Caller,
  query: URLSearchParams,
): Promise<{ token: string } | { refused: RemoteLinkRefusal }> {
  const now = kernel.clock.now();
  const read = readSignedLook(query, now);
  if ('problem' in read) return { refused: read.problem };
  const { look, signature } = read;
  if (look.by !== 'accession') return { refused: 'malformed' };
  const checked = await checkSystemSignature(kernel, look.system, remoteSignedText(look), signature);
  // What an unsigned request names may be anything: it is not kept.
  if (checked === 'unknown') return { refused: 'signature' };
  const visitor = systemCaller(caller.address);
  const who = `${look.system} ${look.user}`;
  const refuse = async (refused: RemoteLinkRefusal, subject = look.value, patientId: string | null = null) => {
    await kernel.audit(visitor, { act, subject, patientId, detail: `${who}: ${refused}`, outcome: 'refused' });
    return { refused };
  };
  if (checked === 'wrong') return refuse('signature', look.system);
  const first = await kernel.db
    .insertInto('remote_link_use')
    .values({ signature, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('signature')
    .executeTakeFirst();
  if (!first) return refuse('reused');
  const institutionId = await requestsFor(kernel.db, look.system);
  if (institutionId === '') return refuse('notAllowed');
  const exam = await kernel.db
    .selectFrom('exam')
    .select(['id', 'patient_id', 'institution_id'])
    .where('accession', '=', look.value)
    .executeTakeFirst();
  if (exam?.institution_id !== institutionId) return refuse('exam');
  const token = randomBytes(32).toString('base64url');
  await kernel.db
    .insertInto('remote_link')
    .values({
      hash: hashOf(token),
      exam_id: exam.id,
      institution_id: institutionId,
      system: look.system,
      user_name: look.user,
      created_at: now,
      expires_at: new Date(now.getTime() + openMs),
    })
    .execute();
  const minutes = openMs / 60_000;
  await kernel.audit(visitor, {
    act,
    subject: look.value,
    patientId: exam.patient_id,
    detail: `${who}, ${minutes} min`,
  });
  return { token };
}

export interface RemoteVisitor {
  /** The server's own rights: which acts there are, the routes say. */
  caller: Caller;
  /** In whose name: the signed user of the signed system, for its institution. */
  by: ExamActor;
  system: string;
  user: string;
  examId: string;
  expiresAt: Date;
}

/** The same user of the same system is the same somebody each time, and nobody of this server (RFC 9562, version 8). */
function actorId(system: string, user: string): string {
  const hex = createHash('sha256').update(`remote request ${system}\n${user}`).digest('hex').slice(0, 32).split('');
  hex[12] = '8';
  hex[16] = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4] ?? '8';
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** @throws LOGIN_REQUIRED for an unknown or expired token, or a system that was shut out since */
export async function remoteVisitor(kernel: Kernel, address: string, token: string): Promise<RemoteVisitor> {
  const row = await kernel.db
    .selectFrom('remote_link')
    .selectAll()
    .where('hash', '=', hashOf(token))
    .executeTakeFirst();
  const holds = row && row.expires_at > kernel.clock.now();
  if (!holds || (await requestsFor(kernel.db, row.system)) !== row.institution_id)
    throw fail('LOGIN_REQUIRED', { what: 'link' });
  const { system, user_name: user, exam_id: examId, expires_at: expiresAt } = row;
  return {
    caller: systemCaller(address),
    by: {
      personId: actorId(system, user),
      personName: `${user}（${system}）`,
      stationName: system,
      institutionId: row.institution_id,
    },
    ...{ system, user, examId, expiresAt },
  };
}

/** @throws NOT_FOUND when the exam is gone */
export async function examOfVisitor(kernel: Kernel, { examId }: RemoteVisitor): Promise<ExamDocument> {
  const exam = await examById(kernel.db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam' });
  return exam;
}
