// Sends one message to a peer and waits for the acknowledgement that names it (MSA-2); the socket is closed after a time-out,
// so that a late answer can never be taken for the answer to the next message.
import { connect } from 'node:net';
import { byteText, createMllpSplitter, firstSegment, get, readHl7, wrapMllp } from '../../../core/hl7/index.ts';
import { decodeBytes } from './charset.ts';

export type SendOutcome =
  | { kind: 'accepted'; answer: string }
  /** AE, CE: the peer will not take this content; a person must look. */
  | { kind: 'refused'; answer: string; text: string }
  /** No connection, no answer, AR: the same message may be sent again. */
  | { kind: 'again'; text: string };

export interface PeerAddress {
  name: string;
  host: string;
  port: number;
  charset: string;
}

export function sendOnce(
  peer: PeerAddress,
  content: Uint8Array,
  controlId: string,
  timeoutMs: number,
): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host: peer.host, port: peer.port, noDelay: true });
    const splitter = createMllpSplitter();
    let noise = '';
    const finish = (outcome: SendOutcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(
      () =>
        finish({
          kind: 'again',
          text: `no acknowledgement within ${timeoutMs / 1000} s${noise && `; got outside a block: ${noise}`}`,
        }),
      timeoutMs,
    );
    socket.once('connect', () => socket.write(wrapMllp(content)));
    socket.once('error', (error) => finish({ kind: 'again', text: `${peer.host}:${peer.port}: ${error.message}` }));
    socket.once('close', () =>
      finish({ kind: 'again', text: `${peer.host}:${peer.port} closed the line without an acknowledgement` }),
    );
    socket.on('data', (data) => {
      for (const event of splitter.push(new Uint8Array(data))) {
        if (event.type !== 'block') {
          noise = byteText(event.content.subarray(0, 200));
          continue;
        }
        const { messages } = readHl7(event.content, decodeBytes);
        const message = messages[0];
        const msa = message && firstSegment(message, 'MSA');
        if (!message || !msa || get(msa, 2) !== controlId) continue;
        const answer = decodeBytes(event.content, 'utf-8');
        const code = get(msa, 1);
        if (code === 'AA' || code === 'CA') finish({ kind: 'accepted', answer });
        else if (code === 'AR' || code === 'CR') finish({ kind: 'again', text: `${code} ${get(msa, 3)}` });
        else finish({ kind: 'refused', answer, text: `${code} ${get(msa, 3)}` });
        return;
      }
    });
  });
}
