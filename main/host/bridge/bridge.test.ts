// The fetch bridge over a real MessageChannel: requests, answers, bodies by credit, and what is no message.
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  bridge,
  closeAtEnd,
  closeBridges,
  producer,
  read,
  settled,
  streamOf,
  until,
} from '../../../test/support/bridge.ts';
import { connectBridge } from './client.ts';
import { creditWindow, largestPiece, readMessage } from './messages.ts';
import { electronPort, nodePort } from './port.ts';
import { serveBridge } from './server.ts';

afterEach(closeBridges);

describe('requests and answers', () => {
  test('method, address, headers, body and status arrive as they were sent', async () => {
    const { ask } = bridge(async (request) => {
      const headers = new Headers({
        'x-method': request.method,
        'x-path': new URL(request.url).pathname,
        'x-sent': request.headers.get('x-a') ?? '',
      });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      return new Response(await request.text(), { status: 201, headers });
    });
    const response = await ask('/rpc/x?y=1', { method: 'POST', body: '医枢', headers: { 'x-a': '1' } });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('医枢');
    expect(response.headers.get('x-method')).toBe('POST');
    expect(response.headers.get('x-path')).toBe('/rpc/x');
    expect(response.headers.get('x-sent')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test.each([204, 304])('status %d has no body', async (status) => {
    const response = await bridge(() => new Response(null, { status })).ask('/');
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
  });

  test('any bytes in any pieces go there and back', async () => {
    const { ask } = bridge((request) => new Response(request.body));
    const pieces = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, async (chunks) => {
        const body = streamOf(chunks.map((chunk) => new Uint8Array(chunk)));
        const response = await ask('/echo', { method: 'POST', body, duplex: 'half' });
        expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('a picture larger than a piece arrives whole; a buffer given to Response stays usable', async () => {
    const picture = new Uint8Array(2 * largestPiece + 17).fill(7);
    const { ask } = bridge(() => new Response(picture));
    for (const _ of [1, 2]) {
      const bytes = new Uint8Array(await (await ask('/frames/1')).arrayBuffer());
      expect(bytes.length).toBe(picture.length);
      expect(bytes.every((byte) => byte === 7)).toBe(true);
    }
  });

  test('a buffer is handed over, not copied; sending it twice breaks the body instead of leaving a hole', async () => {
    const frame = new Uint8Array(1024).fill(1);
    const { ask } = bridge(() => new Response(streamOf([frame])));
    expect((await (await ask('/frame')).arrayBuffer()).byteLength).toBe(1024);
    expect(frame.byteLength).toBe(0);
    await expect((await ask('/frame')).arrayBuffer()).rejects.toMatchObject({ code: 'HOST_STOPPED' });
  });

  test('what the handler throws rejects the call', async () => {
    const { ask, server } = bridge(() => Promise.reject(new Error('no such thing')));
    await expect(ask('/')).rejects.toMatchObject({ code: 'INTERNAL', detail: { reason: 'no such thing' } });
    expect(server.open).toBe(0);
  });

  test('a body that breaks off is an error, never a short body', async () => {
    async function* broken() {
      yield new Uint8Array([1]);
      throw new Error('disk gone');
    }
    const response = await bridge(() => new Response(streamOf(broken()))).ask('/');
    await expect(response.arrayBuffer()).rejects.toMatchObject({
      code: 'HOST_STOPPED',
      detail: { reason: 'disk gone' },
    });
  });
});

describe('back-pressure', () => {
  test('a reader that takes 25 events makes the producer run at most one window ahead', async () => {
    const { seen, stream } = producer();
    const { ask } = bridge(() => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }));
    const reader = (await ask('/changes')).body?.getReader();
    if (!reader) throw new Error('no body');
    await read(reader, 25);
    await settled();
    await settled();
    expect(seen.made).toBeGreaterThanOrEqual(25);
    expect(seen.made).toBeLessThanOrEqual(25 + creditWindow);
    await reader.cancel();
  });

  test('nobody reads: the producer stops after one window', async () => {
    const { seen, stream } = producer();
    const response = await bridge(() => new Response(stream)).ask('/');
    await settled();
    await settled();
    expect(seen.made).toBeLessThanOrEqual(creditWindow);
    await response.body?.cancel();
  });

  test('an upload waits for its reader too', async () => {
    const { seen, stream } = producer();
    const { ask } = bridge(async (request) => {
      const reader = request.body?.getReader();
      if (reader) await read(reader, 10);
      await reader?.cancel();
      return new Response(String(seen.made));
    });
    const response = await ask('/upload', { method: 'POST', body: stream, duplex: 'half' });
    expect(Number(await response.text())).toBeLessThanOrEqual(10 + creditWindow + 1);
    await until(() => seen.closed);
  });
});

describe('what is no message is dropped', () => {
  test('shapes', () => {
    const good = { kind: 'head', id: 1, status: 200, statusText: '', headers: [['a', 'b']], hasBody: false };
    expect(readMessage(good)).toBe(good);
    for (const bad of [
      null,
      1,
      'x',
      {},
      { kind: 'toString', id: 1 },
      { ...good, id: -1 },
      { ...good, headers: [['a']] },
      { ...good, status: '200' },
      { kind: 'piece', id: 1, bytes: 'x' },
    ]) {
      expect(readMessage(bad)).toBeUndefined();
    }
  });

  test('a server that gets rubbish goes on serving', async () => {
    const { port1, port2 } = new MessageChannel();
    serveBridge(nodePort(port2), async () => new Response('ok'));
    const client = connectBridge(nodePort(port1));
    closeAtEnd(() => client.close());
    for (const rubbish of [
      undefined,
      { kind: 'request' },
      { kind: 'credit', id: 99, pieces: 1 },
      { kind: 'piece', id: 5, bytes: new Uint8Array(1) },
    ])
      port1.postMessage(rubbish);
    expect(await (await client.fetch(new Request('http://station/'))).text()).toBe('ok');
  });

  test("a port like Electron's: data inside an event, started by hand, no transfer of buffers", async () => {
    const { port1, port2 } = new MessageChannel();
    const dress = (port: typeof port1) => ({
      postMessage: (message: unknown) => port.postMessage(message),
      on: (_: 'message', listener: (event: { data: unknown }) => void) =>
        port.on('message', (data) => listener({ data })),
      once: (_: 'close', listener: () => void) => port.once('close', listener),
      start: () => port.start(),
      close: () => port.close(),
    });
    serveBridge(electronPort(dress(port2)), async (request) => new Response(`got ${await request.text()}`));
    const client = connectBridge(electronPort(dress(port1)));
    const response = await client.fetch(new Request('http://station/', { method: 'POST', body: 'bytes' }));
    expect(await response.text()).toBe('got bytes');
    client.close();
  });
});
