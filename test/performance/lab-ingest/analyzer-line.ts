// An analyzer on a cable of its own: LIS01 transfers of one frame each over a real TCP socket, with the time of every acknowledgement.
import { connect, type Socket } from 'node:net';
import { ACK, ENQ, EOT, NAK } from '../../../device-drivers/codecs/ascii.ts';
import { encodeFrame } from '../../../device-drivers/codecs/lis01/frame.ts';

export interface AnalyzerLine {
  /** One transfer: ENQ, its ACK, the frame, its ACK, EOT. Resolves with when the frame's last byte was written and when its ACK came. */
  transfer(text: Uint8Array): Promise<Acknowledged>;
  /** Whole transfers back to back, `ahead` at most unacknowledged. Resolves when all are acknowledged. */
  pour(texts: Iterable<Uint8Array>, ahead: number): Promise<void>;
  close(): void;
}

/** Milliseconds of `performance.now()` of this process. */
export interface Acknowledged {
  writtenAt: number;
  acknowledgedAt: number;
}

const patienceMs = 30_000;

export async function openAnalyzerLine(address: string): Promise<AnalyzerLine> {
  const at = address.lastIndexOf(':');
  const socket: Socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
  await new Promise<void>((done, failed) => socket.once('connect', () => done()).once('error', failed));
  socket.setNoDelay(true);
  let onAck: () => void = () => undefined;
  let onFailure: (error: Error) => void = () => undefined;
  socket.on('data', (bytes) => {
    for (const byte of bytes) {
      if (byte === ACK) onAck();
      else if (byte === NAK) onFailure(new Error('the host answered NAK'));
    }
  });
  socket.on('error', (error) => onFailure(error));
  socket.on('close', () => onFailure(new Error('the host closed the line')));

  function acknowledged(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ACK within ${patienceMs} ms`)), patienceMs);
      onAck = () => {
        clearTimeout(late);
        resolve(performance.now());
      };
      onFailure = reject;
      socket.write(bytes);
    });
  }

  return {
    async transfer(text) {
      await acknowledged(Uint8Array.of(ENQ));
      const frame = encodeFrame(1, text, true);
      const writtenAt = performance.now();
      const acknowledgedAt = await acknowledged(frame);
      socket.write(Uint8Array.of(EOT));
      return { writtenAt, acknowledgedAt };
    },
    pour(texts, ahead) {
      const source = texts[Symbol.iterator]();
      return new Promise((resolve, reject) => {
        // Two acknowledgements a transfer: of ENQ and of the frame.
        let owed = 0;
        let ended = false;
        onFailure = reject;
        const fill = () => {
          while (!ended && owed < ahead * 2) {
            const { value, done } = source.next();
            if (done) ended = true;
            else {
              owed += 2;
              socket.write(Buffer.concat([Uint8Array.of(ENQ), encodeFrame(1, value, true), Uint8Array.of(EOT)]));
            }
          }
          if (ended && owed === 0) resolve();
        };
        onAck = () => {
          owed -= 1;
          fill();
        };
        fill();
      });
    },
    close() {
      onFailure = () => undefined;
      socket.destroy();
    },
  };
}
