// Files that a person hands in by a form of the screen (documents of a request, recordings): they go to the server as they are, or not at all.
import { formMostBytes, recordingMostBytes } from '../../core/ecg/flow/handed-in.ts';
import { errorTable } from '../../core/kernel/errors.ts';
import { attachmentLimits } from '../../core/orders/attachment.ts';

/** Bytes of the longest body by path; the server decides again. */
const most: ReadonlyMap<string, number> = new Map([
  ['/exam-attachments', attachmentLimits.bytes],
  ['/ecg/manual', recordingMostBytes + formMostBytes],
]);

export const isHandedIn = (request: Request, { pathname }: URL): boolean =>
  request.method === 'POST' && most.has(pathname);

export interface HandedIn {
  method: 'POST';
  headers: Headers;
  body: Uint8Array;
}

/** The whole body, since the signature is over it; or the refusal of one that is too long. */
export async function handedInBody(request: Request, { pathname }: URL): Promise<HandedIn | Response> {
  const limit = most.get(pathname) ?? 0;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > limit) {
      const { http, en } = errorTable.FILE_REFUSED;
      return Response.json({ code: 'FILE_REFUSED', message: en, data: { reason: 'tooLarge' } }, { status: http });
    }
    parts.push(part);
  }
  const headers = new Headers();
  const type = request.headers.get('content-type');
  if (type !== null) headers.set('content-type', type);
  return { method: 'POST', headers, body: new Uint8Array(Buffer.concat(parts)) };
}
