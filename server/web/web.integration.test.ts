// The doors of the server: every procedure asks who is there, every answer carries its headers, foreign requests are turned away.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverContract, stationContract } from '../../core/contract.ts';
import { isErrorCode } from '../../core/kernel/errors.ts';
import {
  addPeople,
  browser,
  codeOf,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../test/support/server.ts';
import { createServer } from '../app.ts';
import { systemCaller } from '../kernel/access.ts';
import { publicProcedures } from './procedures.ts';

let started: TestServer;
let url = '';
let rendererDir = '';

beforeAll(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'yishu-renderer-'));
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>医枢</title>');
  await writeFile(join(rendererDir, 'main.js'), 'export {};');
  await writeFile(join(rendererDir, '.secret'), 'no');
  started = await startTestServer({ rendererDir });
  url = started.server.url;
  await addPeople(started.server, ['lab-technician', 'auditor', 'system-admin']);
});
afterAll(async () => {
  await started.close();
  await rm(rendererDir, { recursive: true, force: true });
});

function procedures(): string[][] {
  const found: string[][] = [];
  for (const [area, part] of Object.entries(stationContract)) {
    for (const [name, procedure] of Object.entries(part)) if (isContractProcedure(procedure)) found.push([area, name]);
  }
  return found;
}

async function rpc(path: string[], headers: Record<string, string> = {}, body = '{"json":{}}') {
  const response = await fetch(`${url}/rpc/${path.join('/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-yishu': '1', ...headers },
    body,
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

describe('every procedure', () => {
  test('there are some', () => expect(procedures().length).toBeGreaterThan(60));

  test.each(procedures())('%s.%s is refused without a session, by its own typed error', async (area, name) => {
    const answer = await rpc([area!, name!]);
    if (publicProcedures.has(`${area}.${name}`)) expect(answer.body.json?.code).not.toBe('LOGIN_REQUIRED');
    else expect(answer).toMatchObject({ status: 401, body: { json: { code: 'LOGIN_REQUIRED', defined: true } } });
  });

  test.each(procedures())(
    '%s.%s has an answer for a person: an error of the table or a result, never a bare fault',
    async (area, name) => {
      const person = await auditor();
      const response = await person.fetch(`/rpc/${area}/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-yishu': '1' },
        body: '{"json":{}}',
      });
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) return response.body?.cancel();
      const { json } = await response.json();
      if (!response.ok) expect(isErrorCode(json.code) && json.code !== 'INTERNAL' && json.defined).toBe(true);
    },
  );

  let made: Promise<ReturnType<typeof browser>> | null = null;
  function auditor() {
    made ??= loggedIn(started.server, 'auditor');
    return made;
  }
});

describe('rights', () => {
  test('the three officers are apart', async () => {
    const [technician, admin] = await Promise.all([
      loggedIn(started.server, 'lab-technician'),
      loggedIn(started.server, 'system-admin'),
    ]);
    expect(await codeOf(technician.api.identity.people())).toBe('RIGHT_MISSING');
    expect(await codeOf(technician.api.identity.roles())).toBe('RIGHT_MISSING');
    expect(await codeOf(technician.api.audit.list({}))).toBe('RIGHT_MISSING');
    expect(await codeOf(admin.api.audit.verify())).toBe('RIGHT_MISSING');
    expect(await codeOf(admin.api.patient.search({ text: '张' }))).toBe('RIGHT_MISSING');
    expect(await codeOf(admin.api.identity.people())).toBe('done');
  });

  test('the auditor sees refusals and verifies the chain', async () => {
    const auditor = await loggedIn(started.server, 'auditor');
    await started.server.kernel.drain();
    const rows = await auditor.api.audit.list({ text: 'RIGHT_MISSING' });
    expect(rows.some(({ act, outcome }) => act === 'identity.people' && outcome === 'refused')).toBe(true);
    expect((await auditor.api.audit.list({ limit: 2 })).length).toBe(2);
    const [, second] = await auditor.api.audit.list({ limit: 2 });
    expect((await auditor.api.audit.list({ before: second!.pos, limit: 1 }))[0]?.pos).toBe(second!.pos - 1);
    expect(await auditor.api.audit.verify()).toMatchObject({ ok: true, broken: null });
  });
});

