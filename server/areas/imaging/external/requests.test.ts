// A bad archive in every way that one can be: slow, gone, too large, redirecting, busy for a moment. Each ends with its own code.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { createClient } from './client.ts';
import { createRequests, usualLimits } from './requests.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function archive(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`;
}

/** Short only where a test is about that limit: a busy computer takes its time to answer itself. */
const limits = { ...usualLimits, backOffMs: [1, 1] };
const at = { study: '1.2', series: '1.3', sop: '1.4' };
let time = 0;
function client(url: string, more: Partial<typeof limits> = {}, authorization = '') {
  const access = { name: 'PACS', url, authorization };
  return createClient(
    access,
    createRequests(access, () => time, { ...limits, ...more }),
  );
}
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof YishuError ? `${error.code}: ${error.detail.what}` : String(error)),
  );

describe('an archive', () => {
  test('that is not there is tried again, told as unreachable, and left alone for a while', async () => {
    const url = await archive(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const asked = client(url);
    expect(await codeOf(asked.search('/studies', {}))).toBe('EXTERNAL_ARCHIVE_UNREACHABLE: ECONNREFUSED');
    expect(await codeOf(asked.search('/studies', {}))).toBe('EXTERNAL_ARCHIVE_UNREACHABLE: ECONNREFUSED');
  });

  test('that never answers, or stops in the middle of its answer, is told as slow', async () => {
    const mute = client(await archive(() => {}), { headMs: 100 });
    expect(await codeOf(mute.search('/studies', {}))).toMatch(/^EXTERNAL_ARCHIVE_SLOW: no answer within/);
    const halting = client(
      await archive((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('[')),
      { idleMs: 100 },
    );
    expect(await codeOf(halting.search('/studies', {}))).toMatch(/^EXTERNAL_ARCHIVE_SLOW: no further bytes/);
    const dripping = client(
      await archive((_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      }),
      { totalMs: 200 },
    );
    expect(await codeOf(dripping.search('/studies', {}))).toMatch(/^EXTERNAL_ARCHIVE_SLOW: not done within/);
  });

  test('that failed is not asked while it rests, and asked again afterwards', async () => {
    let requests = 0;
    const asked = client(
      await archive((_, response) => {
        requests += 1;
        if (requests > 1) response.end('[]');
      }),
      { headMs: 1_000 },
    );
    expect(await codeOf(asked.search('/studies', {}))).toMatch(/SLOW/);
    expect(await codeOf(asked.search('/studies', {}))).toMatch(/SLOW/);
    expect(requests).toBe(1);
    time += limits.restMs;
    expect(await asked.search('/studies', {})).toEqual([]);
  });

  test('that is busy for a moment is asked again; one that stays so is unreachable', async () => {
    let requests = 0;
    const url = await archive((_, response) => {
      requests += 1;
      response.writeHead(requests === 1 ? 503 : 200).end('[]');
    });
    expect(await client(url).search('/studies', {})).toEqual([]);
    expect(requests).toBe(2);
    const busy = await archive((_, response) => void response.writeHead(503).end());
    expect(await codeOf(client(busy).search('/studies', {}))).toBe('EXTERNAL_ARCHIVE_UNREACHABLE: HTTP 503');
  });

  test('that redirects is not followed: the login goes nowhere else', async () => {
    let asked = 0;
    const other = await archive((_, response) => {
      asked += 1;
      response.end('[]');
    });
    const url = await archive((_, response) => void response.writeHead(302, { location: other }).end());
    expect(await codeOf(client(url, {}, 'Basic x').search('/studies', {}))).toMatch(
      /^EXTERNAL_ARCHIVE_ANSWER: it redir/,
    );
    expect(asked).toBe(0);
  });

  test('that wants another login, has nothing, or talks nonsense', async () => {
    const answers = [
      [401, '', 'EXTERNAL_ARCHIVE_LOGIN: HTTP 401'],
      [404, '', 'NOT_FOUND: HTTP 404'],
      [500, '', 'EXTERNAL_ARCHIVE_ANSWER: HTTP 500'],
      [200, '<html>', 'EXTERNAL_ARCHIVE_ANSWER: what should be DICOM JSON is none'],
      [200, '{"a":1}', 'EXTERNAL_ARCHIVE_ANSWER: what should be a list of data sets is none'],
    ] as const;
    for (const [status, body, told] of answers) {
      const url = await archive((_, response) => void response.writeHead(status).end(body));
      expect(await codeOf(client(url).search('/studies', {}))).toBe(told);
    }
  });

  test('that sends more than is taken is cut off, whether it says so or not', async () => {
    const piece = Buffer.alloc(1 << 20);
    const url = await archive((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(piece));
        response.once('drain', more);
      };
      more();
    });
    expect(await codeOf(client(url).bulk('/studies/1/x'))).toMatch(/^EXTERNAL_ARCHIVE_ANSWER: the answer has more/);
    const honest = await archive((_, response) => void response.writeHead(200, { 'content-length': 1e10 }).write('x'));
    expect(await codeOf(client(honest).bulk('/studies/1/x'))).toMatch(/^EXTERNAL_ARCHIVE_ANSWER: the answer has more/);
  });

  test('is sent no more requests at a time than are agreed; who gives up waits no longer', async () => {
    let now = 0;
    let most = 0;
    const url = await archive((_, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.setHeader('content-type', 'application/octet-stream');
        response.end('x');
      }, 5);
    });
    const asked = client(url, { atOnce: 3 });
    const gone = new AbortController();
    const all = Array.from({ length: 20 }, (_, index) => asked.frame(at, 1, index === 19 ? gone.signal : undefined));
    gone.abort(new Error('gone'));
    const ended = await Promise.allSettled(all);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(19);
    expect(ended[19]).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
    expect(most).toBe(3);
  });
});

