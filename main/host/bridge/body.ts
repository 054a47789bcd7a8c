// One body over the bridge: the sender moves a piece only for a credit, the reader gives a credit for each piece it took.

import { type BodyMessage, creditWindow, largestPiece } from './messages.ts';
import type { BridgePort } from './port.ts';

export interface BodySender {
  credit(pieces: number): void;
  /** The reader stopped, the call was given up or the port closed: frees the source, a generator behind it ends. */
  stop(reason: unknown): void;
}

/** A piece that fills its own buffer is handed over without a copy; whoever enqueued it must not use it again. */
function own(piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = piece;
  if (buffer instanceof ArrayBuffer && buffer.detached) throw new Error('a piece was used after it was handed over');
  if (buffer instanceof ArrayBuffer && piece.byteOffset === 0 && piece.byteLength === buffer.byteLength) {
    return new Uint8Array(buffer);
  }
  return new Uint8Array(piece);
}

function* piecesOf(chunk: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  if (chunk.byteLength <= largestPiece) yield own(chunk);
  else
    for (let at = 0; at < chunk.byteLength; at += largestPiece)
      yield new Uint8Array(chunk.slice(at, at + largestPiece));
}

/** Sends `source` piece by piece as `id`; `onDone` is called once, after the last message. */
export function sendBody(
  port: BridgePort,
  id: number,
  source: ReadableStream<Uint8Array>,
  onDone: () => void,
): BodySender {
  const reader = source.getReader();
  let credits = creditWindow;
  let wake: (() => void) | undefined;
  let stopped = false;

  async function pump(): Promise<void> {
    while (!stopped) {
      const { done, value } = await reader.read();
      if (stopped) return;
      if (done) return port.post({ kind: 'end', id } satisfies BodyMessage);
      for (const bytes of piecesOf(value)) {
        if (credits === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (stopped) return;
        credits--;
        port.post({ kind: 'piece', id, bytes } satisfies BodyMessage, [bytes.buffer]);
      }
      if (credits === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  pump()
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!stopped) port.post({ kind: 'cut', id, reason } satisfies BodyMessage);
    })
    .finally(onDone);

  const wakeUp = () => {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  };
  return {
    credit(pieces) {
      credits += pieces;
      if (credits > 0) wakeUp();
    },
    stop(reason) {
      if (stopped) return;
      stopped = true;
      reader.cancel(reason).catch(() => undefined);
      wakeUp();
    },
  };
}

export interface BodyReader {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  piece(bytes: Uint8Array<ArrayBuffer>): void;
  end(): void;
  fail(error: Error): void;
}

export interface BodyReaderHooks {
  /** The consumer cancelled the stream. */
  onStop(): void;
  /** The consumer waits for a piece that is not here; the answer is called when it came or the body is over. */
  onWait?(): () => void;
}

/** The reading end: a stream that pays for each piece when its consumer takes it, half a window at a time. */
export function receiveBody(port: BridgePort, id: number, hooks: BodyReaderHooks): BodyReader {
  const queue: Uint8Array<ArrayBuffer>[] = [];
  let state: 'open' | 'ended' | Error = 'open';
  let arrived: (() => void) | undefined;
  let taken = 0;

  const notify = () => {
    const waiting = arrived;
    arrived = undefined;
    waiting?.();
  };
  const pay = () => {
    taken++;
    if (state !== 'open' || taken < creditWindow / 2) return;
    port.post({ kind: 'credit', id, pieces: taken } satisfies BodyMessage);
    taken = 0;
  };

  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        if (queue.length === 0 && state === 'open') {
          const over = hooks.onWait?.();
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
          over?.();
        }
        const bytes = queue.shift();
        if (bytes) {
          controller.enqueue(bytes);
          pay();
        } else if (state === 'ended') controller.close();
        else if (state !== 'open') controller.error(state);
      },
      cancel() {
        queue.length = 0;
        notify();
        if (state !== 'open') return;
        state = 'ended';
        port.post({ kind: 'stop', id } satisfies BodyMessage);
        hooks.onStop();
      },
    },
    { highWaterMark: 0 },
  );

  return {
    stream,
    piece(bytes) {
      if (state !== 'open') return;
      queue.push(bytes);
      notify();
    },
    end() {
      if (state === 'open') state = 'ended';
      notify();
    },
    fail(error) {
      if (state === 'open') state = error;
      notify();
    },
  };
}
