// HL7 over MLLP as another system speaks it: one message sent and its answer read, and a peer that acknowledges what it gets.
import { connect, createServer, type Socket } from 'node:net';
import { createMllpSplitter, wrapMllp } from '../../core/hl7/index.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** The contents of whole messages that come on a socket. */
function onMessages(socket: Socket, take: (text: string) => void): void {
  const splitter = createMllpSplitter();
  socket.on('data', (data) => {
    for (const { content } of splitter.push(new Uint8Array(data))) take(new TextDecoder().decode(content));
  });
}

/** @param address `host:port` of the listener; @param message segments, or bytes as they are; gives the answer */
export function sendMllp(address: string | undefined, message: readonly string[] | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(address?.split(':').at(-1)) });
    socket.on('error', reject);
    onMessages(socket, (text) => {
      socket.destroy();
      resolve(text);
    });
    socket.write(wrapMllp(message instanceof Uint8Array ? message : encode(`${message.join('\r')}\r`)));
  });
}

export interface MllpPeer {
  port: number;
  got: string[];
  /** What the next messages are answered with. */
  code: 'AA' | 'AE';
  close(): void;
}

export function startMllpPeer(): Promise<MllpPeer> {
  return new Promise((resolve) => {
    const peer: MllpPeer = { port: 0, got: [], code: 'AA', close: () => server.close() };
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      onMessages(socket, (text) => {
        peer.got.push(text);
        const id = text.split('|')[9] ?? '';
        socket.write(wrapMllp(encode(`MSH|^~\\&|HIS||||1||ACK|1|P|2.4\rMSA|${peer.code}|${id}|said\r`)));
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      peer.port = typeof address === 'object' && address ? address.port : 0;
      resolve(peer);
    });
  });
}
