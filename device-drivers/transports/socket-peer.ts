// A TCP socket as a peer: bytes in order, one close, writes that tell whether they were handed over.
import type { Socket } from 'node:net';
import type { Peer } from './transport.ts';

/** Keep-alive after this many ms of silence, so that a pulled cable is noticed although nobody writes. */
const keepAliveMs = 30_000;

export function socketPeer(socket: Socket): Peer {
  let closed = false;
  let closeListener: () => void = () => undefined;
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  // The reason is of no use to the analyzer's session; 'close' always follows.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    if (closed) return;
    closed = true;
    closeListener();
  });
  return {
    id: `${plainAddress(socket.remoteAddress ?? '')}:${socket.remotePort ?? 0}`,
    write: (bytes) =>
      new Promise((done) => {
        if (closed || !socket.writable) done(false);
        else socket.write(bytes, (error) => done(!error));
      }),
    close: () => socket.destroy(),
    onBytes(listener) {
      socket.on('data', (chunk: Buffer) => listener(new Uint8Array(chunk)));
    },
    onClose(listener) {
      closeListener = listener;
    },
  };
}

/** IPv4 addresses arrive as `::ffff:10.1.2.3` on a dual-stack socket. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
