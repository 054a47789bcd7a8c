// A serial port that is opened again for ever: the port object is re-created, its device is polled, silence is probed.
// node-serialport has no reconnect, and on Windows an unplugged adapter may never say "close" (its issues 648, 1330, 2351).
import { existsSync } from 'node:fs';
import type { SerialPort } from 'serialport';
import { listSerialPorts } from './serial-ports.ts';
import {
  createRetry,
  type Peer,
  problemOf,
  type RetryDelays,
  type Transport,
  type TransportEvents,
  usualDelays,
} from './transport.ts';

export interface SerialOptions {
  path: string;
  baudRate: number;
  dataBits: 7 | 8;
  stopBits: 1 | 2;
  parity: 'none' | 'even' | 'odd';
  delays?: RetryDelays;
  /** How often the device is looked for while it is open. Default 5 s. */
  pollMs?: number;
  /** After so long without a byte the port is asked for its modem lines; an error means that it is dead. Default 10 min. */
  silenceMs?: number;
}

const closeTimeoutMs = 1_000;

export function createSerial(options: SerialOptions): Transport {
  const pollMs = options.pollMs ?? 5_000;
  const silenceMs = options.silenceMs ?? 600_000;
  let port: SerialPort | null = null;
  let poll: NodeJS.Timeout | undefined;
  let retry: ReturnType<typeof createRetry> | null = null;
  let closed = false;

  return {
    start(events) {
      retry = createRetry(() => void open(events), options.delays ?? usualDelays);
      events.status({ state: 'waiting', problem: null, address: options.path });
      void open(events);
    },
    async close() {
      closed = true;
      retry?.stop();
      clearInterval(poll);
      const current = port;
      if (!current?.isOpen) return;
      // A pseudo-terminal whose other end has gone may never say that it closed: stopping must not wait for it.
      const late = new Promise<void>((done) => setTimeout(done, closeTimeoutMs).unref());
      await Promise.race([new Promise<void>((done) => current.close(() => done())), late]);
    },
  };

  async function open(events: TransportEvents): Promise<void> {
    let driver: typeof import('serialport');
    try {
      driver = await import('serialport');
    } catch (error) {
      const { text } = problemOf(error, 'SERIAL_MODULE');
      events.status({ state: 'failed', problem: { code: 'SERIAL_MODULE', text }, address: options.path });
      return;
    }
    if (closed) return;
    const { path, baudRate, dataBits, stopBits, parity } = options;
    const current = new driver.SerialPort({ path, baudRate, dataBits, stopBits, parity, autoOpen: false });
    port = current;
    current.open((error) => {
      if (closed) {
        if (!error) current.close();
        return;
      }
      if (error) {
        events.status({ state: 'retrying', problem: problemOf(error, 'SERIAL_OPEN'), address: path });
        retry?.later();
        return;
      }
      retry?.worked();
      attach(current, events);
    });
  }

  function attach(current: SerialPort, events: TransportEvents): void {
    let lastByte = performance.now();
    let open = true;
    let bytesListener: (bytes: Uint8Array) => void = () => undefined;
    let closeListener: () => void = () => undefined;

    function lost(code: string, text: string): void {
      if (!open) return;
      open = false;
      clearInterval(poll);
      current.removeAllListeners();
      // A late error of the dead object must not end the process.
      current.on('error', () => undefined);
      if (current.isOpen) current.close(() => undefined);
      closeListener();
      if (closed) return;
      events.status({ state: 'retrying', problem: { code, text }, address: options.path });
      retry?.later();
    }

    current.on('data', (chunk: Buffer) => {
      lastByte = performance.now();
      bytesListener(new Uint8Array(chunk));
    });
    current.on('close', () => lost('SERIAL_CLOSED', 'The port was closed; is the cable or adapter unplugged?'));
    current.on('error', (error: Error) => lost('SERIAL_ERROR', error.message));
    clearInterval(poll);
    poll = setInterval(() => {
      void present(options.path).then((there) => {
        if (!there) lost('SERIAL_GONE', `${options.path} is no longer there; is the adapter unplugged?`);
      });
      if (performance.now() - lastByte < silenceMs) return;
      lastByte = performance.now();
      current.get((error) => {
        // Pseudo-terminals and some adapters have no modem lines (ENOTTY, EINVAL): that says nothing about the line.
        if (error && !/inappropriate|invalid|not supported/i.test(error.message)) lost('SERIAL_DEAD', error.message);
      });
    }, pollMs);
    poll.unref();

    const peer: Peer = {
      id: options.path,
      write: (bytes) =>
        new Promise((done) => {
          if (!open) done(false);
          else current.write(Buffer.from(bytes), (error) => done(!error));
        }),
      close: () => lost('SERIAL_RESET', 'The line was reset.'),
      onBytes(listener) {
        bytesListener = listener;
      },
      onClose(listener) {
        closeListener = listener;
      },
    };
    events.status({ state: 'connected', problem: null, address: options.path });
    events.peer(peer);
  }
}

async function present(path: string): Promise<boolean> {
  if (path.startsWith('/')) return existsSync(path);
  const { ports, note } = await listSerialPorts();
  return note !== null || ports.some((port) => port.path.toLowerCase() === path.toLowerCase());
}
