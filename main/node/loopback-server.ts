// The host behind 127.0.0.1 for plain Node: only its own window gets in, and no page of another site can make it act.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { withSecurityHeaders } from '../host/static-files.ts';
import { type LaunchTokens, launchCookie, launchParameter } from './launch-token.ts';

export interface LoopbackOptions {
  fetch(request: Request): Promise<Response>;
  tokens: LaunchTokens;
  /** Tried first, so that a window finds its host again after a restart; 0 takes a free one. */
  port: number;
  /** A cookie was given out. */
  onLaunch(): void;
}

export interface Loopback {
  port: number;
  /** Address that opens a window, with the token in it. */
  launchUrl: string;
  close(): Promise<void>;
}

export async function openLoopback(options: LoopbackOptions): Promise<Loopback> {
  const { tokens } = options;
  let port = options.port;
  const server = createAdaptorServer({ fetch: (request) => guarded(request) }) as Server;

  async function guarded(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const refusedFor = refusal(request, url, port);
    if (refusedFor !== null) return page(403, `请求被拒绝 / refused: ${refusedFor}`);
    const given = url.searchParams.get(launchParameter);
    const cookie = cookieIn(request.headers);
    if (given !== null && request.method === 'GET') return launch(url, given, cookie);
    if (!tokens.isKnown(cookie)) {
      return page(
        403,
        '请从医枢工作站程序打开此窗口 / open this window from the station program: its address holds a launch token that works once.',
      );
    }
    return options.fetch(request);
  }

  /** The token leaves the address bar at once; with a known cookie a used one does no harm. */
  function launch(url: URL, given: string, cookie: string | null): Response {
    const headers = new Headers({ location: url.pathname, 'cache-control': 'no-store' });
    if (!tokens.isKnown(cookie)) {
      const fresh = tokens.redeem(given);
      if (fresh === null) {
        return page(
          403,
          '启动链接已使用或无效，请重新打开工作站 / the launch address is used up or wrong: start the station window again.',
        );
      }
      headers.append('set-cookie', `${launchCookie}=${fresh}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`);
      options.onLaunch();
    }
    return withSecurityHeaders(new Response(null, { status: 303, headers }));
  }

  port = await listen(server, options.port);
  return {
    port,
    launchUrl: `http://127.0.0.1:${port}/?${launchParameter}=${tokens.token}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        // Streams are cut, not ended: a clean end would tell the page not to come back.
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, wanted: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  try {
    return await attempt(wanted);
  } catch (error) {
    if (wanted === 0) throw error;
    server.removeAllListeners('error');
    return attempt(0);
  }
}

/** Why the request may not pass (DNS rebinding, another site's form or script), or null. */
function refusal(request: Request, url: URL, port: number): string | null {
  const host = request.headers.get('host') ?? url.host;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'host';
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) return 'origin';
  const site = request.headers.get('sec-fetch-site');
  const navigation = request.headers.get('sec-fetch-mode') === 'navigate' && request.method === 'GET';
  if (site !== null && site !== 'same-origin' && site !== 'none' && !navigation) return 'site';
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && request.headers.get('x-yishu') !== '1') return 'header x-yishu';
  return null;
}

function cookieIn(headers: Headers): string | null {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name === launchCookie) return value.join('=') || null;
  }
  return null;
}

function page(status: number, text: string): Response {
  const body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>医枢</title><p>${text}</p></html>`;
  return withSecurityHeaders(new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } }));
}
