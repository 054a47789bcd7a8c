// One port that is listened on; each connection goes to its taker.
import { createServer, type Socket } from 'node:net';
import type { DicomLog } from './dimse/services.ts';

export interface Listener {
  port: number;
  /** Resolves when every connection that was taken here is closed. */
  close(): Promise<void>;
}

/** Half-open sockets are closed with the peer's side. Rejects when the address cannot be listened on. */
export async function listenOn(
  at: { host: string; port: number },
  take: (socket: Socket) => void,
  log: DicomLog,
): Promise<Listener> {
  const server = createServer({ noDelay: true }, take);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  server.on('error', (error) => log('error', 'dicom listener', { error: String(error) }));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : at.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
