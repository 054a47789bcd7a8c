// An analyzer that does what they all do: keeps a message until it is acknowledged, and sends it again when the line breaks.
import { connect } from 'node:net';
import { ACK } from '../support/fake-driver.ts';

/** Sends one message of the made-up driver; false when the line broke before the acknowledgement. */
export function deliver(address: string, text: string): Promise<boolean> {
  return new Promise((done) => {
    const [host, port] = address.split(':');
    const socket = connect({ host, port: Number(port) }, () => socket.write(text));
    socket.on('data', (chunk) => {
      if (chunk[0] !== ACK) return;
      done(true);
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => done(false));
  });
}
