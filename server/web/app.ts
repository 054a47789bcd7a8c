// The one fetch handler of the server: contract over RPC and OpenAPI, plain routes of the areas, the pages of the renderer.
import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { ResponseHeadersPlugin } from '@orpc/server/plugins';
import { type Context, Hono } from 'hono';
import { sql } from 'kysely';
import { fail } from '../../core/kernel/errors.ts';
import { addSecurityHeaders } from '../../core/web/headers.ts';
import { callerOf, type StationSignatures } from '../areas/identity/module.ts';
import type { PlainRoute } from '../kernel/area.ts';
import { databaseRefusal } from '../kernel/database-errors.ts';
import { watchSending } from '../kernel/sent.ts';
import type { Caller, Kernel } from '../kernel/types.ts';
import { makeOpenApiDocument } from './openapi.ts';
import { type RequestContext, toYishuError } from './procedures.ts';
import { type OriginRules, readBody, refusal, requireOwnHost, requireOwnOrigin } from './requests.ts';
import { staticFile } from './static-files.ts';

export interface WebParts {
  kernel: Kernel;
  router: AnyRouter;
  signatures: StationSignatures;
  plain: readonly PlainRoute[];
  rendererDir: string | null;
  version: string;
  origins: OriginRules;
  /** Origins of systems that may show the clinicians' pages in a frame of theirs. */
  embedders: () => Promise<readonly string[]>;
}

/** Only these may be embedded: whoever frames a station could lead its user's clicks. */
const isClinicianPage = (path: string) =>
  path.startsWith('/view/') || path.startsWith('/ecg-view/') || path.startsWith('/remote-request/');

function addressOf(c: Context): string {
  // In process there is no socket.
  return c.env && 'incoming' in c.env ? (getConnInfo(c).remote.address ?? 'unknown') : 'local';
}

const hasOutgoing = (env: object): env is HttpBindings => 'outgoing' in env;
/** What the answer is written to. */
const outgoingOf = (c: Context) => (c.env && hasOutgoing(c.env) ? c.env.outgoing : undefined);

interface Prepared {
  request: Request;
  context: RequestContext;
}

/** Checks the origin, the size and the station's signature, and finds out who asks. */
async function prepare(parts: WebParts, c: Context, largestBody?: number): Promise<Prepared> {
  const { kernel, signatures, origins } = parts;
  const { raw } = c.req;
  requireOwnOrigin(raw, origins);
  const secure =
    new URL(raw.url).protocol === 'https:' || origins.publicOrigins.some((origin) => origin.startsWith('https:'));
  // More than any other request may bring is read only for somebody who is known here; the signature of a station is checked over it after.
  if (largestBody !== undefined && !(await signatures.names(raw.headers))) {
    const { caller } = await callerOf(kernel, { headers: raw.headers, address: addressOf(c), secure, station: null });
    if (!caller.person) throw fail('LOGIN_REQUIRED');
  }
  const body = await readBody(raw, largestBody);
  const station = await signatures.check({ method: raw.method, url: raw.url, headers: raw.headers, body });
  const known = await callerOf(kernel, { headers: raw.headers, address: addressOf(c), secure, station });
  const request = new Request(raw.url, {
    method: raw.method,
    headers: raw.headers,
    body: body.length > 0 ? body : undefined,
    signal: raw.signal,
  });
  const { origin } = new URL(raw.url);
  return { request, context: { ...known, log: kernel.log, secure, origin } };
}

/**
 * Who asks at a route that takes access tokens: the session's person, or nobody yet. A session writes here only by our own page, which
 * passes the check of every other call (files that a person brings, RAD-08).
 */
async function tokenCaller(parts: WebParts, c: Context): Promise<Caller> {
  const { kernel, origins, signatures } = parts;
  const { raw } = c.req;
  const ownPage = raw.method !== 'GET' && raw.headers.has('x-yishu');
  if (ownPage) requireOwnOrigin(raw, origins);
  else requireOwnHost(raw, origins);
  const secure = new URL(raw.url).protocol === 'https:';
  const headers = raw.method === 'GET' || ownPage ? raw.headers : new Headers();
  // A reader at a station asks through its host, which signs; what is only read has no body.
  const signed = { method: raw.method, url: raw.url, headers: raw.headers, body: new Uint8Array() };
  const station = raw.method === 'GET' ? await signatures.check(signed) : null;
  const { caller } = await callerOf(kernel, { headers, address: addressOf(c), secure, station });
  return caller;
}

export function makeWebApp(parts: WebParts): Hono {
  const { kernel, router, version, rendererDir } = parts;
  const app = new Hono();
  const rpc = new RPCHandler(router, { plugins: [new ResponseHeadersPlugin()] });
  const api = new OpenAPIHandler(router, { plugins: [new ResponseHeadersPlugin()] });
  const document = { made: null as ReturnType<typeof makeOpenApiDocument> | null };

  app.use(async (c, next) => {
    await next();
    addSecurityHeaders(
      c.res.headers,
      parts.origins.publicOrigins.some((origin) => origin.startsWith('https:')) || c.req.url.startsWith('https:'),
      isClinicianPage(c.req.path) ? await parts.embedders() : [],
    );
  });
  app.onError((error, c) => {
    const where = `${c.req.method} ${c.req.path}`;
    const answer = refusal(c.req.path, toYishuError(databaseRefusal(error) ?? error, kernel.log, where));
    return answer;
  });

  app.get('/healthz', async (c) => {
    await sql`select 1`.execute(kernel.db);
    return c.json({ ok: true, version });
  });
  app.get('/openapi.json', async (c) => {
    document.made ??= makeOpenApiDocument(version);
    return c.json(await document.made);
  });
  app.use('/rpc/*', async (c) => {
    const { request, context } = await prepare(parts, c);
    const { response } = await rpc.handle(request, { prefix: '/rpc', context });
    return response ?? refusal(c.req.path, fail('NOT_FOUND'));
  });
  app.use('/api/*', async (c) => {
    const { request, context } = await prepare(parts, c);
    const { response } = await api.handle(request, { prefix: '/api', context });
    return response ?? refusal(c.req.path, fail('NOT_FOUND'));
  });
  for (const route of parts.plain) {
    app.on(route.method, route.path, async (c) => {
      if (route.tokens) {
        const answer = await route.handle(c.req.raw, await tokenCaller(parts, c), c.req.param());
        return watchSending(answer, outgoingOf(c));
      }
      const { request, context } = await prepare(parts, c, route.largestBody);
      if (!route.public) {
        if (context.ended) throw fail('LOGIN_REQUIRED', { ended: context.ended });
        if (!context.caller.person && !context.caller.station) throw fail('LOGIN_REQUIRED');
        if (context.mustChangePassword) throw fail('PASSWORD_CHANGE_REQUIRED');
      }
      return route.handle(request, context.caller, c.req.param());
    });
  }
  app.get('*', async (c) => {
    const file = rendererDir ? await staticFile(rendererDir, c.req.path) : null;
    return file ?? c.text('Not found\n', 404);
  });
  return app;
}
