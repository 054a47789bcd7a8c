// A host that runs already: the launch token is spent once, its cookie stays in the main process, bodies go through.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createLaunchTokens } from '../node/launch-token.ts';
import { openLoopback } from '../node/loopback-server.ts';
import { attachHost } from './attached-host.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function loopback() {
  const seen: { url: string; cookie: string | undefined; origin: string | undefined; body: string }[] = [];
  const text = async (request: IncomingMessage) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    return body;
  };
  const server = createServer(async (request, response) => {
    const { url = '', headers } = request;
    seen.push({ url, cookie: headers.cookie, origin: headers.origin, body: await text(request) });
    if (url.startsWith('/?launch='))
      response
        .setHeader('set-cookie', 'station=secret; Path=/; HttpOnly; SameSite=Strict')
        .writeHead(302, { location: '/' })
        .end();
    else if (url === '/zip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unzipped'));
    else if (url === '/leave') response.writeHead(200, { 'set-cookie': 'station=; Max-Age=0' }).end('left');
    else response.writeHead(200, { 'set-cookie': 'more=1; Path=/' }).end('answer');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { seen, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('the token is spent by the first request alone; the page never sees a cookie', async () => {
  const { seen, base } = await loopback();
  const host = attachHost(`${base}/?launch=token`);
  const [first, second] = await Promise.all([
    host.fetch(new Request('http://station/a')),
    host.fetch(new Request('http://station/b?c=d')),
  ]);
  expect([await first.text(), await second.text()]).toEqual(['answer', 'answer']);
  expect(first.headers.has('set-cookie')).toBe(false);
  expect(seen.map(({ url }) => url).sort()).toEqual(['/?launch=token', '/a', '/b?c=d']);
  await host.fetch(
    new Request('http://station/c', { method: 'POST', body: '医枢', headers: { origin: 'yishu://station' } }),
  );
  expect(seen.at(-1)).toEqual({ url: '/c', cookie: 'station=secret; more=1', origin: base, body: '医枢' });
});

test('a cookie that is taken back is forgotten; a packed body arrives unpacked', async () => {
  const { seen, base } = await loopback();
  const host = attachHost(`${base}/?launch=token`);
  const zipped = await host.fetch(new Request('http://station/zip'));
  expect(await zipped.text()).toBe('unzipped');
  expect(zipped.headers.has('content-encoding')).toBe(false);
  await host.fetch(new Request('http://station/leave'));
  await host.fetch(new Request('http://station/again'));
  expect(seen.at(-1)?.cookie ?? '').not.toContain('secret');
});

test('the loopback port of the real plain-Node shell lets it in, and nobody without the token', async () => {
  const loopback = await openLoopback({
    fetch: async (request) => new Response(`${request.method} ${await request.text()}`),
    tokens: createLaunchTokens(1, []),
    port: 0,
    onLaunch: () => {},
  });
  closers.push(() => void loopback.close());
  const host = attachHost(loopback.launchUrl);
  const sent = new Request('http://station/rpc/x', {
    method: 'POST',
    body: 'order',
    headers: { origin: 'yishu://station', 'x-yishu': '1' },
  });
  expect(await (await host.fetch(sent)).text()).toBe('POST order');
  expect(
    (await attachHost(`http://127.0.0.1:${loopback.port}/`).fetch(new Request('http://station/rpc/x'))).status,
  ).toBe(403);
});
