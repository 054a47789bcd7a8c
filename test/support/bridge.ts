// Both ends of the fetch bridge over a real MessageChannel, alarms rung by hand, and bodies that tell how they were read.
import { MessageChannel } from 'node:worker_threads';
import { type Alarm, type BridgeClientOptions, connectBridge } from '../../main/host/bridge/client.ts';
import { nodePort } from '../../main/host/bridge/port.ts';
import { serveBridge } from '../../main/host/bridge/server.ts';

const closers: (() => void)[] = [];

export function closeAtEnd(close: () => void): void {
  closers.push(close);
}

/** What `bridge` opened; after each test. */
export function closeBridges(): void {
  for (const close of closers.splice(0)) close();
}

export function bridge(handler: (request: Request) => Promise<Response> | Response, options?: BridgeClientOptions) {
  const { port1, port2 } = new MessageChannel();
  const server = serveBridge(nodePort(port2), async (request) => handler(request));
  const client = connectBridge(nodePort(port1), options);
  closeAtEnd(() => client.close());
  return {
    client,
    server,
    ask: (path: string, init?: RequestInit & { duplex?: 'half' }) =>
      client.fetch(new Request(`http://station${path}`, init)),
  };
}

/** Alarms that ring when the test says so. */
export function handAlarms() {
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
export const settled = () =>
  new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settled();
}

export function streamOf(source: Iterable<Uint8Array> | AsyncGenerator<Uint8Array>, onCancel = () => {}) {
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
export function producer() {
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

export async function read(reader: ReadableStreamDefaultReader<Uint8Array>, pieces: number) {
  for (let taken = 0; taken < pieces; taken++) await reader.read();
}
