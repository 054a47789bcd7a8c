// The one fetch handler of the host: the contract over RPC and OpenAPI, reports passed through from the server, the renderer's files.
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { ResponseHeadersPlugin } from '@orpc/server/plugins';
import { isUnreachable } from './contract/contract-errors.ts';
import type { HostContext } from './contract/router.ts';
import { cookieOf, type Sessions, tokenIn } from './contract/sessions.ts';
import type { TracingDoor } from './ecg/tracing-door.ts';
import { type Log, messageOf } from './environment.ts';
import { handedInBody, isHandedIn } from './handed-in.ts';
import type { SignedFetch } from './link/server-client.ts';
import type { ServerLink } from './link/server-link.ts';
import { createPassThrough } from './pass-through.ts';
import type { PixelDoor } from './reading/pixels.ts';
import { staticFile, withSecurityHeaders } from './static-files.ts';

export interface FetchParts {
  router: AnyRouter;
  sessions: Sessions;
  link: ServerLink;
  signedFetch: SignedFetch;
  rendererDir: string;
  /** Frames that lie on this station's disk. */
  pixels: PixelDoor | null;
  /** ECGs that do. */
  tracings: TracingDoor | null;
  log: Log;
}

const passedThrough = [
  'content-type',
  'content-disposition',
  'content-length',
  'cache-control',
  'content-security-policy',
  'etag',
];
/** Headers of pictures and recordings say how their bytes are to be read: `x-pixel-kind`, `x-width` … */
const describing = /^x-(pixel|width|height|frame|sample|ecg|yishu)/;

/** What the server alone has: papers, pictures, recordings. */
const served = ['/reports/', '/exam-reports/', '/exam-attachments/', '/imaging/', '/ecg/', '/quality/', '/dicom-web/'];

export function createFetchHandler(parts: FetchParts): (request: Request) => Promise<Response> {
  const { sessions, link } = parts;
  const passThrough = createPassThrough(parts);
  const plugins = () => [new ResponseHeadersPlugin<HostContext>()];
  const rpc = new RPCHandler<HostContext>(parts.router, { plugins: plugins() });
  const api = new OpenAPIHandler<HostContext>(parts.router, { plugins: plugins() });

  async function contextOf(request: Request): Promise<HostContext> {
    const token = tokenIn(request.headers);
    const background = request.headers.has('x-yishu-background');
    const session = await sessions.find(token, background);
    return { token, session, locked: session ? null : await sessions.locked(token), background };
  }

  /** Nothing of it is kept here. */
  async function fromServer(request: Request, url: URL): Promise<Response> {
    const { session } = await contextOf(request);
    if (!session) return textPage(401, '请先登录。', 'Log in first.');
    const offline = () =>
      textPage(
        503,
        '服务器未连接，暂不能打开报告和影像；恢复连接后再试。',
        'The server is not reachable: reports and images open again when it is.',
      );
    const pixels = request.method === 'POST' ? null : await parts.pixels?.(request, url, session);
    const kept = pixels ?? (await parts.tracings?.(request, url, session));
    if (kept) return kept;
    if (!link.online() || !session.serverToken) return offline();
    const call = isHandedIn(request, url) ? await handedInBody(request, url) : { method: 'GET' };
    if (call instanceof Response) return call;
    try {
      const answer = await parts.signedFetch(
        { ...call, path: url.pathname + url.search, signal: request.signal },
        { session: session.serverToken, timeoutMs: request.method === 'POST' ? 180_000 : 60_000 },
      );
      link.worked();
      const headers = new Headers();
      for (const name of passedThrough) {
        const value = answer.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      answer.headers.forEach((value, name) => {
        if (describing.test(name)) headers.set(name, value);
      });
      return new Response(answer.body, { status: answer.status, headers });
    } catch (error) {
      link.failed(error);
      return (await parts.tracings?.(request, url, session)) ?? offline();
    }
  }

  async function route(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { pathname } = url;
    if (pathname.startsWith('/rpc/') || pathname.startsWith('/api/')) {
      const context = await contextOf(request);
      const passed = await passThrough(request, context);
      if (passed) return passed;
      const handled = pathname.startsWith('/rpc/')
        ? await rpc.handle(request, { prefix: '/rpc', context })
        : await api.handle(request, { prefix: '/api', context });
      const response = handled.response ?? textPage(404, '没有此接口。', 'No such procedure.');
      // A session that ended takes its cookie with it.
      if (context.token !== null && !context.session && !context.locked && !response.headers.has('set-cookie')) {
        response.headers.append('set-cookie', cookieOf(null));
      }
      return response;
    }
    if (isHandedIn(request, url)) return fromServer(request, url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return textPage(405, '不允许。', 'Not allowed.');
    if (served.some((prefix) => pathname.startsWith(prefix))) return fromServer(request, url);
    return (await staticFile(parts.rendererDir, pathname)) ?? textPage(404, '没有此页面。', 'No such page.');
  }

  return async (request) => {
    try {
      return withSecurityHeaders(await route(request));
    } catch (error) {
      if (!isUnreachable(error) || !request.signal.aborted) {
        parts.log('error', 'a request failed', { path: new URL(request.url).pathname, reason: messageOf(error) });
      }
      return withSecurityHeaders(
        textPage(500, '工作站内部错误，已记录。', 'An internal error of the station; it was logged.'),
      );
    }
  };
}

function textPage(status: number, zh: string, en: string): Response {
  const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>医枢</title><p>${zh}</p><p lang="en">${en}</p></html>`;
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
