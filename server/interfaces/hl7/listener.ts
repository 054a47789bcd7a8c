// The MLLP door for the HIS: one message at a time per connection, answered in order, broken blocks told and never guessed.
import { createServer, type Server, type Socket } from 'node:net';
import { createMllpSplitter, wrapMllp } from '../../../core/hl7/index.ts';
import type { Log } from '../../kernel/types.ts';

export interface MllpListener {
  address: string;
  stop(): Promise<void>;
}

/** `accept` turns the content of a block into the content of its acknowledgement; it rejects only when nothing could be stored. */
export function listenMllp(
  host: string,
  port: number,
  accept: (content: Uint8Array, peer: string) => Promise<Uint8Array>,
  log: Log,
): Promise<MllpListener> {
  const sockets = new Set<Socket>();

  function serve(socket: Socket): void {
    sockets.add(socket);
    const peer = socket.remoteAddress ?? 'unknown';
    const splitter = createMllpSplitter();
    let queue = Promise.resolve();
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      for (const event of splitter.push(new Uint8Array(data))) {
        if (event.type !== 'block') {
          log('warn', 'hl7 line', { peer, event: event.type, bytes: event.content.length });
          continue;
        }
        queue = queue.then(async () => {
          try {
            const answer = await accept(event.content, peer);
            if (!socket.destroyed) socket.write(wrapMllp(answer));
          } catch (error) {
            // Not stored: no acknowledgement, so that the sender keeps its message and tries again.
            log('error', 'hl7 message could not be stored', { peer, error: String(error) });
            socket.destroy();
          }
        });
      }
    });
  }

  return new Promise((resolve, reject) => {
    const server: Server = createServer(serve);
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address();
      const actual = typeof bound === 'object' && bound ? bound.port : port;
      resolve({
        address: `${host}:${actual}`,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