describe('the first look', () => {
  const login = JSON.stringify({ json: { user: 'auditor', password: testPassword } });

  test.each([
    ['no header of ours', { 'x-yishu': '' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a sandbox', { origin: 'null' }],
  ])('%s', async (_what, headers) => {
    expect(await rpc(['identity', 'login'], headers, login)).toMatchObject({
      status: 403,
      body: { json: { code: 'REQUEST_REFUSED', defined: true } },
    });
  });

  test('a foreign name in Host is refused: DNS rebinding', async () => {
    const { port } = new URL(url);
    const answer = await new Promise<string>((done) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('GET /api/identity/me HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk) => (text += chunk));
      socket.on('close', () => done(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 403/);
    expect(answer).toContain('REQUEST_REFUSED');
  });

  test('its own origin is let in', async () => {
    expect((await rpc(['identity', 'login'], { origin: url, 'sec-fetch-site': 'same-origin' }, login)).status).toBe(
      200,
    );
  });

  test('what does not fit is said field by field, without the values', async () => {
    const answer = await rpc(['identity', 'login'], {}, '{"json":{"user":"","password":7}}');
    expect(answer).toMatchObject({ status: 400, body: { json: { code: 'INPUT_INVALID', defined: true } } });
    const { fields } = answer.body.json.data;
    expect(fields.map((field: string) => field.split(':')[0])).toEqual(['user', 'password']);
  });

  test('a body that is no JSON, one that is too long, and a path that is none', async () => {
    expect((await rpc(['identity', 'login'], {}, '{')).status).toBe(400);
    expect(await rpc(['identity', 'login'], {}, `{"json":"${'x'.repeat(17_000_000)}"}`)).toMatchObject({
      status: 400,
      body: { json: { code: 'INPUT_INVALID' } },
    });
    expect(await rpc(['identity', 'nothing'])).toMatchObject({ status: 404, body: { json: { code: 'NOT_FOUND' } } });
    expect((await fetch(`${url}/api/nothing`)).status).toBe(404);
  });

  test('a state change by GET does not exist', async () => {
    expect((await fetch(`${url}/rpc/identity/logout?data=%7B%7D`)).status).not.toBe(200);
    expect((await fetch(`${url}/api/identity/logout`)).status).toBe(404);
  });
});

describe('answers', () => {
  test('carry the security headers', async () => {
    const page = await fetch(`${url}/`);
    expect(await page.text()).toContain('医枢');
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toContain('unsafe');
    const api = await rpc(['identity', 'me']);
    for (const { headers } of [page, api]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    expect(api.headers.get('cache-control')).toBe('no-store');
    expect(api.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  test('the renderer is served from its folder and nothing else is', async () => {
    expect((await fetch(`${url}/main.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${url}/bench/worklist`)).headers.get('content-type')).toContain('html');
    for (const path of [
      '/.secret',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/main.js%00.html',
      '/%',
      '/none.js',
    ]) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });

  test('health and what a browser may know of devices', async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ ok: true });
    const guest = browser(url);
    expect(await guest.api.devices.capabilities()).toMatchObject({ devices: false, offline: false, shell: 'browser' });
    const technician = await loggedIn(started.server, 'lab-technician');
    expect(await technician.api.devices.link()).toMatchObject({ online: true, waiting: 0 });
    expect(await codeOf(technician.api.devices.connections())).toBe('DEVICE_OFFLINE');
  });
});

test('the OpenAPI document names every procedure of the server, its errors and the shared schemas', async () => {
  const document = await (await fetch(`${url}/openapi.json`)).json();
  expect(document.openapi).toMatch(/^3\.1/);
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path as object));
  expect(operations).toHaveLength(procedures().filter(([area]) => area! in serverContract).length);
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['Person', 'SpecimenDocument', 'CommandMeta', 'UndefinedError']),
  );
  const receive = document.paths['/lab/receive'].post;
  expect(Object.keys(receive.responses)).toEqual(expect.arrayContaining(['200', '401', '403', '409']));
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name!,
  );
  expect(references.length).toBeGreaterThan(50);
  for (const name of references) expect(document.components.schemas).toHaveProperty([name]);
});

test('nothing of a patient’s numbers, a password or a token is readable in the database', async () => {
  const { kernel } = started.server;
  const request = {
    id: kernel.newId(),
    at: kernel.clock.now().toISOString(),
    name: 'test.patient',
    right: null,
    subject: '',
  };
  const { savePatient } = await import('../areas/patient/store.ts');
  await kernel.command(systemCaller('test'), request, async (work) => {
    const fields = {
      number: 'MRN-1',
      name: '钱七',
      sex: 'female' as const,
      birthDate: '1990-05-05',
      identityNumber: '11010119900505002X',
      phone: '139-1234-5678',
    };
    return savePatient(work, kernel.fields, fields, 'his');
  });
  const technician = await loggedIn(started.server, 'lab-technician');
  for (const text of ['11010119900505002x', '13912345678', 'MRN-1', '钱']) {
    expect(await technician.api.patient.search({ text }), text).toMatchObject([
      { name: '钱七', identityNumberMasked: '110***********002X', phoneMasked: '139****5678' },
    ]);
  }
  expect(await technician.api.patient.search({ text: '%' })).toEqual([]);
  const tables = await kernel.db.introspection.getTables();
  const dump: string[] = [];
  for (const { name, schema } of tables) {
    const rows = await kernel.db
      .withSchema(schema!)
      .selectFrom(name as 'person')
      .selectAll()
      .execute();
    dump.push(JSON.stringify(rows));
  }
  for (const secret of [
    '11010119900505002',
    '13912345678',
    testPassword,
    technician.cookie().split('=')[1]!,
    started.server.firstAdministrator!.password,
  ]) {
    expect(
      dump.some((rows) => rows.includes(secret)),
      secret,
    ).toBe(false);
  }
});

describe('starting', () => {
  test('plain HTTP is refused outside loopback', async () => {
    await expect(createServer({ ...started.options, host: '0.0.0.0' })).rejects.toMatchObject({
      detail: { what: expect.stringContaining('loopback') },
    });
  });

  test('a taken port is an error, and everything that was started is stopped', async () => {
    if (!started.options.databaseUrl) return;
    await expect(createServer({ ...started.options, port: started.server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('a stream is cut when the server stops, not ended', async () => {
    const other = await startTestServer();
    await addPeople(other.server, ['lab-technician']);
    const technician = await loggedIn(other.server, 'lab-technician');
    const events = await technician.api.devices.events();
    expect((await events.next()).value).toMatchObject({ type: 'hello' });
    const ending = events.next().then(
      () => 'ended',
      () => 'cut',
    );
    await other.close();
    expect(await ending).toBe('cut');
  });
});
