// The request form's side of its link: the token out of the address, and what is asked and done with it.
import { type ErrorCode, isErrorCode } from '../../core/kernel/errors.ts';
import type { ExamAttachment } from '../../core/orders/attachment.ts';
import { type RemoteForm, type RemoteFormSend, remoteLinkRefusals } from '../../core/orders/remote-link.ts';
import type { AttachmentDoor } from '../remote/attachments/upload.ts';

export type RequestRefusal = (typeof remoteLinkRefusals)[number] | 'offline';
export type RequestPlace = { token: string } | { refused: RequestRefusal };

export function requestPlaceOf(pathname: string): RequestPlace {
  const last = pathname.split('/').at(-1) ?? '';
  const refused = remoteLinkRefusals.find((one) => last === `refused-${one}`);
  if (refused) return { refused };
  return /^[A-Za-z0-9_-]{43}$/.test(last) ? { token: last } : { refused: 'malformed' };
}

const api = '/remote-request/api';
/** The token goes in a header, never in the address of a request that other programs log. */
const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, 'x-yishu': '1' });

export const doorOf = (token: string): AttachmentDoor => ({ path: `${api}/attachments`, headers: headersOf(token) });

/** A code of the error table; `UNREACHABLE` when nothing answered. */
export type Failed = { failed: ErrorCode | 'UNREACHABLE' };

function codeOf(said: unknown): ErrorCode {
  const code = typeof said === 'object' && said !== null && 'code' in said ? String(said.code) : '';
  return isErrorCode(code) ? code : 'INTERNAL';
}

async function asked<Answer>(token: string, path: string, body?: unknown): Promise<Answer | Failed> {
  try {
    const answer = await fetch(`${api}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headersOf(token), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said: unknown = await answer.json();
    // What our own server says in this path has the form of the contract.
    if (answer.ok) return said as Answer;
    return { failed: codeOf(said) };
  } catch {
    return { failed: 'UNREACHABLE' };
  }
}

/** The bytes with the type that the server found them to be. */
export async function openDocument(token: string, id: string): Promise<Blob | Failed> {
  try {
    const answer = await fetch(`${api}/document?${new URLSearchParams({ id })}`, {
      headers: headersOf(token),
      cache: 'no-store',
    });
    return answer.ok ? await answer.blob() : { failed: codeOf(await answer.json()) };
  } catch {
    return { failed: 'UNREACHABLE' };
  }
}

export const openForm = (token: string) => asked<RemoteForm>(token, 'form');

const command = () => ({ id: crypto.randomUUID(), at: new Date().toISOString() });

export const sendForm = (token: string, input: Omit<RemoteFormSend, 'command'>) =>
  asked<RemoteForm>(token, 'send', { ...input, command: command() });

export const removeDocument = (token: string, attachmentId: string, reason: string) =>
  asked<ExamAttachment>(token, 'remove', { attachmentId, reason, command: command() });
