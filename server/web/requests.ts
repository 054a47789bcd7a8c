// The first look at a request: where it comes from, how big it is, and the answer when it may not go on.
import { fail, type YishuError } from '../../core/kernel/errors.ts';
import { toContractError } from './procedures.ts';

/** A message of an analyzer with its pictures is below 10 MiB. */
export const largestBody = 16 * 1024 * 1024;

/** The header that a form of another site cannot send: a script that adds it needs a preflight, which nobody answers. */
export const ownHeader = 'x-yishu';

const reading = new Set(['GET', 'HEAD']);

export interface OriginRules {
  /** Origins of a reverse proxy in front, besides the one in the request line. */
  publicOrigins: readonly string[];
  /** The server listens on loopback only: other names in Host are another site's trick (DNS rebinding). */
  loopback: boolean;
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** @throws REQUEST_REFUSED when a loopback server is addressed by another name */
export function requireOwnHost(request: Request, rules: OriginRules): void {
  if (rules.loopback && !isLoopbackName(new URL(request.url).hostname)) throw fail('REQUEST_REFUSED', { what: 'host' });
}

/** @throws REQUEST_REFUSED (OWASP ASVS 3.5: own header, Origin and Sec-Fetch-Site for whatever changes state) */
export function requireOwnOrigin(request: Request, rules: OriginRules): void {
  requireOwnHost(request, rules);
  const url = new URL(request.url);
  if (reading.has(request.method)) return;
  if (request.headers.get(ownHeader) !== '1') throw fail('REQUEST_REFUSED', { what: `header ${ownHeader}` });
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') throw fail('REQUEST_REFUSED', { what: 'site' });
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== url.origin && !rules.publicOrigins.includes(origin)) {
    throw fail('REQUEST_REFUSED', { what: 'origin' });
  }
}

/** @throws INPUT_INVALID when it is longer than the limit, whatever its length header says */
export async function readBody(request: Request, limit = largestBody): Promise<Uint8Array<ArrayBuffer>> {
  if (!request.body) return new Uint8Array();
  const tooBig = () => fail('INPUT_INVALID', { what: `the body is longer than ${limit} bytes` });
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooBig();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooBig();
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/** An error before a procedure was reached, in the form that the client of the path reads. */
export function refusal(pathname: string, error: YishuError): Response {
  const contractError = toContractError(error);
  const json = { ...contractError.toJSON(), defined: true };
  return Response.json(pathname.startsWith('/rpc/') ? { json } : json, { status: contractError.status });
}
