// Listens for analyzers that dial in. One analyzer may hold several connections (Maglumi does); each is a peer of its own.
import { BlockList, createServer, isIP, type Server, type Socket } from 'node:net';
import { plainAddress, socketPeer } from './socket-peer.ts';
import {
  createRetry,
  problemOf,
  type RetryDelays,
  type Transport,
  type TransportEvents,
  usualDelays,
} from './transport.ts';

export interface TcpServerOptions {
  host: string;
  port: number;
  /** Addresses or `address/prefix` networks that may connect; empty is everybody. */
  allow: string[];
  delays?: RetryDelays;
}

export function createTcpServer(options: TcpServerOptions): Transport {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let retry: ReturnType<typeof createRetry> | null = null;
  const mayConnect = allowList(options.allow);

  return {
    start(events) {
      retry = createRetry(listen, options.delays ?? usualDelays);
      listen();

      function listen(): void {
        const current = createServer((socket) => accept(socket, events));
        server = current;
        current.on('error', (error) => {
          current.close();
          events.status({ state: 'retrying', problem: problemOf(error, 'TCP_LISTEN'), address: null });
          retry?.later();
        });
        current.listen(options.port, options.host, () => {
          retry?.worked();
          events.status({ state: 'waiting', problem: null, address: addressOf(current, options.host) });
        });
      }
    },
    async close() {
      retry?.stop();
      for (const socket of sockets) socket.destroy();
      const current = server;
      if (current?.listening) await new Promise<void>((done) => current.close(() => done()));
    },
  };

  function accept(socket: Socket, events: TransportEvents): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (!mayConnect(address)) {
      socket.destroy();
      const text = `${address} is not in the list of allowed addresses.`;
      const listening = server ? addressOf(server, options.host) : null;
      events.status({ state: 'waiting', problem: { code: 'TCP_NOT_ALLOWED', text }, address: listening });
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    events.peer(socketPeer(socket));
  }
}

function addressOf(server: Server, host: string): string | null {
  const address = server.address();
  return typeof address === 'object' && address !== null ? `${host}:${address.port}` : null;
}

function allowList(allow: string[]): (address: string) => boolean {
  if (allow.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of allow) {
    const [address = '', prefix] = entry.trim().split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
