// A message on its way out: command and data set cut into fragments of the length that the peer takes, a few per system call.
import type { Association } from '../ul/association.ts';
import { dataHeadLength, encodeDataHead } from '../ul/pdu.ts';

/** Chunks are not copied: whoever makes them must not write into them again. */
export type OutgoingData = Uint8Array | AsyncIterable<Uint8Array>;

/** Fragments of our own are no longer than this, whatever the peer would take. */
const ownLargest = 262_144;
/** Bytes that go to the stream together. */
const together = 262_144;

/** Bytes of a message in one fragment, for a peer's maximum length (0: no limit). PS3.8 annex D.1, PS3.7 6.3: even. */
export function fragmentLength(peerMaxLength: number): number {
  const largest = peerMaxLength === 0 ? ownLargest : Math.min(peerMaxLength, ownLargest);
  return (largest - 6) & ~1;
}

export interface OutgoingMessage {
  contextId: number;
  command: Uint8Array;
  data: OutgoingData | null;
  /** Called with the bytes of the data set that have gone out so far. */
  onProgress?: ((sent: number) => void) | undefined;
}

async function* alone(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Sends one message whole; the caller sees to it that no other is sent meanwhile. Rejects when the association ended or the data could not be read. */
export async function sendMessage(
  association: Association,
  peerMaxLength: number,
  { contextId, command, data, onProgress }: OutgoingMessage,
): Promise<void> {
  const largest = fragmentLength(peerMaxLength);
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  let fragment: Uint8Array[] = [];
  let filled = 0;
  let sent = 0;

  function closeFragment(isCommand: boolean, isLast: boolean): void {
    parts.push(encodeDataHead(contextId, isCommand, isLast, filled), ...fragment);
    partBytes += dataHeadLength + filled;
    fragment = [];
    filled = 0;
  }

  /** Adds bytes; a full fragment is closed only when more follow, for only then it is known not to be the last. */
  function add(bytes: Uint8Array, isCommand: boolean): void {
    let at = 0;
    while (at < bytes.length) {
      if (filled === largest) closeFragment(isCommand, false);
      const piece = bytes.subarray(at, at + largest - filled);
      fragment.push(piece);
      filled += piece.length;
      at += piece.length;
    }
  }

  async function flush(): Promise<void> {
    const going = parts;
    parts = [];
    partBytes = 0;
    if (going.length > 0) await association.write(going);
  }

  add(command, true);
  closeFragment(true, true);
  if (data) {
    for await (const chunk of data instanceof Uint8Array ? alone(data) : data) {
      for (let at = 0; at < chunk.length; at += together) {
        const piece = chunk.subarray(at, at + together);
        add(piece, false);
        sent += piece.length;
        if (partBytes >= together) {
          await flush();
          onProgress?.(sent);
        }
      }
    }
    // Fragments are even. Only a deflated data set can be odd by right, and gets this very byte (PS3.5 A.5).
    if (sent % 2 === 1) add(new Uint8Array(1), false);
    closeFragment(false, true);
  }
  await flush();
  if (data) onProgress?.(sent);
}
