// TLS for programs that have none: one relay in front of such a program, one for its own calls. What passes is not looked at.
import {
  type AddressInfo,
  connect as connectPlain,
  createServer as createPlainServer,
  type Server,
  type Socket,
} from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { type Issued, pemOf, tlsPairOf } from './pki.ts';

export interface TlsRelay {
  port: number;
  /** Connections that got through their handshake. */
  secured(): number;
  close(): Promise<void>;
}

async function listening(server: Server, sockets: ReadonlySet<Socket>, secured: () => number): Promise<TlsRelay> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    secured,
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

function joined(sockets: Set<Socket>, one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}

/** Takes TLS, from callers with a certificate of `authority` only, and hands it in the clear to the program at `to`. */
export function tlsInFront(to: number, own: Issued, authority: Issued): Promise<TlsRelay> {
  const sockets = new Set<Socket>();
  let secured = 0;
  const pair = tlsPairOf(own);
  const server = createTlsServer({ ...pair, ca: pemOf(authority), requestCert: true, rejectUnauthorized: true });
  server.on('secureConnection', (socket) => {
    secured += 1;
    joined(sockets, socket, connectPlain({ host: '127.0.0.1', port: to, noDelay: true }));
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return listening(server, sockets, () => secured);
}

/** Takes what a program sends in the clear and hands it over TLS to the port `to` of this machine, with a certificate of its own. */
export function tlsOnItsWay(to: number, own: Issued, authority: Issued): Promise<TlsRelay> {
  const sockets = new Set<Socket>();
  let secured = 0;
  const server = createPlainServer((socket) => {
    const stream = connectTls({ ...tlsPairOf(own), ca: pemOf(authority), host: '127.0.0.1', port: to }, () => {
      secured += 1;
    });
    joined(sockets, socket, stream);
  });
  return listening(server, sockets, () => secured);
}
