// The body of an upload, whole: counted while it comes, so that nobody fills the memory by lying about the length.
import { createHash } from 'node:crypto';
import { formMostBytes, recordingMostBytes } from '../../../core/ecg/flow/handed-in.ts';
import { fail } from '../../../core/kernel/errors.ts';

export const bodyMost = recordingMostBytes + formMostBytes;

/** @throws INPUT_INVALID when it is too long, or its digest is not the one that was signed */
export async function readWhole(request: Request, bodySha256Hex: string | null): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = () => fail('INPUT_INVALID', { fields: [`body: more than ${bodyMost} bytes`] });
  if (Number(request.headers.get('content-length') ?? 0) > bodyMost) throw tooLong();
  const parts: Uint8Array[] = [];
  let length = 0;
  if (request.body) {
    for await (const part of request.body) {
      length += part.length;
      if (length > bodyMost) throw tooLong();
      parts.push(part);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  if (bodySha256Hex !== null && createHash('sha256').update(bytes).digest('hex') !== bodySha256Hex)
    throw fail('LOGIN_REQUIRED', { what: 'device', why: 'the body is not the one that was signed' });
  return bytes;
}
