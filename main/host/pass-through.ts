// Answers of the server that are too large to be taken apart on the way: their bytes go on to the screen as they come.
// Ten thousand rows as objects cost the host 100 MB, and half a second in which no analyzer is acknowledged.
import type { HostContext } from './contract/router.ts';
import type { SignedFetch } from './link/server-client.ts';
import type { ServerLink } from './link/server-link.ts';

export interface PassThroughParts {
  link: ServerLink;
  signedFetch: SignedFetch;
}

/** Reads that the contract answers the same at host and server, and that nothing here keeps. */
const largeReads: ReadonlySet<string> = new Set(['/rpc/lab/worklist']);

/** The server's answer, or null: then the call goes the usual way, which also knows what to do when the server is away or says no. */
export type PassThrough = (request: Request, context: HostContext) => Promise<Response | null>;

export function createPassThrough({ link, signedFetch }: PassThroughParts): PassThrough {
  return async (request, { session, background }) => {
    const { pathname, search } = new URL(request.url);
    if (!largeReads.has(pathname) || !link.online() || !session?.serverToken) return null;
    const body = new Uint8Array(await request.clone().arrayBuffer());
    const headers = new Headers();
    const type = request.headers.get('content-type');
    if (type !== null) headers.set('content-type', type);
    const call = { method: request.method, path: pathname + search, headers, body, signal: request.signal };
    const answer = await signedFetch(call, { session: session.serverToken, background }).catch(() => null);
    if (answer?.status !== 200) {
      await answer?.body?.cancel();
      return null;
    }
    link.worked();
    return new Response(answer.body, {
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
    });
  };
}
