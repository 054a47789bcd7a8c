// The socket under the fetch handler: opened on the wanted port, closed by answering what is under way and cutting the streams.
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { CertificatePair, LiveCertificate } from '../kernel/live-certificate.ts';

export interface Listening {
  port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  tls: LiveCertificate | null;
  fetch(request: Request, env: unknown): Response | Promise<Response>;
}

/** How long requests under way may take to end when the server stops. */
const graceMs = 3000;

const secure = ({ key, cert }: CertificatePair) => ({ key, cert, minVersion: 'TLSv1.2' as const });

export async function listen({ host, port, tls, fetch }: ListenOptions): Promise<Listening> {
  let underWay = 0;
  async function counted(request: Request, env: unknown): Promise<Response> {
    underWay += 1;
    try {
      return await fetch(request, env);
    } finally {
      underWay -= 1;
    }
  }
  const server = tls
    ? createAdaptorServer({
        fetch: counted,
        createServer: createHttpsServer,
        serverOptions: secure(tls.current),
      })
    : createAdaptorServer({ fetch: counted, createServer: createHttpServer });
  // Connections that are open keep what they were secured with.
  tls?.whenReplaced((pair) => {
    if ('setSecureContext' in server) server.setSecureContext(secure(pair));
  });
  await new Promise<void>((done, refuse) => {
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      done();
    });
  });
  const address: AddressInfo | string | null = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const deadline = Date.now() + graceMs; underWay > 0 && Date.now() < deadline; ) await delay(10);
      // What was answered last may still be on its way into the socket.
      await delay(20);
      // A stream is cut, never ended: a clean end would tell its reader not to resume.
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
