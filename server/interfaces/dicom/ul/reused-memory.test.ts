// A moved connection gives every byte in order, stops when it is told to, ends as others do, and the server's close does not wait for it.
import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readInto } from './reused-memory.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server whose sockets share `memory`, and a client of it. */
async function pair(memory: Uint8Array) {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer({ noDelay: true }, (socket) => accepted.resolve(readInto(memory, socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  return { server, client, socket: await accepted.promise };
}

test('bytes lie in the memory that was given, whole and in order', async () => {
  const memory = new Uint8Array(10_000);
  const { server, client, socket } = await pair(memory);
  expect(socket.remoteAddress).toBe('127.0.0.1');
  const sent = randomBytes(300_000);
  const hash = createHash('sha256');
  let elsewhere = 0;
  socket.on('data', (bytes: Uint8Array) => {
    if (bytes.buffer !== memory.buffer) elsewhere += 1;
    hash.update(bytes);
  });
  const ended = new Promise((resolve) => socket.once('end', resolve));
  client.end(sent);
  await ended;
  expect(hash.digest('hex')).toBe(hashOf(sent));
  expect(elsewhere).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});

test('a paused socket gives nothing until it is resumed; answers go out', async () => {
  const { server, client, socket } = await pair(new Uint8Array(1000));
  let got = 0;
  socket.on('data', (bytes: Uint8Array) => {
    got += bytes.length;
    if (got === bytes.length) socket.pause();
  });
  client.write(new Uint8Array(50_000));
  await wait(50);
  expect(got).toBe(1000);
  const answered = new Promise<string>((resolve) => client.once('data', (bytes) => resolve(bytes.toString())));
  socket.write('more');
  expect(await answered).toBe('more');
  const ended = new Promise((resolve) => socket.once('end', resolve));
  socket.resume();
  client.end();
  await ended;
  expect(got).toBe(50_000);
  await new Promise((resolve) => server.close(resolve));
});

test('a peer that vanishes is an error and a close, as of any socket', async () => {
  const { server, client, socket } = await pair(new Uint8Array(1000));
  const errors: string[] = [];
  socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
  socket.on('data', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  client.resetAndDestroy();
  await closed;
  expect(errors).toEqual(['ECONNRESET']);
  await new Promise((resolve) => server.close(resolve));
});
