// The loopback door: its own window gets in with a token that works once; other names, pages and scripts do not.

import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLaunchTokens, type LaunchTokens } from './launch-token.ts';
import { type Loopback, openLoopback } from './loopback-server.ts';

let tokens: LaunchTokens;
let loopback: Loopback;
let launches = 0;

beforeEach(async () => {
  launches = 0;
  tokens = createLaunchTokens(1, []);
  loopback = await openLoopback({
    fetch: async () => new Response('inside'),
    tokens,
    port: 0,
    onLaunch: () => launches++,
  });
});
afterEach(() => loopback.close());

function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string; cookie: string; location: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: loopback.port, path, method, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            cookie: (response.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '',
            location: response.headers.location ?? '',
          }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}

async function launched(): Promise<Record<string, string>> {
  const { cookie } = await ask(`/?launch=${tokens.token}`);
  return { cookie };
}

test('the token becomes a cookie once and leaves the address', async () => {
  expect((await ask('/')).status).toBe(403);
  const first = await ask(`/?launch=${tokens.token}`);
  expect([first.status, first.location, launches]).toEqual([303, '/', 1]);
  expect((await ask('/', { cookie: first.cookie })).body).toBe('inside');
  expect((await ask(`/?launch=${tokens.token}`)).status).toBe(403);
  expect((await ask(`/?launch=${tokens.token}`, { cookie: first.cookie })).status).toBe(303);
  expect((await ask('/?launch=guess')).status).toBe(403);
});

test('another host name, origin or site is refused, and so is an act without the header', async () => {
  const headers = await launched();
  const own = { ...headers, 'x-yishu': '1' };
  expect((await ask('/rpc/x', { ...headers, host: `evil.test:${loopback.port}` })).status).toBe(403);
  expect((await ask('/rpc/x', { ...own, origin: 'http://evil.test' }, 'POST')).status).toBe(403);
  expect((await ask('/rpc/x', { ...own, 'sec-fetch-site': 'cross-site' }, 'POST')).status).toBe(403);
  expect((await ask('/rpc/x', headers, 'POST')).status).toBe(403);
  expect((await ask('/rpc/x', { ...own, origin: `http://127.0.0.1:${loopback.port}` }, 'POST')).status).toBe(200);
});

test('a window finds its host again after a restart', async () => {
  const headers = await launched();
  const { port } = loopback;
  await loopback.close();
  const again = createLaunchTokens(1, tokens.hashes());
  loopback = await openLoopback({
    fetch: async () => new Response('inside'),
    tokens: again,
    port,
    onLaunch: () => undefined,
  });
  expect(loopback.port).toBe(port);
  expect((await ask('/', headers)).body).toBe('inside');
});

test('a port that is taken is replaced by a free one', async () => {
  const other = await openLoopback({
    fetch: async () => new Response(''),
    tokens,
    port: loopback.port,
    onLaunch: () => undefined,
  });
  expect(other.port).not.toBe(loopback.port);
  await other.close();
});
