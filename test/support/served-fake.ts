// The fake server behind a real port, for hosts in processes of their own.
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { FakeServer } from './fake-server.ts';

export interface ServedFake {
  url: string;
  close(): void;
}

export async function serveFake(fake: FakeServer): Promise<ServedFake> {
  const server = createAdaptorServer({
    fetch: async (request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      const init: RequestInit = { method: request.method, headers: request.headers, signal: request.signal };
      return fake.fetch(request.url, body.length > 0 ? { ...init, body } : init);
    },
  }) as Server;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
