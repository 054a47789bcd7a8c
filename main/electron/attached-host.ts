// A host that runs already in plain Node (`yishu demo`, `yishu station`): requests go to its loopback address.
import { keepCookies } from './cookie-jar.ts';

export interface AttachedHost {
  fetch(request: Request): Promise<Response>;
}

/** A streamed request body needs `duplex` (fetch standard); the DOM types do not know it yet. */
type StreamingInit = RequestInit & { duplex?: 'half' };

/** fetch has decoded the body: its sender's coding and length no longer describe it. */
function decoded(response: Response): Response {
  const headers = new Headers(response.headers);
  if (headers.has('content-encoding')) headers.delete('content-length');
  for (const name of ['content-encoding', 'transfer-encoding', 'connection', 'keep-alive']) headers.delete(name);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** `launchUrl` holds the one-time token: the first request spends it, the cookie that answers it opens the others. */
export function attachHost(launchUrl: string): AttachedHost {
  const base = new URL(launchUrl).origin;
  const send = keepCookies((request) => fetch(request, { redirect: 'manual' }));

  async function spendToken(): Promise<void> {
    const response = await send(new Request(launchUrl));
    await response.body?.cancel();
  }

  let launched: Promise<void> | undefined;
  return {
    async fetch(request) {
      launched ??= spendToken();
      await launched;
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.set('origin', base);
      const init: StreamingInit = { method: request.method, headers, signal: request.signal };
      if (request.body) Object.assign(init, { body: request.body, duplex: 'half' });
      return decoded(await send(new Request(`${base}${pathname}${search}`, init)));
    },
  };
}
