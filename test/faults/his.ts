// A HIS that counts what it is told, and can keep its acknowledgement to itself.
import { createServer, type Socket } from 'node:net';
import { createMllpSplitter, wrapMllp } from '../../core/hl7/index.ts';

export interface His {
  port: number;
  /** Texts as they came, repeats included. */
  got: string[];
  /** Called once with the next message, which is then not acknowledged. */
  onNext(act: () => void): void;
  close(): void;
}

export const controlIdOf = (text: string): string => text.split('|')[9] ?? '';

export function startHis(): Promise<His> {
  const got: string[] = [];
  const next: { act: (() => void) | null } = { act: null };
  function answer(socket: Socket, text: string): void {
    got.push(text);
    const { act } = next;
    next.act = null;
    if (act) return act();
    const answer = `MSH|^~\\&|HIS||||1||ACK|1|P|2.4\rMSA|AA|${controlIdOf(text)}\r`;
    socket.write(wrapMllp(new TextEncoder().encode(answer)));
  }
  const server = createServer((socket) => {
    const splitter = createMllpSplitter();
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const event of splitter.push(new Uint8Array(data))) {
        if (event.type === 'block') answer(socket, new TextDecoder().decode(event.content));
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      resolve({ port, got, onNext: (act) => (next.act = act), close: () => server.close() });
    });
  });
}
