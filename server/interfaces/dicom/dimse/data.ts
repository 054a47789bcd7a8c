// The data set of a message on its way in: chunks as they came from the socket, and word when the reader falls behind.

/** Bytes are the taker's until it returns. While a promise that it answered is open, what comes waits. */
export type TakeBytes = (bytes: Uint8Array) => Promise<void> | undefined;

/** A data set can be read once, by a loop or by {@link consume}. Leaving the loop early throws the rest away. */
export interface IncomingData extends AsyncIterable<Uint8Array> {
  /**
   * Hands each chunk on in the moment that it comes from the socket, without a copy or a turn between.
   * Resolves when the data set is complete; rejects with what `take` throws and when the association is gone.
   */
  consume(take: TakeBytes): Promise<void>;
  /** Bytes that have come so far. */
  readonly received: number;
}

export interface DataFlow {
  /** More than the high-water mark is waiting: stop the socket. */
  full(): void;
  /** Less than half of it is waiting again. */
  room(): void;
}

export interface DataQueue {
  readonly data: IncomingData;
  /** @param chunk may be reused when the callback that read it and the promises which that settled have run */
  push(chunk: Uint8Array): void;
  /** The data set is complete. */
  finish(): void;
  /** The association is gone: the reader gets `error` after what is there already was thrown away. */
  fail(error: Error): void;
  /** Throws away what waits and what still comes. */
  discard(): void;
  /** Resolves when the data set is complete or failed. */
  readonly settled: Promise<void>;
}

/**
 * A chunk that waits for its reader. Until the end of the callback that brought it, it lies in the socket's memory: an image comes along with
 * its command, a few promises before its reader is ready, and copying it cost a tenth of receiving it, with new memory for the collector.
 */
interface WaitingChunk {
  bytes: Uint8Array;
  own: boolean;
}

/** Runs `task` when the promises that are settled now have run, before anything else is read. */
function afterPromises(task: () => void): void {
  queueMicrotask(() => process.nextTick(task));
}

export function createDataQueue(highWater: number, flow: DataFlow): DataQueue {
  let waiting: WaitingChunk[] = [];
  let bytes = 0;
  let received = 0;
  let full = false;
  let done = false;
  let discarding = false;
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  let direct: TakeBytes | null = null;
  let pending: Promise<void> | null = null;
  const settled = Promise.withResolvers<void>();

  function awaken(): void {
    const call = wake;
    wake = null;
    direct = null;
    call?.();
  }

  function makeRoom(): void {
    if (!full || bytes > highWater / 2) return;
    full = false;
    flow.room();
  }

  function keepOwn(chunk: WaitingChunk): Uint8Array {
    if (!chunk.own) chunk.bytes = Buffer.from(chunk.bytes);
    chunk.own = true;
    return chunk.bytes;
  }
  function keepWaiting(): void {
    waiting.forEach(keepOwn);
  }

  function drop(): void {
    waiting = [];
    bytes = 0;
    makeRoom();
  }

  async function consume(take: TakeBytes): Promise<void> {
    try {
      for (;;) {
        if (pending) {
          const under = pending;
          pending = null;
          await under;
        }
        if (failure) throw failure;
        const chunk = waiting.shift();
        if (chunk) {
          const { length } = chunk.bytes;
          await take(chunk.bytes);
          // The bytes count as waiting until the reader is done with them.
          bytes -= length;
          makeRoom();
        } else if (done) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            direct = take;
          });
        }
      }
    } finally {
      discarding = true;
      drop();
    }
  }

  /** The reader has nothing left to do: it takes the bytes as they lie in the socket's memory. */
  function hand(chunk: Uint8Array, take: TakeBytes): void {
    try {
      pending = take(chunk) ?? null;
    } catch (error) {
      pending = Promise.reject(error);
    }
    if (pending) awaken();
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (failure) throw failure;
        const chunk = waiting.shift();
        if (chunk) {
          const kept = keepOwn(chunk);
          yield kept;
          bytes -= kept.length;
          makeRoom();
        } else if (done) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      discarding = true;
      drop();
    }
  }

  return {
    data: {
      consume,
      [Symbol.asyncIterator]: chunks,
      get received() {
        return received;
      },
    },
    push(chunk) {
      received += chunk.length;
      if (discarding || chunk.length === 0) return;
      if (direct) {
        hand(chunk, direct);
        return;
      }
      if (waiting.every(({ own }) => own)) afterPromises(keepWaiting);
      waiting.push({ bytes: chunk, own: false });
      bytes += chunk.length;
      if (bytes > highWater && !full) {
        full = true;
        flow.full();
      }
      awaken();
    },
    finish() {
      done = true;
      settled.resolve();
      awaken();
    },
    fail(error) {
      if (done) return;
      failure = error;
      discarding = true;
      drop();
      settled.resolve();
      awaken();
    },
    discard() {
      discarding = true;
      drop();
      awaken();
    },
    settled: settled.promise,
  };
}

/** Gathers a small data set (an identifier); past `limit` bytes it stops and answers null. */
export async function gather(data: IncomingData, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of data) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
