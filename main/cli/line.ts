// A line to an analyzer's peer, over TCP or a serial port, as the simulator and `analyzer replay` use it.
import { createSerial } from '../../device-drivers/transports/serial.ts';
import { createTcpClient } from '../../device-drivers/transports/tcp-client.ts';
import type { Peer, Transport } from '../../device-drivers/transports/transport.ts';

export interface Line {
  write(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): Promise<void>;
}

const openTimeoutMs = 10_000;

function transportTo(to: string, baudRate: number): Transport {
  const tcp = /^tcp:\/\/(.+):(\d+)$/.exec(to);
  if (tcp?.[1] && tcp[2]) return createTcpClient({ host: tcp[1].replace(/^\[|\]$/g, ''), port: Number(tcp[2]) });
  if (to.startsWith('serial:')) {
    return createSerial({ path: to.slice('serial:'.length), baudRate, dataBits: 8, stopBits: 1, parity: 'none' });
  }
  throw new Error(`不认识的地址 / not an address: “${to}” (tcp://HOST:PORT | serial:PATH)`);
}

/** Opens `tcp://HOST:PORT` or `serial:PATH`; rejects with one clear sentence when it cannot within ten seconds. */
export function openLine(to: string, baudRate = 9600): Promise<Line> {
  const transport = transportTo(to, baudRate);
  return new Promise((resolve, reject) => {
    let reason = '';
    const timer = setTimeout(() => {
      void transport.close();
      reject(new Error(`无法连接 / cannot connect to ${to}${reason && `: ${reason}`}`));
    }, openTimeoutMs);
    transport.start({
      peer(peer: Peer) {
        clearTimeout(timer);
        resolve({
          write: (bytes) => void peer.write(bytes),
          onBytes: (listener) => peer.onBytes(listener),
          onClose: (listener) => peer.onClose(listener),
          async close() {
            peer.close();
            await transport.close();
          },
        });
      },
      status(status) {
        reason = status.problem?.text ?? reason;
      },
      file: async () => 'busy',
    });
  });
}
