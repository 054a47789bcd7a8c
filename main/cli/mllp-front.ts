// The demo's one MLLP door: messages of a HIS go to the server's HL7 interface, all others to the bench; answers come back on the same line.
import { connect, createServer, type Socket } from 'node:net';
import {
  byteText,
  createMllpSplitter,
  firstSegment,
  get,
  parseHl7,
  peekHeader,
  wrapMllp,
} from '../../core/hl7/index.ts';

export interface MllpFront {
  address: string;
  close(): Promise<void>;
}

interface Target {
  host: string;
  port: number;
}

/** ADT and orders come from a HIS; ORM^O01 with ORC-1 RF is a Mindray analyzer that asks for its work list. */
export function isFromHis(content: Uint8Array): boolean {
  const header = peekHeader(content);
  if (!header) return false;
  if (header.type === 'ADT' || header.type === 'OML') return true;
  if (header.type !== 'ORM') return false;
  const message = parseHl7(byteText(content))[0];
  return !message || get(firstSegment(message, 'ORC'), 1) !== 'RF';
}

export function targetOf(address: string): Target {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}

export function openMllpFront(host: string, port: number, bench: Target, his: Target): Promise<MllpFront> {
  const clients = new Set<Socket>();

  function serve(client: Socket): void {
    clients.add(client);
    const splitter = createMllpSplitter();
    const lines = new Map<Target, Socket>();
    const lineTo = (target: Target): Socket => {
      const open = lines.get(target);
      if (open && !open.destroyed) return open;
      const line = connect({ ...target, noDelay: true });
      line.on('data', (data) => client.write(data));
      line.on('error', () => client.destroy());
      lines.set(target, line);
      return line;
    };
    client.setNoDelay(true);
    client.on('error', () => client.destroy());
    client.on('close', () => {
      clients.delete(client);
      for (const line of lines.values()) line.end();
    });
    client.on('data', (data) => {
      for (const event of splitter.push(new Uint8Array(data))) {
        const target = event.type === 'block' && isFromHis(event.content) ? his : bench;
        if (event.type === 'block') lineTo(target).write(wrapMllp(event.content));
        else lineTo(target).write(event.content);
      }
    });
  }

  return new Promise((resolve, reject) => {
    const server = createServer(serve);
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address();
      resolve({
        address: `${host}:${typeof bound === 'object' && bound ? bound.port : port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const client of clients) client.destroy();
          }),
      });
    });
  });
}
