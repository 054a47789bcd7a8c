// Both directions of TCP over real sockets: several lines, the allow list, reconnecting for ever.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createTcpClient } from './tcp-client.ts';
import { createTcpServer } from './tcp-server.ts';
import type { Peer, Transport, TransportEvents, TransportStatus } from './transport.ts';

const delays = { firstMs: 5, longestMs: 20 };
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function watch(transport: Transport) {
  const peers: Peer[] = [];
  const statuses: TransportStatus[] = [];
  const received: string[] = [];
  let closed = 0;
  const events: TransportEvents = {
    peer(peer) {
      peers.push(peer);
      peer.onBytes((bytes) => received.push(new TextDecoder().decode(bytes)));
      peer.onClose(() => closed++);
    },
    status: (status) => statuses.push(status),
    file: async () => 'stored',
  };
  transport.start(events);
  open.push(() => transport.close());
  return { peers, statuses, received, closed: () => closed };
}

async function until(what: string, look: () => unknown): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (look()) return;
    await new Promise((resume) => setTimeout(resume, 5));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function listen(port = 0): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { server, sockets, port: typeof address === 'object' && address ? address.port : 0 };
}

function dial(port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  open.push(() => socket.destroy());
  return socket;
}

describe('server', () => {
  const portOf = (statuses: TransportStatus[]) => Number(statuses.at(-1)?.address?.split(':')[1]);

  test('takes several connections of one analyzer, each a line of its own', async () => {
    const { peers, statuses, received, closed } = watch(
      createTcpServer({ host: '127.0.0.1', port: 0, allow: [], delays }),
    );
    await until('listening', () => statuses.length > 0);
    const [first, second] = [dial(portOf(statuses)), dial(portOf(statuses))];
    await until('both', () => peers.length === 2);
    first.write('one');
    await until('bytes', () => received.join('') === 'one');
    let answer = '';
    second.on('data', (chunk) => {
      answer += chunk.toString();
    });
    const writes = await Promise.all(peers.map((peer) => peer.write(new TextEncoder().encode('hello'))));
    await until('an answer', () => answer === 'hello');
    expect(writes).toEqual([true, true]);
    first.destroy();
    await until('the end of one', () => closed() === 1);
    expect(new Set(peers.map(({ id }) => id)).size).toBe(2);
  });

  test('turns away who is not in the list', async () => {
    const { peers, statuses } = watch(createTcpServer({ host: '127.0.0.1', port: 0, allow: ['10.0.0.0/8'], delays }));
    await until('listening', () => statuses.length > 0);
    const socket = dial(portOf(statuses));
    await new Promise((done) => socket.once('close', done));
    expect(peers).toEqual([]);
    expect(statuses.at(-1)?.problem?.code).toBe('TCP_NOT_ALLOWED');
  });

  test('waits for a port that is taken', async () => {
    const other = await listen();
    const { statuses } = watch(createTcpServer({ host: '127.0.0.1', port: other.port, allow: [], delays }));
    await until('the problem', () => statuses.at(-1)?.state === 'retrying');
    expect(statuses.at(-1)?.problem?.code).toBe('EADDRINUSE');
    other.server.close();
    await until('listening', () => statuses.at(-1)?.state === 'waiting');
  });
});

describe('client', () => {
  test('dials again until somebody is there, and again after the line broke', async () => {
    const first = await listen();
    await new Promise((done) => first.server.close(done));
    const { peers, statuses, closed } = watch(createTcpClient({ host: '127.0.0.1', port: first.port, delays }));
    await until('a failure', () => statuses.some(({ problem }) => problem?.code === 'ECONNREFUSED'));
    const second = await listen(first.port);
    await until('a line', () => peers.length === 1);
    second.sockets[0]?.destroy();
    await until('another line', () => peers.length === 2);
    expect(closed()).toBe(1);
    expect(await peers[0]?.write(Uint8Array.of(1))).toBe(false);
    expect(await peers[1]?.write(Uint8Array.of(1))).toBe(true);
  });
});
