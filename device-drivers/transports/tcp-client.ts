// Dials an analyzer or a terminal server, and dials again for ever when the line breaks.
import { connect, type Socket } from 'node:net';
import { socketPeer } from './socket-peer.ts';
import { createRetry, problemOf, type RetryDelays, type Transport, usualDelays } from './transport.ts';

export interface TcpClientOptions {
  host: string;
  port: number;
  delays?: RetryDelays;
  /** Default 10 s. */
  connectTimeoutMs?: number;
}

export function createTcpClient(options: TcpClientOptions): Transport {
  const address = `${options.host}:${options.port}`;
  let socket: Socket | null = null;
  let retry: ReturnType<typeof createRetry> | null = null;
  let closed = false;

  return {
    start(events) {
      retry = createRetry(dial, options.delays ?? usualDelays);
      events.status({ state: 'waiting', problem: null, address });
      dial();

      function dial(): void {
        const current = connect({ host: options.host, port: options.port });
        socket = current;
        let problem = { code: 'TCP_CLOSED', text: 'The other end closed the connection.' };
        current.setTimeout(options.connectTimeoutMs ?? 10_000, () => {
          current.destroy(Object.assign(new Error(`${address} does not answer`), { code: 'ETIMEDOUT' }));
        });
        current.on('error', (error) => {
          problem = problemOf(error, 'TCP_CONNECT');
        });
        current.on('connect', () => {
          current.setTimeout(0);
          retry?.worked();
          events.status({ state: 'connected', problem: null, address });
          events.peer(socketPeer(current));
        });
        current.on('close', () => {
          if (closed) return;
          events.status({ state: 'retrying', problem, address });
          retry?.later();
        });
      }
    },
    async close() {
      closed = true;
      retry?.stop();
      socket?.destroy();
    },
  };
}
