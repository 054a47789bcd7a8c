// (1) The page and everything that it fetches come by our own scheme, `yishu://station/…`, from the host and nowhere else.
import type { CustomScheme, Protocol } from 'electron';
import { errorTable, isErrorCode, YishuError } from '../../core/kernel/errors.ts';
import { isOurs, origin, scheme, securityHeaders } from './policy.ts';

/** Standard (relative addresses, storage by origin) and secure; it does not bypass the content policy and serves no other origin. */
export const schemes: CustomScheme[] = [
  {
    scheme,
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      stream: true,
      codeCache: true,
      bypassCSP: false,
      corsEnabled: false,
      allowServiceWorkers: false,
    },
  },
];

/** A fetch request whose body is streamed needs `duplex`; the DOM types do not know it yet. */
type StreamingInit = RequestInit & { duplex?: 'half' };

/** The same request at the address that the host knows: it sees an ordinary URL under every shell. */
function toHost(request: Request): Request {
  const { pathname, search } = new URL(request.url);
  const init: StreamingInit = { method: request.method, headers: request.headers, signal: request.signal };
  if (request.body) Object.assign(init, { body: request.body, duplex: 'half' });
  return new Request(`http://station${pathname}${search}`, init);
}

function refusal(error: unknown): Response {
  const named = error instanceof YishuError && isErrorCode(error.code) ? error.code : 'INTERNAL';
  const { http, zh, en } = errorTable[named];
  return Response.json({ code: named, zh, en }, { status: http });
}

function withHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of securityHeaders(headers.get('content-type') ?? '')) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Every request of the page to `forward`; what is not ours is refused, what fails is an answer that says so. */
export function handlerOf(forward: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const sentFrom = request.headers.get('origin');
    if (!isOurs(request.url) || (sentFrom !== null && sentFrom !== origin)) {
      return withHeaders(refusal(new YishuError('REQUEST_REFUSED')));
    }
    return withHeaders(await forward(toHost(request)).catch(refusal));
  };
}

export function serveScheme(
  protocol: Pick<Protocol, 'handle'>,
  forward: (request: Request) => Promise<Response>,
): void {
  protocol.handle(scheme, handlerOf(forward));
}
