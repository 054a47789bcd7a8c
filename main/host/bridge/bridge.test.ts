// The fetch bridge over a real MessageChannel: bodies by credit, deadlines, and an end for every call when a side is gone.
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Alarm, type BridgeClientOptions, connectBridge } from './client.ts';
import { creditWindow, largestPiece, readMessage } from './messages.ts';
import { electronPort, nodePort } from './port.ts';
import { serveBridge } from './server.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function bridge(handler: (request: Request) => Promise<Response> | Response, options?: BridgeClientOptions) {
  const { port1, port2 } = new MessageChannel();
  const server = serveBridge(nodePort(port2), async (request) => handler(request));
  const client = connectBridge(nodePort(port1), options);
  closers.push(() => client.close());
  return {
    client,
    server,
    ask: (path: string, init?: RequestInit & { duplex?: 'half' }) =>
      client.fetch(new Request(`http://station${path}`, init)),
  };
}

/** Alarms that ring when the test says so. */
function handAlarms() {
  const waiting = new Map<() => void, number>();
  const alarm: Alarm = (ring, ms) => {
    waiting.set(ring, ms);
    return () => void waiting.delete(ring);
  };
  return {
    alarm,
    waiting,
    ringAll: () => {
      for (const ring of [...waiting.keys()]) ring();
    },
  };
}

/** A round trip over the port: what was sent before has arrived after it. */
const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settled();
}

