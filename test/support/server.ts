// A real server for a test file: embedded PostgreSQL in a folder of its own, or a fresh schema of DATABASE_URL; a clock that the test moves.
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import pg from 'pg';
import type { stationContract } from '../../core/contract.ts';
import { signStationRequest, stationHeaders } from '../../core/identity/station-signature.ts';
import { hospitalClock } from '../../core/kernel/hospital-time.ts';
import { createServer, type Server, type ServerOptions } from '../../server/app.ts';
import { createPerson } from '../../server/areas/identity/first-start.ts';
import { copyTemplate } from './database-template.ts';

export type Api = ContractRouterClient<typeof stationContract>;

export interface TestClock {
  now(): Date;
  pass(milliseconds: number): void;
}

const hourMs = 3_600_000;

export function makeTestClock(): TestClock {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), pass: (milliseconds) => (ahead += milliseconds) };
}

/**
 * A test whose world is of one day cannot begin shortly before the hospital's midnight. Not for a server with screens: they have the
 * clock of the computer. @param hours that the test lets pass
 */
export function awayFromMidnight({ clock }: { clock: TestClock }, hours = 0.5): void {
  const left = hourMs * 24 - (hospitalClock(clock.now()).getTime() % (hourMs * 24));
  if (left <= hours * hourMs) clock.pass(left + hourMs);
}

export interface TestServer {
  server: Server;
  clock: TestClock;
  dataDir: string;
  /** Options to start another server on the same database. */
  options: ServerOptions;
  logged: string[];
  close(): Promise<void>;
}

export const captchaText = 'abcd';

export async function startTestServer(overrides: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yishu-test-'));
  const clock = makeTestClock();
  const logged: string[] = [];
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const external = process.env.DATABASE_URL;
  if (!external) await copyTemplate(dataDir);
  const databaseUrl = external ? `${external}${external.includes('?') ? '&' : '?'}schema=${schema}` : undefined;
  const options: ServerOptions = {
    dataDir,
    port: 0,
    databaseUrl,
    clock,
    log: (level, message, detail) => logged.push(`${level} ${message} ${JSON.stringify(detail ?? {})}`),
    drawCaptcha: () => ({ text: captchaText, svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
    loginTriesPerMinute: 10_000,
    ...overrides,
  };
  const world: TestServer = {
    server: await createServer(options),
    clock,
    dataDir,
    options,
    logged,
    async close() {
      // The one that a test put in its place: left alone it would write into the folder that goes.
      await world.server.close();
      if (external) {
        const client = new pg.Client({ connectionString: external });
        await client.connect();
        await client.query(`drop schema if exists ${schema} cascade`);
        await client.end();
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}

export interface Browser {
  api: Api;
  cookie(): string;
  /** Plain requests with the same cookie. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** A browser's client: keeps the cookie, sends the suite's header. */
export function browser(url: string): Browser {
  let cookie = '';
  async function send(request: Request): Promise<Response> {
    if (cookie) request.headers.set('cookie', cookie);
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0] ?? '';
    return response;
  }
  const link = new RPCLink({ url: `${url}/rpc`, headers: { 'x-yishu': '1' }, fetch: send });
  return {
    api: createORPCClient(link),
    cookie: () => cookie,
    fetch: (path, init) => send(new Request(`${url}${path}`, init)),
  };
}

export interface Station {
  api: Api;
  id: string;
  /** The token of the person at the station; empty when nobody is. */
  session(): string;
  setSession(token: string): void;
}

/** Signs a request as a host does. */
export function signed(stationId: string, secret: string, now: () => Date, nonce: () => string = randomUUID) {
  return (method: string, url: string, body: Uint8Array): Record<string, string> => {
    const { pathname, search } = new URL(url);
    const request = {
      method,
      pathAndQuery: pathname + search,
      timestamp: String(now().getTime()),
      nonce: nonce(),
      bodySha256Hex: createHash('sha256').update(body).digest('hex'),
    };
    return signStationRequest(stationId, request, (text) => createHmac('sha256', secret).update(text).digest('hex'));
  };
}

/** An enrolled station's client: signs each request and keeps the person's token. */
export function station(url: string, id: string, secret: string, now: () => Date): Station {
  const sign = signed(id, secret, now);
  let token = '';
  async function send(request: Request): Promise<Response> {
    const body = new Uint8Array(await request.clone().arrayBuffer());
    for (const [name, value] of Object.entries(sign(request.method, request.url, body)))
      request.headers.set(name, value);
    if (token) request.headers.set(stationHeaders.session, token);
    const response = await fetch(request);
    token = response.headers.get(stationHeaders.session) ?? token;
    return response;
  }
  const link = new RPCLink({ url: `${url}/rpc`, headers: { 'x-yishu': '1' }, fetch: send });
  return { api: createORPCClient(link), id, session: () => token, setSession: (next) => (token = next) };
}

export function command(clock: { now(): Date }): { id: string; at: string } {
  return { id: randomUUID(), at: clock.now().toISOString() };
}

/** The code of the error that a call ends with; `done` when it does not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    if (error instanceof ORPCError) return error.code;
    throw error;
  }
}

export const testPassword = 'Kirschbaum-27';

/** People with one role each and the same password: `user` is the role's id. */
export async function addPeople(
  server: Server,
  roles: readonly string[],
  labGroups: string[] = ['clinical'],
): Promise<void> {
  for (const role of roles) {
    await createPerson(server.kernel, {
      user: role,
      name: `某${role}`,
      departmentId: '',
      roles: [role],
      extraRights: [],
      labGroups,
      enabled: true,
      password: testPassword,
    });
  }
}

export async function loggedIn(server: Server, user: string, password = testPassword): Promise<Browser> {
  const made = browser(server.url);
  await made.api.identity.login({ user, password });
  return made;
}
