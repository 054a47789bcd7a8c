// The request to the gateway against a real local server: what arrives, what comes back, what is not followed and not connected to.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressRefusal, postJson } from './post.ts';

let server: Server;
let base: string;
const asked: { path: string; method: string; headers: Record<string, unknown>; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, answer) => {
    let body = '';
    for await (const part of request) body += String(part);
    asked.push({ path: request.url ?? '', method: request.method ?? '', headers: request.headers, body });
    switch (request.url) {
      case '/moved':
        answer.writeHead(302, { location: '/ok' }).end();
        return;
      case '/long':
        answer.end('x'.repeat(100_000));
        return;
      case '/silent':
        return;
      case '/cut':
        request.socket.destroy();
        return;
      default:
        answer.writeHead(200, { 'content-type': 'application/json' }).end('{"code":"OK"}');
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = (url: string, timeoutMs = 5_000) =>
  postJson({ url, headers: { authorization: 'Bearer k' }, body: '{"文":"字"}', timeoutMs });

test('the body arrives as it is, with the header', async () => {
  expect(await post(`${base}/ok`)).toEqual({ kind: 'answered', status: 200, body: '{"code":"OK"}' });
  expect(asked.at(-1)).toMatchObject({ method: 'POST', body: '{"文":"字"}', headers: { authorization: 'Bearer k' } });
  const byName = await post(base.replace('127.0.0.1', 'localhost'));
  expect(byName.kind).toBe('answered');
});

test('a redirect is an answer, and nothing goes where it points', async () => {
  expect(await post(`${base}/moved`)).toMatchObject({ kind: 'answered', status: 302 });
  expect(asked.at(-1)?.path).toBe('/moved');
});

test('a long answer is cut, a silent one ends, a cut line and nobody there can be tried again', async () => {
  const long = await post(`${base}/long`);
  expect(long.kind === 'answered' && long.body.length).toBe(4096);
  expect(await post(`${base}/silent`, 100)).toMatchObject({ kind: 'again' });
  expect(await post(`${base}/cut`)).toMatchObject({ kind: 'again' });
  expect(await post('http://127.0.0.1:1/')).toMatchObject({ kind: 'again', text: 'ECONNREFUSED' });
});

describe('addresses', () => {
  test.each([
    ['203.0.113.9', 'sms.example.cn', true],
    // A gateway of the house stands in its network.
    ['10.1.2.3', 'sms.hospital.cn', true],
    ['2001:db8::1', 'sms.example.cn', true],
    ['127.0.0.1', 'localhost', true],
    ['::1', '[::1]', true],
    ['127.0.0.1', 'sms.example.cn', false],
    ['::ffff:127.0.0.1', 'sms.example.cn', false],
    ['203.0.113.9', 'localhost', false],
    ['169.254.169.254', 'sms.example.cn', false],
    ['::ffff:169.254.169.254', 'sms.example.cn', false],
    ['100.100.100.200', 'sms.example.cn', false],
    ['fe80::1', 'sms.example.cn', false],
    ['fd00:ec2::254', 'sms.example.cn', false],
    ['0.0.0.0', 'sms.example.cn', false],
    ['224.0.0.1', 'sms.example.cn', false],
  ])('%s under the name %s', (address, name, good) => expect(addressRefusal(address, name) === null).toBe(good));

  test('a literal address is looked at too; plain HTTP leaves no machine', async () => {
    expect(await post('https://169.254.169.254/latest')).toMatchObject({ kind: 'refused' });
    expect(await post('https://[::ffff:169.254.169.254]/')).toMatchObject({ kind: 'refused' });
    expect(await post('https://127.0.0.1.example.invalid/')).toMatchObject({ kind: 'again' });
    expect(await post('http://sms.example.cn/')).toMatchObject({ kind: 'refused' });
  });
});
