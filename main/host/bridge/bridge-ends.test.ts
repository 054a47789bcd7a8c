// How calls over the fetch bridge end: aborted, closed, a side that is gone, deadlines.
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { bridge, closeBridges, handAlarms, producer, read, settled, until } from '../../../test/support/bridge.ts';
import { connectBridge } from './client.ts';
import { nodePort } from './port.ts';

afterEach(closeBridges);

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