describe('parts', () => {
  const multipart = (type: string, part: string) => (_: unknown, response: Parameters<RequestListener>[1]) =>
    void response
      .writeHead(200, { 'content-type': 'multipart/related; type="x"; boundary=b' })
      .end(`--b\r\nContent-Type: ${type}\r\n\r\n${part}\r\n--b--`);

  test('a frame says its transfer syntax, or is little endian', async () => {
    const jpeg = client(await archive(multipart('image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.70', 'abc')));
    const found = await jpeg.frame(at, 1);
    expect(found.syntax).toBe('1.2.840.10008.1.2.4.70');
    expect([...found.bytes]).toEqual([97, 98, 99]);
    expect(found.bytes.byteOffset).toBe(0);
    const plain = client(await archive(multipart('application/octet-stream', 'ab')));
    expect((await plain.frame(at, 1)).syntax).toBe('1.2.840.10008.1.2.1');
    const nameless = client(await archive(multipart('image/jpeg', 'ab')));
    expect(await codeOf(nameless.frame(at, 1))).toMatch(/without its transfer syntax/);
  });

  test('one that is cut off is no answer', async () => {
    const url = await archive((_, response) => {
      response.writeHead(200, { 'content-type': 'multipart/related; boundary=b' });
      response.end('--b\r\nContent-Type: application/octet-stream\r\n\r\nab');
    });
    expect(await codeOf(client(url).frame(at, 1))).toMatch(/^EXTERNAL_ARCHIVE_ANSWER: the multipart body ends/);
  });

  test('a value is asked for at the address that was entered, whatever the archive calls itself', async () => {
    const asked: string[] = [];
    const url = await archive((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await client(url).bulk('http://inside.example:8042/dicom-web/studies/1/bulk/00281201');
    expect(asked).toEqual(['/web/studies/1/bulk/00281201']);
    for (const uri of ['http://elsewhere.example/x', '/studies/../../admin', '/studies/1?x=1']) {
      expect(await codeOf(client(url).bulk(uri))).toMatch(/leads elsewhere/);
    }
    expect(await codeOf(client(url).frame({ ...at, sop: '../../x' }, 1))).toMatch(/^NOT_FOUND/);
    expect(asked).toHaveLength(1);
  });
});
