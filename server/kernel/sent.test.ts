// Memory of an answer is freed only when the system has every byte of it.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, get as request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { onceSent, watchSending } from './sent.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** More than the sockets of both sides take at once. */
const bytes = 32 << 20;

async function answering() {
  const body = randomBytes(bytes);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const seen = { acts: 0, closed: Promise.resolve() };
  const server = createServer((_, outgoing) => {
    seen.closed = once(outgoing, 'close').then(() => {});
    const answer = onceSent(new Response(null), () => {
      seen.acts += 1;
      body.buffer.transfer(0);
    });
    watchSending(answer, outgoing);
    outgoing.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(request({ host: '127.0.0.1', port }), 'response')) as [IncomingMessage];
  return { answer, body, sha256, seen };
}

test('a slow reader gets every byte, and the memory is free afterwards', async () => {
  const { answer, body, sha256, seen } = await answering();
  await wait(50);
  expect(seen.acts).toBe(0);
  const hash = createHash('sha256');
  for await (const piece of answer) hash.update(piece);
  expect(hash.digest('hex')).toBe(sha256);
  await expect.poll(() => seen.acts).toBe(1);
  expect(body.length).toBe(0);
});

test('an answer that was cut keeps its memory: the system may still hold on to it', async () => {
  const { answer, body, seen } = await answering();
  answer.on('error', () => {});
  answer.destroy();
  await seen.closed;
  await wait(20);
  expect(seen.acts).toBe(0);
  expect(body.length).toBe(bytes);
});

test('answers that nobody marked, and those of calls in process, are left alone', () => {
  const plain = new Response('text');
  expect(watchSending(plain, undefined)).toBe(plain);
  const marked = onceSent(new Response('text'), () => {
    throw new Error('nothing was sent');
  });
  expect(watchSending(marked, undefined)).toBe(marked);
});