function streamOf(source: Iterable<Uint8Array> | AsyncGenerator<Uint8Array>, onCancel = () => {}) {
  const steps = Symbol.asyncIterator in source ? source : source[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await steps.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        onCancel();
        await steps.return?.(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** A body that makes a piece whenever it is asked, and tells how many it made, whether it was cancelled, and its generator closed. */
function producer() {
  const seen = { made: 0, cancelled: false, closed: false };
  async function* make() {
    try {
      for (;;) yield new TextEncoder().encode(`event ${seen.made++}\n`);
    } finally {
      seen.closed = true;
    }
  }
  const stream = streamOf(make(), () => {
    seen.cancelled = true;
  });
  return { seen, stream };
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, pieces: number) {
  for (let taken = 0; taken < pieces; taken++) await reader.read();
}

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

describe('ends', () => {
  test('the generator is closed when the reader stops', async () => {
    const { seen, stream } = producer();
    const { ask, server } = bridge(() => new Response(stream));
    const reader = (await ask('/changes')).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await until(() => seen.closed);
    expect(server.open).toBe(0);
  });

  test('abort before the answer rejects at once and reaches the handler', async () => {
    let signal: AbortSignal | undefined;
    const controller = new AbortController();
    const { ask, server } = bridge((request) => {
      signal = request.signal;
      return new Promise(() => undefined);
    });
    const call = ask('/slow', { signal: controller.signal });
    const rejected = expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => signal !== undefined);
    controller.abort();
    await rejected;
    await until(() => signal?.aborted === true);
    expect(server.open).toBe(0);
  });

  test('abort in the middle of a body fails the reader and closes the generator', async () => {
    const { seen, stream } = producer();
    const controller = new AbortController();
    const response = await bridge(() => new Response(stream)).ask('/', { signal: controller.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await expect(Promise.resolve(reader && read(reader, 100))).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => seen.closed);
  });

  test('an aborted request is not sent', async () => {
    let asked = 0;
    const { ask } = bridge(() => new Response(String(asked++)));
    await expect(ask('/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    await settled();
    expect(asked).toBe(0);
  });

  test('the answer that comes after the caller left is cancelled', async () => {
    const { seen, stream } = producer();
    const gate = Promise.withResolvers<Response>();
    let asked = false;
    const controller = new AbortController();
    const { ask } = bridge(() => {
      asked = true;
      return gate.promise;
    });
    const call = ask('/', { signal: controller.signal }).catch(() => undefined);
    await until(() => asked);
    controller.abort();
    await call;
    gate.resolve(new Response(stream));
    await until(() => seen.cancelled);
  });

  test('close rejects what is in flight, breaks open bodies, and rejects new calls at once', async () => {
    const { seen, stream } = producer();
    const { ask, client } = bridge((request) =>
      request.url.endsWith('/never') ? new Promise(() => undefined) : new Response(stream),
    );
    const reader = (await ask('/stream')).body?.getReader();
    await reader?.read();
    const inFlight = expect(ask('/never')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    client.close();
    await inFlight;
    await expect(Promise.resolve(reader && read(reader, 100))).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await expect(ask('/later')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await client.closed;
    await until(() => seen.closed);
  });

  test('the server end closes: the client rejects at once', async () => {
    const { ask, server, client } = bridge(() => new Promise(() => undefined));
    const inFlight = expect(ask('/')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await until(() => server.open === 1);
    server.close();
    await inFlight;
    await client.closed;
    await expect(ask('/')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
  });

  test('the host process dies: calls in flight and new ones reject at once', async () => {
    const { port1, port2 } = new MessageChannel();
    const url = new URL('./server.ts', import.meta.url).href;
    const portUrl = new URL('./port.ts', import.meta.url).href;
    const worker = new Worker(
      `import { workerData } from 'node:worker_threads';
       const [{ serveBridge }, { nodePort }] = await Promise.all([import('${url}'), import('${portUrl}')]);
       serveBridge(nodePort(workerData), async (request) => {
         if (request.url.endsWith('/die')) process.exit(9);
         return request.url.endsWith('/hang') ? new Promise(() => undefined) : new Response('alive');
       });`,
      { eval: true, workerData: port2, transferList: [port2], stderr: true },
    );
    const client = connectBridge(nodePort(port1));
    const ask = (path: string) => client.fetch(new Request(`http://station${path}`));
    expect(await (await ask('/')).text()).toBe('alive');
    const hanging = expect(ask('/hang')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await expect(ask('/die')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    await hanging;
    await client.closed;
    await expect(ask('/')).rejects.toMatchObject({ code: 'HOST_STOPPED' });
    if (worker.threadId !== -1) await once(worker, 'exit');
  });
});

describe('deadlines', () => {
  test('no head in time: HOST_SLOW, and the handler is told to stop', async () => {
    const alarms = handAlarms();
    let signal: AbortSignal | undefined;
    const { ask } = bridge(
      (request) => {
        signal = request.signal;
        return new Promise(() => undefined);
      },
      { alarm: alarms.alarm },
    );
    const call = expect(ask('/')).rejects.toMatchObject({ code: 'HOST_SLOW' });
    await until(() => signal !== undefined);
    expect([...alarms.waiting.values()]).toEqual([30_000]);
    alarms.ringAll();
    await call;
    await until(() => signal?.aborted === true);
  });

  test('a body that stops coming is an error; an event stream may be silent', async () => {
    for (const type of ['application/octet-stream', 'text/event-stream']) {
      const alarms = handAlarms();
      const silent = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array([1])) });
      const { ask } = bridge(() => new Response(silent, { headers: { 'content-type': type } }), {
        alarm: alarms.alarm,
      });
      const reader = (await ask('/')).body?.getReader();
      await reader?.read();
      const next = reader?.read();
      next?.catch(() => undefined);
      await settled();
      expect([...alarms.waiting.values()]).toEqual(type === 'text/event-stream' ? [] : [60_000]);
      alarms.ringAll();
      if (type !== 'text/event-stream') await expect(next).rejects.toMatchObject({ code: 'HOST_SLOW' });
    }
  });

  test('no alarm is left when a call is over', async () => {
    const alarms = handAlarms();
    const { ask } = bridge(() => new Response('ok'), { alarm: alarms.alarm });
    await (await ask('/', { method: 'POST', body: 'x' })).text();
    expect(alarms.waiting.size).toBe(0);
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
    closers.push(() => client.close());
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
